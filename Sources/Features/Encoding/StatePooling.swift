import Datasets
import Files
import LinearAlgebra
import Parallel

extension PooledStates {
  /// Pools the hidden states themselves, so that probes on states and on features see the same tokens.
  ///
  /// - Parameter wanted: examples to pool; nil: all.
  /// - Returns: one entry per pooling, in the order of `poolings`.
  public static func pool(
    _ source: any HiddenStateSource, examples wanted: Range<Int>? = nil, layer: Int, poolings: [Pooling], threads: Int
  ) throws -> [PooledStates] {
    let d = source.dimension
    if let recorded = source as? RecordedStates, wanted == nil {
      return try poolings.map {
        PooledStates(layer: layer, pooling: $0, dimension: d, values: try recorded.pooled(by: $0.rawValue))
      }
    }
    let blocks = ExampleBlocks(offsets: source.offsets, tokens: 1024).ranges.map {
      $0.clamped(to: wanted ?? 0..<source.exampleCount)
    }.filter { !$0.isEmpty }
    var pooled = try poolings.map { pooling in
      var values = StoredNumbers<Float>()
      try values.reserve(blocks.reduce(0) { $0 + $1.count } * d)
      return PooledStates(layer: layer, pooling: pooling, dimension: d, values: values)
    }
    // Some blocks at a time: beside what is pooled, little is held.
    let wave = max(1, threads) * 16
    for start in stride(from: 0, to: blocks.count, by: wave) {
      let parts = try parallelMap(min(wave, blocks.count - start), threads: threads) { index in
        try blocks[start + index].map { try ExampleState(source, example: $0) }
      }
      for example in parts.joined() {
        for (place, pooling) in poolings.enumerated() {
          pooled[place].values.append(contentsOf: example.values(pooling))
        }
      }
    }
    return pooled
  }
}

/// All poolings of one example.
private struct ExampleState: Sendable {
  private var sum: [Double]
  private var maximum: [Float]
  private var last: [Float]
  private let length: Int

  init(_ source: any HiddenStateSource, example: Int) throws {
    let d = source.dimension
    let tokens = source.offsets[example]..<source.offsets[example + 1]
    length = tokens.count
    var sum = [Double](repeating: 0, count: d)
    var maximum = [Float](repeating: tokens.isEmpty ? 0 : -.infinity, count: d)
    var last = [Float](repeating: 0, count: d)
    var buffer = [Float](repeating: 0, count: min(256, max(1, tokens.count)) * d)
    var start = tokens.lowerBound
    while start < tokens.upperBound {
      let piece = start..<min(start + 256, tokens.upperBound)
      try buffer.withUnsafeMutableBufferPointer { all in
        let target = UnsafeMutableBufferPointer(rebasing: all[0..<piece.count * d])
        try source.read(piece, into: target)
        for row in 0..<piece.count {
          for column in 0..<d {
            let value = target[row * d + column]
            sum[column] += Double(value)
            maximum[column] = max(maximum[column], value)
            if row == piece.count - 1 { last[column] = value }
          }
        }
      }
      start = piece.upperBound
    }
    self.sum = sum
    self.maximum = maximum
    self.last = last
  }

  func values(_ pooling: Pooling) -> [Float] {
    switch pooling {
    case .sum: sum.map { Float($0) }
    case .mean: sum.map { Float($0 / Double(max(1, length))) }
    case .max: maximum
    case .last: last
    }
  }
}
