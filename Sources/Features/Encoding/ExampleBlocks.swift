/// Runs of whole examples whose tokens are processed together.
///
/// The bounds depend on the data alone, never on the number of threads, so that sums are made in one order.
public struct ExampleBlocks: Sendable {
  /// Ranges of examples, in order, covering all.
  public let ranges: [Range<Int>]
  /// [blocks + 1]: the first token of each block, and the number of tokens.
  private let tokenStarts: [Int]

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
    tokenStarts = ranges.map { offsets[$0.lowerBound] } + [offsets[offsets.count - 1]]
  }

  /// The blocks of one shard: all shards together are all blocks, each once, with about the same number of tokens.
  public func blocks(of shard: Shard) -> Range<Int> {
    start(of: shard.index - 1, shard)..<start(of: shard.index, shard)
  }

  /// The ranges of one shard.
  func ranges(of shard: Shard) -> ArraySlice<Range<Int>> { ranges[blocks(of: shard)] }

  /// The examples of one shard, an empty range where it has no blocks.
  public func examples(of shard: Shard) -> Range<Int> {
    let mine = blocks(of: shard)
    let total = ranges.last?.upperBound ?? 0
    func start(_ block: Int) -> Int { block < ranges.count ? ranges[block].lowerBound : total }
    return start(mine.lowerBound)..<start(mine.upperBound)
  }

  /// The next shard, after the last the first, that has blocks; nil where no other has.
  func neighbour(of shard: Shard) -> Shard? {
    for step in 1..<max(1, shard.count) {
      let next = Shard(index: (shard.index - 1 + step) % shard.count + 1, count: shard.count)
      if !blocks(of: next).isEmpty { return next }
    }
    return nil
  }

  /// The first block that begins at or after the share of the tokens that the first `index` shards take.
  private func start(of index: Int, _ shard: Shard) -> Int {
    if index == 0 { return 0 }
    if index == shard.count { return ranges.count }
    let target = index * (tokenStarts.last ?? 0) / shard.count
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if tokenStarts[middle] < target { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
