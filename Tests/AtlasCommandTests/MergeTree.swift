/// Parts of a run joined level by level: neighbours to larger parts, and these again.
enum MergeTree {
  /// Shapes that cut the same parts in other places.
  static let shapes = [[8], [2, 3], [5, 2]]

  /// - Parameters:
  ///   - parts: of shards 1, 2, …, in order.
  ///   - widths: how many neighbours are joined at each level.
  ///   - join: joins parts of a range of shards, given in any order; returns the path of the larger part.
  /// - Returns: parts of the last level.
  static func level(
    of parts: [String], widths: [Int], join: ([String], ClosedRange<Int>) throws -> String
  ) rethrows -> [String] {
    var level = parts.enumerated().map { (path: $1, shards: $0 + 1...$0 + 1) }
    for width in widths {
      level = try stride(from: 0, to: level.count, by: width).map { start in
        let group = level[start..<min(start + width, level.count)]
        let range = group.first!.shards.lowerBound...group.last!.shards.upperBound
        return (try join(group.map(\.path).shuffled(), range), range)
      }
    }
    return level.map(\.path)
  }
}
