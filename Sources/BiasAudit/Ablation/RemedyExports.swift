import Classifiers
import Datasets
import Features
import Findings
import LinearAlgebra

extension BiasAudit {
  /// The features that follow a group on all rows, and probes that do without them, to be used by `score`.
  ///
  /// - Parameters:
  ///   - tables: of the same attribute, from `study`.
  ///   - c: inverse strength of the penalty, as in the ablation.
  /// - Returns: what was dropped; no libraries unless there are two classes, none of checkpoints that nothing is dropped of.
  public static func remedy(_ dataset: EncodedDataset, without tables: [GroupTable], c: Double) throws -> RemedyExport {
    var result = RemedyExport()
    for table in tables {
      let flagged = table.verdict.indices.filter { table.verdict[$0] == FeatureVerdict.proxy.rawValue }.sorted {
        (table.riskDifference[$1], $0) < (table.riskDifference[$0], $1)
      }
      result.dropped += flagged.map { feature in
        let family = table.sensitivity.family.isEmpty ? -1 : Int(table.sensitivity.family[feature])
        return DroppedFeature(
          checkpoint: table.checkpoint, feature: feature, difference: table.riskDifference[feature],
          family: family < 0 ? nil : family)
      }
      guard !flagged.isEmpty, dataset.examples.classes.count == 2,
        let features = dataset.features.first(where: { $0.checkpoint == table.checkpoint })
      else { continue }
      let libraries = try AblationInput.allCases.compactMap {
        try library(of: features, $0, without: flagged, table.attribute, dataset.examples, c: c)
      }
      if !libraries.isEmpty { result.libraries.append((table.checkpoint, FeatureLibraries(libraries))) }
    }
    return result
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
