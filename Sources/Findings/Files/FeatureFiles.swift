/// `features.csv` and `examples.csv` of the data folder.
extension FeatureTable {
  /// One row per feature.
  public func featuresCSV() -> [UInt8] {
    var columns = [
      "feature", "active_examples", "density", "mean_active", "max", "token_density", "decoder_norm",
      "encoder_decoder_cosine",
    ]
    columns += classes.map { "auroc:\($0)" } + classes.map { "q:\($0)" }
    if !f1.isEmpty { columns += ["f1", "best_threshold", "phi"] }
    columns += classes.map { "active:\($0)" } + ["pooling", "name", "name_source"]
    columns += FeatureTable.quantileLevels.map { "p\(Int(($0 * 100).rounded()))" }
    if !classes.isEmpty {
      columns += classes.map { "average_precision:\($0)" } + ["chi2", "g2", "mutual_information", "q_g2"]
    }
    if !f1.isEmpty { columns.append("f1_cv") }
    columns += ["kind", "duplicate_of"]
    var csv = CSVWriter(columns)
    for feature in 0..<featureCount {
      csv.integer(feature)
      csv.integer(activeExamples[feature])
      csv.real(density[feature])
      csv.real(meanActive[feature])
      csv.real(maximum[feature])
      csv.real(tokenDensity[feature])
      csv.real(decoderNorm[feature])
      csv.real(encoderDecoderCosine[feature])
      for index in classes.indices { csv.real(auroc[index][feature]) }
      for index in classes.indices { csv.real(q[index][feature]) }
      if !f1.isEmpty {
        csv.real(f1[feature])
        csv.real(bestThreshold[feature])
        csv.real(phi[feature])
      }
      for index in classes.indices { csv.integer(activeByClass[index][feature]) }
      csv.text(pooling)
      csv.text(names.isEmpty ? nil : names[feature])
      csv.text(nameSources.isEmpty ? nil : nameSources[feature])
      for level in quantiles { csv.real(level[feature]) }
      if !classes.isEmpty {
        for index in classes.indices { csv.real(averagePrecision[index][feature]) }
        csv.real(chiSquared[feature])
        csv.real(g2[feature])
        csv.real(mutualInformation[feature])
        csv.real(g2Q[feature])
      }
      if !f1.isEmpty { csv.real(crossValidatedF1[feature]) }
      csv.text(kind(of: feature)?.rawValue)
      csv.integer(duplicated(by: feature))
      csv.endRow()
    }
    return csv.bytes.bytes
  }

  /// One row per feature × rank (from 1); `example` is the example's id, `token_index` counts from 0 within it.
  public func examplesCSV(ids: [String]) -> [UInt8] {
    var csv = CSVWriter(["feature", "rank", "example", "activation", "token_index"])
    for feature in 0..<featureCount {
      for (rank, entry) in (strongest.offsets[feature]..<strongest.offsets[feature + 1]).enumerated() {
        csv.integer(feature)
        csv.integer(rank + 1)
        csv.text(ids[Int(strongest.examples[entry])])
        csv.real(strongest.activations[entry])
        csv.integer(strongest.tokens[entry])
        csv.endRow()
      }
    }
    return csv.bytes.bytes
  }
}
