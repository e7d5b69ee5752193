import Diagnostics

/// One of several equal parts of a dataset, for machines that share the work: 2/4 is the second of four.
public struct Shard: Sendable, Equatable {
  /// From 1.
  public let index: Int
  /// Of all parts, at least 1.
  public let count: Int

  /// The whole dataset.
  public static let whole = Shard(index: 1, count: 1)

  /// - Precondition: 1 ≤ `index` ≤ `count`.
  public init(index: Int, count: Int) {
    self.index = index
    self.count = count
  }

  /// - Throws: `AtlasError` unless `text` is I/N with 1 ≤ I ≤ N ≤ 1,000,000.
  public init(parsing text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], index >= 1, index <= count, count <= 1_000_000
    else {
      throw AtlasError(
        .input, "--shard is “\(text)”, where I/N is needed", hint: "write, say, --shard 2/4; I begins at 1")
    }
    self.init(index: index, count: count)
  }
}
