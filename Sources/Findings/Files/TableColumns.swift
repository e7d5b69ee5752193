/// Shares, correlations and the like, with room for rounding.
private let shares = -1e-6...1 + 1e-6
private let correlations = -1 - 1e-6...1 + 1e-6
private let counts = 0..<Int.max

/// The columns of each large table, listed once for writing and reading.
extension FeatureTable {
  /// Reading, `dataset`, `checkpoint`, `classes` and `exampleCount` have to be what the findings say.
  mutating func columns(_ coder: ColumnCoder) throws {
    let rows = ColumnCount.exactly(coder.features)
    let examples = 0..<coder.examples + 1
    // Of two classes only.
    let rowsOfPair = ColumnCount.exactly(classes.count == 2 ? coder.features : 0)
    let rowsOfClasses = classes.isEmpty ? ColumnCount.noneOr(coder.features) : rows
    try coder.known("dataset", &dataset)
    try coder.known("checkpoint", &checkpoint)
    try coder.string("pooling", &pooling)
    try coder.known("classes", &classes)
    try coder.known("example_count", &exampleCount)
    try coder.int32s("active_examples", &activeExamples, rows, in: examples)
    try coder.doubles("density", &density, rows, in: shares)
    try coder.doubles("mean_active", &meanActive, rows)
    try coder.doubles("maximum", &maximum, rows)
    try coder.doubles("token_density", &tokenDensity, rows, in: shares)
    try coder.doubles("decoder_norm", &decoderNorm, rows, in: 0...Double.infinity)
    try coder.doubles("encoder_decoder_cosine", &encoderDecoderCosine, rows, in: correlations)
    try coder.doubleColumns("auroc", columns: classes.count, &auroc, rows, in: shares)
    try coder.doubleColumns("q", columns: classes.count, &q, rows, in: shares)
    try coder.int32Columns("active_by_class", columns: classes.count, &activeByClass, rows, in: examples)
    try coder.doubles("f1", &f1, rowsOfPair, in: shares)
    try coder.doubles("best_threshold", &bestThreshold, rowsOfPair)
    try coder.doubles("phi", &phi, rowsOfPair, in: correlations)
    try coder.doubles("f1_cross_validated", &crossValidatedF1, rowsOfPair, in: shares)
    try coder.doubleColumns("average_precision", columns: classes.count, &averagePrecision, rows, in: shares)
    try coder.doubles("chi_squared", &chiSquared, rowsOfClasses)
    try coder.doubles("g2", &g2, rowsOfClasses)
    try coder.doubles("mutual_information", &mutualInformation, rowsOfClasses)
    try coder.doubles("g2_q", &g2Q, rowsOfClasses, in: shares)
    try coder.doubleColumns("quantiles", columns: FeatureTable.quantileLevels.count, &quantiles, rows)
    try coder.uint32s("histogram", &histogram, .product(coder.features, FeatureTable.histogramBins))
    let binsOfClass = ColumnCount.product(coder.features, FeatureTable.histogramBins)
    try coder.uint32Columns("class_histograms", columns: classes.count == 2 ? 2 : 0, &classHistograms, binsOfClass)
    try coder.floats("histogram_low", &histogramLow, rows)
    try coder.floats("histogram_high", &histogramHigh, rows)
    try strongest.columns(coder, "strongest", rows)
    try coder.int32s("duplicate_of", &duplicateOf, .noneOr(coder.features), in: -1..<coder.features)
    try coder.floats("map_x", &mapX, .noneOr(coder.features), in: 0...1)
    try coder.floats("map_y", &mapY, .exactly(mapX.count), in: 0...1)
    try coder.strings("names", &names, .noneOr(coder.features))
    try coder.strings("name_sources", &nameSources, .exactly(names.count))
    try coder.require(
      zip(activeExamples, density).allSatisfy {
        $1.isFinite && abs($1 * Double(coder.examples) - Double($0)) < 1e-3
      }, "“density” is not the share of “active_examples”")
    try coder.require(
      duplicateOf.enumerated().allSatisfy { $1 < $0 }, "“duplicate_of” names a later feature, or the feature itself")
  }
}

extension StrongestExamples {
  mutating func columns(_ coder: ColumnCoder, _ name: String, _ rows: ColumnCount) throws {
    try coder.offsets("\(name).offsets", &offsets, rows: rows)
    let entries = ColumnCount.exactly(offsets.last ?? 0)
    try coder.int32s("\(name).examples", &examples, entries, in: 0..<coder.examples)
    try coder.floats("\(name).activations", &activations, entries)
    try coder.int32s("\(name).tokens", &tokens, entries, in: counts)
    try coder.offsets("\(name).token_offsets", &tokenOffsets, rows: entries)
    let fired = ColumnCount.exactly(tokenOffsets.last ?? 0)
    try coder.int32s("\(name).token_indices", &tokenIndices, fired, in: counts)
    try coder.floats("\(name).token_values", &tokenValues, fired)
  }
}

extension GroupTable {
  /// Reading, `dataset`, `checkpoint`, `attribute`, `groups` and `classes` have to be what the findings say.
  mutating func columns(_ coder: ColumnCoder) throws {
    let rows = ColumnCount.exactly(coder.features)
    try coder.known("dataset", &dataset)
    try coder.known("checkpoint", &checkpoint)
    try coder.known("attribute", &attribute)
    try coder.known("groups", &groups)
    try coder.known("classes", &classes)
    try coder.bools("tested", &tested, rows)
    try coder.doubles("g2", &g2, rows)
    try coder.int32s("degrees_of_freedom", &degreesOfFreedom, rows, in: counts)
    try coder.doubles("p", &p, rows, in: shares)
    try coder.doubles("q", &q, rows, in: shares)
    try coder.doubles("cmi", &cmi, rows)
    try coder.int32s("max_group", &maxGroup, rows, in: -1..<groups.count)
    try coder.int32s("min_group", &minGroup, rows, in: -1..<groups.count)
    try coder.doubles("risk_difference", &riskDifference, rows, in: correlations)
    try coder.doubles("risk_low", &riskLow, rows)
    try coder.doubles("risk_high", &riskHigh, rows)
    try coder.doubles("proxy", &proxy, rows)
    try coder.doubles("composition", &composition, rows)
    try verdicts(coder)
    try coder.int32s("needed", &needed, rows, in: counts)
    // −1 and NaN: withheld.
    try coder.int32Columns(
      "cell_counts", columns: groups.count, &cellCounts, .exactly(classes.count), in: -1..<coder.examples + 1_001)
    let cells = ColumnCount.product(coder.features, groups.count, classes.count)
    try coder.int32s("active", &active, cells, in: -1..<coder.examples + 1_001)
    try coder.floats("rate_low", &rateLow, cells, in: -1e-6...1 + 1e-6)
    try coder.floats("rate_high", &rateHigh, cells, in: -1e-6...1 + 1e-6)
    try coder.bools("suppressed", &suppressed, cells)
    try coder.bools("unreliable", &unreliable, cells)
    try sensitivity.columns(coder)
  }

  /// Verdicts as codes into a short list of names.
  private mutating func verdicts(_ coder: ColumnCoder) throws {
    var names = Array(Set(verdict)).sorted()
    let codes = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    var column = verdict.map { codes[$0] ?? 0 }
    try coder.strings("verdict_names", &names, .any)
    try coder.int32s("verdict", &column, .exactly(coder.features), in: 0..<names.count)
    verdict = column.map { names[Int($0)] }
  }
}

extension TransferTable {
  /// Reading, `train`, `test`, `checkpoint` and `classes` have to be what the findings say.
  mutating func columns(_ coder: ColumnCoder) throws {
    let rows = ColumnCount.exactly(coder.features)
    let cells = ColumnCount.product(coder.features, classes.count)
    try coder.known("train", &train)
    try coder.known("test", &test)
    try coder.known("checkpoint", &checkpoint)
    try coder.known("classes", &classes)
    try coder.doubles("auroc_train", &aurocTrain, cells, in: shares)
    try coder.doubles("q_train", &qTrain, cells, in: shares)
    try coder.doubles("auroc_test", &aurocTest, cells, in: shares)
    try coder.doubles("q_test", &qTest, cells, in: shares)
    try coder.doubles("p_train", &pTrain, cells, in: shares)
    try coder.doubles("p_test", &pTest, cells, in: shares)
    try coder.doubles("p_max", &pMax, cells, in: shares)
    try coder.doubles("q_max", &qMax, cells, in: shares)
    try coder.doubles("q_source_only", &qSourceOnly, cells, in: shares)
    try coder.doubles("q_target_only", &qTargetOnly, cells, in: shares)
    var codes = kind.map { kind in Int32(TransferKind.allCases.firstIndex(of: kind) ?? 0) }
    try coder.int32s("kind", &codes, cells, in: 0..<TransferKind.allCases.count)
    kind = codes.map { TransferKind.allCases[Int($0)] }
    try coder.doubles("density_train", &densityTrain, rows, in: shares)
    try coder.doubles("density_test", &densityTest, rows, in: shares)
    try coder.doubles("strength_train", &strengthTrain, rows)
    try coder.doubles("strength_test", &strengthTest, rows)
  }
}
