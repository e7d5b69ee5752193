import Statistics

/// The examples in which words and features that fire together are looked for, where a dataset has more than a limit.
///
/// Which they are follows from their ids and the seed, not from the order of the file.
public struct ProfileSample: Sendable {
  /// Ascending.
  let rows: [Int]
  /// Examples of the dataset.
  let exampleCount: Int

  /// - Parameters:
  ///   - ids: of all examples.
  ///   - limit: examples of the sample, at least 1.
  /// - Returns: nil where there are no more examples than that.
  public init?(ids: [String], limit: Int, seed: UInt64) {
    guard ids.count > limit else { return nil }
    let order = ids.map { id in
      var generator = SeededGenerator(seed: seed, stream: 0x9f0f, StableHash.of(id))
      return generator.next()
    }
    rows = ids.indices.sorted { (order[$0], ids[$0], $0) < (order[$1], ids[$1], $1) }.prefix(limit).sorted()
    exampleCount = ids.count
  }
}
