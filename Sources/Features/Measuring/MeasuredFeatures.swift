import Datasets
import Diagnostics
import Findings
import LinearAlgebra
import SparseAutoencoders

/// A dataset seen through one checkpoint: pooled matrices for the studies, and the table for the pages.
public struct MeasuredFeatures: Sendable {
  /// One entry per pooling, in the order asked for.
  public var pooled: [PooledFeatures]
  /// Statistics of each feature.
  public var table: FeatureTable
  /// What the pages say of the checkpoint on this dataset.
  public var summary: DatasetCheckpointFinding
  /// One entry per N of the options.
  public var tokenTop: [TokenTopFeatures]
}

extension MeasuredFeatures {
  /// Measures every feature of what was collected.
  ///
  /// - Parameters:
  ///   - geometry: norms and angles of the checkpoint; nil for features encoded elsewhere.
  ///   - layer: nil for features encoded elsewhere.
  public init(
    _ collector: FeatureCollector, geometry: CheckpointGeometry?, checkpoint: String, layer: Int?, dataset: String,
    examples: ExampleTable, options: MeasurementOptions, progress: Progress? = nil
  ) throws {
    let width = collector.tokenCounts.count
    var table = FeatureTable(
      dataset: dataset, checkpoint: checkpoint, pooling: options.poolings[0].rawValue, classes: examples.classes,
      exampleCount: examples.count)
    try FeatureStatistics.measure(
      collector.pooled[0], examples: examples, into: &table, threads: options.threads, progress: progress)
    table.tokenDensity = collector.tokenCounts.map { Double($0) / Double(max(1, collector.tokens)) }
    let undefined = [Double](repeating: .nan, count: width)
    table.decoderNorm = geometry?.decoderNorms ?? undefined
    table.encoderDecoderCosine = geometry?.cosines ?? undefined
    table.strongest = collector.strongestExamples()
    self.table = table
    pooled = zip(options.poolings, collector.pooled).map {
      PooledFeatures(checkpoint: checkpoint, layer: layer, pooling: $0, matrix: $1)
    }
    tokenTop = zip(options.tokenTop, collector.tokenTop).map {
      TokenTopFeatures(checkpoint: checkpoint, layer: layer, top: $0, matrix: $1)
    }
    summary = DatasetCheckpointFinding(
      checkpoint: checkpoint, layer: layer, tokens: collector.tokens, featureCount: width,
      aliveFeatures: table.activeExamples.count { $0 > 0 },
      denseFeatures: table.density.count { $0 > FeatureTable.denseAbove },
      tokenL0: Double(collector.tokenFirings) / Double(max(1, collector.tokens)),
      exampleL0: Double(collector.exampleFirings) / Double(max(1, examples.count)))
  }
}
