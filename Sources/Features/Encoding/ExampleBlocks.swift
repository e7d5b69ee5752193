/// Runs of whole examples whose tokens are processed together.
///
/// The bounds depend on the data alone, never on the number of threads, so that sums are made in one order.
public struct ExampleBlocks: Sendable {
  /// Ranges of examples, in order, covering all.
  public let ranges: [Range<Int>]

  /// - Parameters:
  ///   - offsets: [examples + 1], tokens of example i are `offsets[i]..<offsets[i+1]`.
  ///   - tokens: a block is closed when it holds at least this many; it always holds at least one example.
  public init(offsets: [Int], tokens: Int = 512) {
    var ranges: [Range<Int>] = []
    var start = 0
    for example in 0..<offsets.count - 1 where offsets[example + 1] - offsets[start] >= tokens {
      ranges.append(start..<example + 1)
      start = example + 1
    }
    if start < offsets.count - 1 { ranges.append(start..<offsets.count - 1) }
    self.ranges = ranges
  }

  /// The ranges of one shard.
  func ranges(of shard: Shard) -> ArraySlice<Range<Int>> { ranges[shard.range(of: ranges.count)] }

  /// The examples of one shard, an empty range where there are fewer blocks than shards.
  public func examples(of shard: Shard) -> Range<Int> {
    let mine = shard.range(of: ranges.count)
    let total = ranges.last?.upperBound ?? 0
    func start(_ block: Int) -> Int { block < ranges.count ? ranges[block].lowerBound : total }
    return start(mine.lowerBound)..<start(mine.upperBound)
  }
}
