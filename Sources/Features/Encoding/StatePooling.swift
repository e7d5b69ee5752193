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
    var pooled = try PooledStates.empty(
      layer: layer, poolings: poolings, dimension: d, examples: blocks.reduce(0) { $0 + $1.count })
    // Some blocks at a time: beside what is pooled, little is held.
    let wave = max(1, threads) * 16
    for start in stride(from: 0, to: blocks.count, by: wave) {
      let parts = try parallelMap(min(wave, blocks.count - start), threads: threads) { index in
        var reader = StatesReader(source)
        return try StatePooler.pool(blocks[start + index], offsets: source.offsets, by: poolings, reading: &reader)
      }
      for part in parts { pooled.append(part) }
    }
    return pooled
  }

  /// One entry per pooling, with room for that many examples.
  public static func empty(
    layer: Int, poolings: [Pooling], dimension: Int, examples: Int
  ) throws -> [PooledStates] {
    try poolings.map { pooling in
      var values = StoredNumbers<Float>()
      try values.reserve(examples * dimension)
      return PooledStates(layer: layer, pooling: pooling, dimension: dimension, values: values)
    }
  }
}

extension [PooledStates] {
  /// Adds examples: [pooling][example · dimension].
  public mutating func append(_ part: [[Float]]) {
    for (place, values) in part.enumerated() { self[place].values.append(contentsOf: values) }
  }
}

/// Pools the states of one example after another.
struct StatePooler {
  private var sum: [Double]
  private var maximum: [Float]
  private var last: [Float]
  private var length = 0

  private init(dimension: Int) {
    sum = [Double](repeating: 0, count: dimension)
    maximum = [Float](repeating: -.infinity, count: dimension)
    last = [Float](repeating: 0, count: dimension)
  }

  /// - Parameter offsets: tokens of all examples.
  /// - Returns: [pooling][example · dimension].
  static func pool(
    _ examples: Range<Int>, offsets: [Int], by poolings: [Pooling], reading reader: inout StatesReader
  ) throws -> [[Float]] {
    let d = reader.dimension
    var result = poolings.map { _ in [Float]() }
    for place in result.indices { result[place].reserveCapacity(examples.count * d) }
    var pooler = StatePooler(dimension: d)
    var example = examples.lowerBound
    func close(_ pooler: inout StatePooler) {
      for (place, pooling) in poolings.enumerated() { result[place] += pooler.values(pooling) }
      pooler = StatePooler(dimension: d)
      example += 1
    }
    var token = offsets[examples.lowerBound]
    try reader.forEachPiece(of: token..<offsets[examples.upperBound]) { states in
      for row in 0..<states.count / d {
        while token == offsets[example + 1] { close(&pooler) }
        pooler.add(UnsafeBufferPointer(rebasing: states[row * d..<(row + 1) * d]))
        token += 1
      }
    }
    while example < examples.upperBound { close(&pooler) }
    return result
  }

  private mutating func add(_ state: UnsafeBufferPointer<Float>) {
    length += 1
    for (column, value) in state.enumerated() {
      sum[column] += Double(value)
      maximum[column] = max(maximum[column], value)
      last[column] = value
    }
  }

  /// Of no tokens: 0.
  private func values(_ pooling: Pooling) -> [Float] {
    switch pooling {
    case .sum: sum.map { Float($0) }
    case .mean: sum.map { Float($0 / Double(max(1, length))) }
    case .max: length == 0 ? last : maximum
    case .last: last
    }
  }
}
