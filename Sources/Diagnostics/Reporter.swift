import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Where progress, notes and warnings go. Safe to share between threads.
///
/// On a terminal a stage is one line that is overwritten; elsewhere it is one plain line at its start.
public final class Reporter: Sendable {
  public enum Verbosity: Int, Sendable { case quiet, normal, verbose }

  private let verbosity: Verbosity
  private let isTerminal: Bool
  private let collected = Mutex<[String]>([])

  public init(_ verbosity: Verbosity = .normal) {
    self.verbosity = verbosity
    self.isTerminal = isatty(STDERR_FILENO) == 1
  }

  /// A stage begins: `encode: hatecheck × l6-w1536`.
  public func stage(_ text: String) { if verbosity != .quiet { write(text + "\n") } }

  /// A detail that only `--verbose` shows.
  public func detail(_ text: String) { if verbosity == .verbose { write("  " + text + "\n") } }

  /// Progress within a stage; shown on terminals only.
  public func progress(_ done: Int, of total: Int, _ text: String) {
    guard isTerminal, verbosity != .quiet, total > 0 else { return }
    write("\r  \(text): \(done * 100 / total) %" + (done >= total ? "\n" : ""))
  }

  /// Something the reader of the results must know; printed even with `--quiet`, and kept for the pages.
  public func warning(_ text: String) {
    collected.withLock { $0.append(text) }
    write("warning: \(text)\n")
  }

  /// All warnings so far, in the order in which they came.
  public var warnings: [String] { collected.withLock { $0 } }

  private func write(_ text: String) { StandardError.write(text) }
}

/// Unbuffered text on the process's standard error.
public enum StandardError {
  public static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      while start < bytes.count {
        let written = Glibc.write(STDERR_FILENO, bytes.baseAddress! + start, bytes.count - start)
        if written <= 0 { return }
        start += written
      }
    }
  }
}
