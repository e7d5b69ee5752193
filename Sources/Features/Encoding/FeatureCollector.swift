import Findings
import LinearAlgebra

/// What is kept of an encoding pass: pooled matrices, firing counts per token, and the strongest examples.
struct FeatureCollector {
  private(set) var pooled: [SparseMatrix]
  private let poolings: [Pooling]
  /// [feature]: tokens where it fires.
  private(set) var tokenCounts: [Int]
  private(set) var tokens = 0
  /// Active features summed over tokens and over examples.
  private(set) var tokenFirings = 0
  private(set) var exampleFirings = 0
  private var strongest: StrongestTracker

  init(featureCount: Int, poolings: [Pooling], examplesPerFeature: Int) {
    self.poolings = poolings
    pooled = poolings.map { _ in SparseMatrix(columnCount: featureCount) }
    tokenCounts = [Int](repeating: 0, count: featureCount)
    strongest = StrongestTracker(featureCount: featureCount, capacity: examplesPerFeature)
  }

  mutating func add(_ block: PooledBlock) {
    tokens += block.tokens.rowCount
    tokenFirings += block.tokens.entryCount
    exampleFirings += block.features.count
    for example in 0..<block.exampleCount {
      let entries = block.offsets[example]..<block.offsets[example + 1]
      let length = Float(block.tokenOffsets[example + 1] - block.tokenOffsets[example])
      for position in entries {
        let feature = Int(block.features[position])
        tokenCounts[feature] += Int(block.counts[position])
        strongest.offer(block, example: example, position: position)
      }
      for (index, pooling) in poolings.enumerated() {
        for position in entries {
          let value = pool(block, position, pooling, length)
          if value != 0 {
            pooled[index].indices.append(block.features[position])
            pooled[index].values.append(value)
          }
        }
        pooled[index].offsets.append(pooled[index].indices.count)
      }
    }
  }

  func strongestExamples() -> StrongestExamples { strongest.finished() }

  private func pool(_ block: PooledBlock, _ position: Int, _ pooling: Pooling, _ length: Float) -> Float {
    switch pooling {
    case .sum: block.sums[position]
    case .mean: block.sums[position] / length
    case .max:
      // Silent tokens count as zero: only a feature that fires everywhere can have a negative maximum.
      Float(block.counts[position]) < length ? max(0, block.maxima[position]) : block.maxima[position]
    case .last: block.last[position]
    }
  }
}
