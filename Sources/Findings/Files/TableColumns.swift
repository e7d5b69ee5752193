/// The columns of each large table, listed once for writing and reading.
extension FeatureTable {
  mutating func columns(_ coder: ColumnCoder) throws {
    try coder.string("dataset", &dataset)
    try coder.string("checkpoint", &checkpoint)
    try coder.string("pooling", &pooling)
    try coder.strings("classes", &classes)
    try coder.int("example_count", &exampleCount)
    try coder.int32s("active_examples", &activeExamples)
    try coder.doubles("density", &density)
    try coder.doubles("mean_active", &meanActive)
    try coder.doubles("maximum", &maximum)
    try coder.doubles("token_density", &tokenDensity)
    try coder.doubles("decoder_norm", &decoderNorm)
    try coder.doubles("encoder_decoder_cosine", &encoderDecoderCosine)
    try coder.doubleColumns("auroc", count: classes.count, &auroc)
    try coder.doubleColumns("q", count: classes.count, &q)
    try coder.int32Columns("active_by_class", count: classes.count, &activeByClass)
    try coder.doubles("f1", &f1)
    try coder.doubles("best_threshold", &bestThreshold)
    try coder.doubles("phi", &phi)
    try coder.doubles("f1_cross_validated", &crossValidatedF1)
    try coder.doubleColumns("average_precision", count: classes.count, &averagePrecision)
    try coder.doubles("chi_squared", &chiSquared)
    try coder.doubles("g2", &g2)
    try coder.doubles("mutual_information", &mutualInformation)
    try coder.doubles("g2_q", &g2Q)
    try coder.doubleColumns("quantiles", count: FeatureTable.quantileLevels.count, &quantiles)
    try coder.uint32s("histogram", &histogram)
    try coder.floats("histogram_low", &histogramLow)
    try coder.floats("histogram_high", &histogramHigh)
    try strongest.columns(coder, "strongest")
    try coder.int32s("duplicate_of", &duplicateOf)
    try coder.strings("names", &names)
    try coder.strings("name_sources", &nameSources)
  }
}

extension StrongestExamples {
  mutating func columns(_ coder: ColumnCoder, _ name: String) throws {
    try coder.ints("\(name).offsets", &offsets)
    try coder.int32s("\(name).examples", &examples)
    try coder.floats("\(name).activations", &activations)
    try coder.int32s("\(name).tokens", &tokens)
    try coder.ints("\(name).token_offsets", &tokenOffsets)
    try coder.int32s("\(name).token_indices", &tokenIndices)
    try coder.floats("\(name).token_values", &tokenValues)
  }
}

extension GroupTable {
  mutating func columns(_ coder: ColumnCoder) throws {
    try coder.string("dataset", &dataset)
    try coder.string("checkpoint", &checkpoint)
    try coder.string("attribute", &attribute)
    try coder.strings("groups", &groups)
    try coder.strings("classes", &classes)
    try coder.bools("tested", &tested)
    try coder.doubles("g2", &g2)
    try coder.int32s("degrees_of_freedom", &degreesOfFreedom)
    try coder.doubles("p", &p)
    try coder.doubles("q", &q)
    try coder.doubles("cmi", &cmi)
    try coder.int32s("max_group", &maxGroup)
    try coder.int32s("min_group", &minGroup)
    try coder.doubles("risk_difference", &riskDifference)
    try coder.doubles("risk_low", &riskLow)
    try coder.doubles("risk_high", &riskHigh)
    try coder.doubles("proxy", &proxy)
    try coder.doubles("composition", &composition)
    try verdicts(coder)
    try coder.int32s("needed", &needed)
    try coder.int32Columns("cell_counts", count: groups.count, &cellCounts)
    try coder.int32s("active", &active)
    try coder.floats("rate_low", &rateLow)
    try coder.floats("rate_high", &rateHigh)
    try coder.bools("suppressed", &suppressed)
  }

  /// Verdicts as codes into a short list of names.
  private mutating func verdicts(_ coder: ColumnCoder) throws {
    var names = Array(Set(verdict)).sorted()
    let codes = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    var column = verdict.map { codes[$0] ?? 0 }
    try coder.strings("verdict_names", &names)
    try coder.int32s("verdict", &column)
    verdict = column.map { names.indices.contains(Int($0)) ? names[Int($0)] : "" }
  }
}

extension TransferTable {
  mutating func columns(_ coder: ColumnCoder) throws {
    try coder.string("train", &train)
    try coder.string("test", &test)
    try coder.string("checkpoint", &checkpoint)
    try coder.doubles("auroc_train", &aurocTrain)
    try coder.doubles("q_train", &qTrain)
    try coder.doubles("auroc_test", &aurocTest)
    try coder.doubles("q_test", &qTest)
    try coder.doubles("density_train", &densityTrain)
    try coder.doubles("density_test", &densityTest)
    try coder.bools("shared", &shared)
  }
}
