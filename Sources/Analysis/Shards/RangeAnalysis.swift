import Datasets
import Diagnostics
import Features
import Files
import Findings

/// Statistics of some features from what shards made of the states: a machine needs the columns of these features alone.
/// What takes several features together (q-values, neighbours, probes) is left to the machine that has all ranges.
public struct RangeAnalysis {
  private let inputs: OpenedInputs
  private let features: ClosedRange<Int>
  private let context: RunContext

  /// - Parameters:
  ///   - inputs: with what shards made of the states, restricted to these features.
  ///   - features: of each checkpoint that has them.
  public init(_ inputs: OpenedInputs, features: ClosedRange<Int>, _ context: RunContext) {
    (self.inputs, self.features, self.context) = (inputs, features, context)
  }

  /// - Throws: `AtlasError`; what was written by then is for the caller to discard.
  public func run(into folder: StagedFolder, _ record: FeatureRangeRecord) throws {
    let writer = FeatureRangeWriter(folder)
    for dataset in inputs.datasets {
      for loaded in inputs.checkpoints {
        guard let checkpoint = loaded.checkpoint, let opened = dataset.states(ofLayer: loaded.layer),
          case .states(let source as RecordedStates) = opened.activations
        else { continue }
        let width = checkpoint.autoencoder.featureCount
        guard features.lowerBound < width else { continue }
        let range = features.lowerBound..<min(features.upperBound + 1, width)
        let text = "encoding \(dataset.id) with \(loaded.id)"
        let collector = try context.stage("encode", text, unit: "tokens") { progress in
          try FeatureCollector.encoding(
            source, with: checkpoint.autoencoder, checkpoint: loaded.id, options: context.options.rangeMeasurement,
            progress: { progress.set($0, of: $1) })
        }
        for task in dataset.tasks {
          let table = try context.stage("statistics", "statistics of \(task.id), \(loaded.id)", unit: "features") {
            try MeasuredFeatures.range(
              range, of: collector, checkpoint: loaded.id, dataset: task.id, examples: task.examples,
              options: context.options.rangeMeasurement, progress: $0)
          }
          try writer.write(table)
        }
      }
    }
    try writer.finish(record)
  }
}
