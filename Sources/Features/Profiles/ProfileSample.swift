import Statistics

/// The examples in which words and features that fire together are looked for: all, or some where a dataset has more than a
/// limit.
///
/// Which they are, and in which order they were drawn, follows from their ids and the seed, not from the order of the file.
public struct ProfileSample: Sendable {
  /// Ascending.
  let rows: [Int]
  /// Places in `rows`, in the order in which they were drawn.
  let drawn: [Int]
  /// Examples of the dataset.
  let exampleCount: Int

  var isWhole: Bool { rows.count == exampleCount }

  /// - Parameters:
  ///   - ids: of all examples.
  ///   - limit: examples of the sample, at least 1.
  public init(ids: [String], limit: Int, seed: UInt64) {
    let keys = ids.map { id in
      var generator = SeededGenerator(seed: seed, stream: 0x9f0f, StableHash.of(id))
      return generator.next()
    }
    func isBefore(_ a: Int, _ b: Int) -> Bool {
      keys[a] != keys[b] ? keys[a] < keys[b] : (ids[a], a) < (ids[b], b)
    }
    let rows = ids.indices.sorted(by: isBefore).prefix(limit).sorted()
    self.rows = rows
    drawn = rows.indices.sorted { isBefore(rows[$0], rows[$1]) }
    exampleCount = ids.count
  }
}
