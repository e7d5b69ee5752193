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
  ///   - ranges: statistics of all features, measured elsewhere, see `range`; nil: they are measured here.
  public init(
    _ collector: FeatureCollector, geometry: CheckpointGeometry?, checkpoint: String, layer: Int?, dataset: String,
    examples: ExampleTable, ranges: [FeatureTable]? = nil, options: MeasurementOptions, progress: Progress? = nil
  ) throws {
    let width = collector.tokenCounts.count
    var table = FeatureTable(checkpoint, dataset, examples, options)
    if let ranges {
      table.allocateMeasured(features: width)
      var first = 0
      for range in ranges {
        table.setMeasured(range, from: first)
        first += range.featureCount
      }
      table.adjustMeasured()
    } else {
      try FeatureStatistics.measure(
        collector.pooled[0], examples: examples, into: &table, threads: options.threads, progress: progress)
    }
    table.tokenDensity = collector.tokenDensity(0..<width)
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

  /// Statistics of some features, for a machine that has no others: columns of q-values hold p, and there are no examples.
  ///
  /// - Parameter features: of the collector.
  public static func range(
    _ features: Range<Int>, of collector: FeatureCollector, checkpoint: String, dataset: String, examples: ExampleTable,
    options: MeasurementOptions, progress: Progress? = nil
  ) throws -> FeatureTable {
    var table = FeatureTable(checkpoint, dataset, examples, options)
    try FeatureStatistics.measure(
      features, of: collector.pooled[0], examples: examples, into: &table, threads: options.threads, progress: progress)
    table.tokenDensity = collector.tokenDensity(features)
    table.decoderNorm = [Double](repeating: .nan, count: features.count)
    table.encoderDecoderCosine = table.decoderNorm
    table.strongest.offsets = [Int](repeating: 0, count: features.count + 1)
    return table
  }
}

extension FeatureTable {
  /// With nothing measured yet.
  fileprivate init(_ checkpoint: String, _ dataset: String, _ examples: ExampleTable, _ options: MeasurementOptions) {
    self.init(
      dataset: dataset, checkpoint: checkpoint, pooling: options.poolings[0].rawValue, classes: examples.classes,
      exampleCount: examples.count)
  }
}

extension FeatureCollector {
  fileprivate func tokenDensity(_ features: Range<Int>) -> [Double] {
    tokenCounts[features].map { Double($0) / Double(max(1, tokens)) }
  }
}
