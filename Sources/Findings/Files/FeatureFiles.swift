/// `features.csv` and `examples.csv` of the data folder.
extension FeatureTable {
  /// `features.csv`: one row per feature.
  public func featuresCSV() -> [UInt8] { featuresTable.bytes(0..<featureCount) }

  var featuresTable: CSVTable<Int> {
    CSVTable { table in
      table.integer("feature", "index in the checkpoint, from 0") { $0 }
      table.integer("active_examples", "examples whose pooled value is not 0") { activeExamples[$0] }
      table.real("density", "share of the examples that are active, 0 to 1", of: density)
      table.real("mean_active", "mean pooled value of the active examples; empty if there are none", of: meanActive)
      table.real("max", "largest pooled value; 0 if no example is active", of: maximum)
      table.real("token_density", "share of the tokens where it fires, 0 to 1", of: tokenDensity)
      table.real("decoder_norm", "length of its decoder row; empty without a decoder", of: decoderNorm)
      table.real(
        "encoder_decoder_cosine", "cosine of encoder and decoder weights, −1 to 1; empty without a decoder",
        of: encoderDecoderCosine)
      for (c, name) in classes.enumerated() {
        table.real("auroc:\(name)", "AUROC of the pooled value, class against the rest, 0 to 1") { auroc[c][$0] }
      }
      for (c, name) in classes.enumerated() {
        table.real("q:\(name)", "Benjamini–Hochberg q of the Mann–Whitney test; empty if not tested") { q[c][$0] }
      }
      if !f1.isEmpty {
        table.real("f1", "F1 of the best cut, chosen and scored on the same examples, 0 to 1", of: f1)
        table.real("best_threshold", "that cut: the positive class above it", of: bestThreshold)
        table.real("phi", "φ of active and positive class, −1 to 1", of: phi)
      }
      for (c, name) in classes.enumerated() {
        table.integer("active:\(name)", "active examples of the class") { activeByClass[c][$0] }
      }
      table.text("pooling", "how token values become one value of the example") { _ in pooling }
      table.text("name", "name that others gave it") { names.isEmpty ? nil : names[$0] }
      table.text("name_source", "who gave the name") { nameSources.isEmpty ? nil : nameSources[$0] }
      for (level, share) in FeatureTable.quantileLevels.enumerated() {
        table.real(
          "p\(Int((share * 100).rounded()))", "quantile of the pooled value over the active examples, in percent"
        ) { quantiles[level][$0] }
      }
      if !classes.isEmpty {
        for (c, name) in classes.enumerated() {
          table.real("average_precision:\(name)", "average precision of the pooled value for the class, 0 to 1") {
            averagePrecision[c][$0]
          }
        }
        table.real("chi2", "Pearson's χ² of active and class, with classes − 1 degrees of freedom", of: chiSquared)
        table.real("g2", "G² of active and class, with classes − 1 degrees of freedom", of: g2)
        table.real("mutual_information", "of active and class, in nats", of: mutualInformation)
        table.real("q_g2", "Benjamini–Hochberg q of G²; empty if not tested", of: g2Q)
      }
      if !f1.isEmpty {
        table.real("f1_cv", "F1 of cuts chosen on four fifths and scored on the rest, 0 to 1", of: crossValidatedF1)
      }
      table.text("kind", "“dead”: never active; “dense”: active in more than half of the examples; else empty") {
        kind(of: $0)?.rawValue
      }
      table.integer("duplicate_of", "the first earlier feature that it duplicates") { duplicated(by: $0) }
      table.real("map_x", "place on the map of features, 0 to 1; empty if it is not on it") {
        mapX.isEmpty ? nil : mapX[$0]
      }
      table.real("map_y", "the same down") { mapY.isEmpty ? nil : mapY[$0] }
      // Of two classes both say the same.
      if classes.count != 2 {
        for (c, name) in classes.enumerated() {
          table.real(
            "label_q:\(name)",
            "q of the class times the number of classes, at most 1: whether there is a relation to the label"
          ) { labelQ(c, $0) }
        }
      }
    }
  }

  /// `examples.csv`: one row per feature × rank.
  ///
  /// - Parameter ids: of the examples, in their order.
  public func examplesCSV(ids: [String]) -> [UInt8] {
    examplesTable(ids: ids).bytes(
      (0..<featureCount).lazy.flatMap { feature in
        (strongest.offsets[feature]..<strongest.offsets[feature + 1]).enumerated().map { (feature, $0, $1) }
      })
  }

  func examplesTable(ids: [String]) -> CSVTable<(feature: Int, rank: Int, entry: Int)> {
    CSVTable { table in
      table.integer("feature", "index in the checkpoint, from 0") { $0.feature }
      table.integer("rank", "1 for the strongest example of the feature") { $0.rank + 1 }
      table.text("example", "id of the example") { ids[Int(strongest.examples[$0.entry])] }
      table.real("activation", "largest value of the feature over its tokens") { strongest.activations[$0.entry] }
      table.integer("token_index", "token of that value, from 0 within the example") { strongest.tokens[$0.entry] }
    }
  }
}
