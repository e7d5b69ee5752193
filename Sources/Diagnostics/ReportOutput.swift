import Glibc

/// Where a `Reporter` writes, and what it needs to know of that place.
public struct ReportOutput: Sendable {
  /// Whether a line may be overwritten.
  public var isTerminal: Bool
  /// Characters in a line of the terminal.
  public var width: @Sendable () -> Int
  /// Seconds since any fixed moment.
  public var now: @Sendable () -> Double
  /// Writes text as it is.
  public var write: @Sendable (String) -> Void
  /// Seconds after which a bar is drawn anew though nothing was reported; nil: never.
  public var tick: Double?

  public init(
    isTerminal: Bool, width: @escaping @Sendable () -> Int = { 80 }, now: @escaping @Sendable () -> Double,
    tick: Double? = nil, write: @escaping @Sendable (String) -> Void
  ) {
    self.isTerminal = isTerminal
    self.width = width
    self.now = now
    self.tick = tick
    self.write = write
  }

  /// The process's standard error. A terminal that cannot move its cursor (`TERM=dumb`) counts as none.
  public static var standardError: ReportOutput {
    let kind = getenv("TERM").map { String(cString: $0) } ?? ""
    let begin = ContinuousClock.now
    return ReportOutput(
      isTerminal: isatty(STDERR_FILENO) == 1 && kind != "dumb" && !kind.isEmpty, width: terminalWidth,
      now: { (ContinuousClock.now - begin) / .seconds(1) }, tick: 0.5, write: { StandardError.write($0) })
  }

  /// Nowhere.
  public static let none = ReportOutput(isTerminal: false, now: { 0 }, write: { _ in })

  private static func terminalWidth() -> Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
