import Synchronization

/// How many bytes of numbers are kept in memory before they go to a file.
public enum SpillLimit {
  /// Bytes of one collection.
  public static let usual = 1 << 30

  /// Limits below the usual one, of tests that run now.
  private static let lower = Mutex<[Int]>([])

  /// Bytes of one collection that stay in memory.
  public static var bytes: Int { lower.withLock { $0.min() ?? usual } }

  /// Runs `body` with a lower limit, which holds for the whole process meanwhile. For tests, which compare what both ways give.
  static func lowered<Result>(to bytes: Int, _ body: () throws -> Result) rethrows -> Result {
    lower.withLock { $0.append(bytes) }
    defer { lower.withLock { limits in _ = limits.firstIndex(of: bytes).map { limits.remove(at: $0) } } }
    return try body()
  }
}
