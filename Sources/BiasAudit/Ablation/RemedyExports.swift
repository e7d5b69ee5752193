import Classifiers
import Datasets
import Features
import Findings
import LinearAlgebra

extension BiasAudit {
  /// The features that follow a group on all rows, and probes that do without them, to be used by `score`. They are found as
  /// in the ablation, where there are two classes (`FoldFlags`); else they are those with the verdict `proxy`.
  ///
  /// - Parameters:
  ///   - attributes: a group column, or several for their intersection.
  ///   - tables: of the same attribute, from `study`.
  ///   - c: inverse strength of the penalty, as in the ablation.
  /// - Returns: what was dropped; no libraries unless there are two classes, none of checkpoints that nothing is dropped of.
  public static func remedy(
    _ dataset: EncodedDataset, attributes: [String], without tables: [GroupTable], c: Double, options: BiasOptions
  ) throws -> RemedyExport {
    var result = RemedyExport()
    for table in tables {
      let features = dataset.features.first { $0.checkpoint == table.checkpoint }
      let found = try features.map { try Self.found($0, attributes, table, dataset.examples, c: c, options) } ?? []
      let flagged = found.map(\.feature)
      result.dropped += found.map { feature, difference in
        let family = table.sensitivity.family.isEmpty ? -1 : Int(table.sensitivity.family[feature])
        return DroppedFeature(
          checkpoint: table.checkpoint, feature: feature, difference: difference,
          family: family < 0 ? nil : family)
      }
      guard !flagged.isEmpty, dataset.examples.classes.count == 2, let features else { continue }
      let libraries = try AblationInput.allCases.compactMap {
        try library(of: features, $0, without: flagged, table.attribute, dataset.examples, c: c)
      }
      if !libraries.isEmpty { result.libraries.append((table.checkpoint, FeatureLibraries(libraries))) }
    }
    return result
  }

  private static func found(
    _ features: PooledFeatures, _ attributes: [String], _ table: GroupTable, _ examples: ExampleTable, c: Double,
    _ options: BiasOptions
  ) throws -> [(feature: Int, difference: Double)] {
    let proxies = table.verdict.indices.filter { table.verdict[$0] == FeatureVerdict.proxy.rawValue }
    var found = proxies.map { (feature: $0, difference: table.riskDifference[$0]) }
    // What everybody reads names no feature that its tables do not.
    if examples.classes.count == 2, options.disclosure == .internal {
      let groups = try GroupColumn(attributes, of: examples)
      let design = CellDesign(
        group: groups.codes, groups: groups.values.count, labels: examples.labels, classes: 2,
        minimumCell: options.minimumCell, clusters: examples.clusters?.codes)
      let model = LogisticRegression(.sparse(features.matrix.firing), labels: examples.labels)
      let fit = model.weighing(try model.fit([], candidates: [c], threads: 1).whole[0])
      let known = Set(proxies)
      found += try FoldFlags(
        design: design, options: options, columns: features.matrix.transposed(), leaned: AblationOptions.leaned
      ).flagged(fit.weights.first, threads: options.threads).filter { !known.contains($0.feature) }
    }
    return found.sorted { ($1.difference, $0.feature) < ($0.difference, $1.feature) }
  }

  private static func library(
    of features: PooledFeatures, _ input: AblationInput, without flagged: [Int], _ attribute: String,
    _ examples: ExampleTable, c: Double
  ) throws -> FeatureLibrary? {
    let values = input == .binarized ? features.matrix.firing : features.matrix
    let model = LogisticRegression(.sparse(values.withoutColumns(flagged)), labels: examples.labels)
    let fit = model.weighing(try model.fit([], candidates: [c], threads: 1).whole[0])
    guard fit.classes == [0, 1], let weights = fit.weights.first else { return nil }
    let sign: Double = examples.positive == 0 ? -1 : 1
    return FeatureLibrary(
      dataset: "", arm: "\(input.rawValue) \(features.checkpoint) without \(attribute)",
      checkpoint: features.checkpoint,
      layer: features.layer, pooling: features.pooling.rawValue, threshold: input == .binarized ? 0 : nil,
      width: features.matrix.columnCount, classes: examples.classes,
      positiveClass: examples.classes[examples.positive], intercepts: fit.intercepts.map { sign * $0 }, c: c,
      features: weights.indices.filter { weights[$0] != 0 }.map {
        FeatureLibrary.Member(feature: Int32($0), weights: [sign * weights[$0]], selected: 1)
      }, exampleCount: examples.labels.count { $0 >= 0 })
  }
}
