import Buffers
import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Where progress, notes and warnings go. Safe to share between threads.
///
/// On a terminal a stage is a bar that is overwritten, and a line with the time it took when it ends; elsewhere it is a
/// plain line at its start, and one every ten seconds that says how far it has come.
public final class Reporter: Sendable {
  /// `--quiet`, neither, or `--verbose`.
  public enum Verbosity: Int, Sendable { case quiet, normal, verbose }

  /// Seconds between two drawings of a bar.
  static let redrawing = 0.1
  /// Seconds between two lines on how far a stage has come.
  static let reminding = 10.0

  private struct State {
    var warnings: [Note] = []
    /// Stages under way, the innermost last.
    var stages: [Progress] = []
    var isBarShown = false
    /// Counts up whenever the outermost stage begins, so that a tick knows its own.
    var tickers = 0
  }

  private let verbosity: Verbosity
  private let output: ReportOutput
  private let sentence: @Sendable (Note) -> String
  private let state = Mutex(State())
  /// Milliseconds of the clock before which nothing is drawn.
  private let nextDrawing = Atomic<Int>(0)

  /// - Parameter sentence: the words of a note, code and arguments where there are none.
  public init(
    _ verbosity: Verbosity = .normal, to output: ReportOutput = .standardError,
    sentence: @escaping @Sendable (Note) -> String = \.description
  ) {
    self.verbosity = verbosity
    self.output = output
    self.sentence = sentence
  }

  /// What is done: one line.
  public func stage(_ text: String) { if verbosity != .quiet { print(text) } }

  public func stage(_ note: Note) { stage("note: " + sentence(note)) }

  /// A detail that only `--verbose` shows.
  public func detail(_ text: String) { if verbosity == .verbose { print("  " + text) } }

  /// Something the reader of the results must know; printed even with `--quiet`, and kept for the pages.
  public func warning(_ note: Note) {
    state.withLock { $0.warnings.append(note) }
    print("warning: \(sentence(note))")
  }

  /// All warnings so far, in the order in which they came.
  public var warnings: [Note] { state.withLock { $0.warnings } }

  /// Runs a stage that takes time.
  ///
  /// - Parameters:
  ///   - total: what `body` will count up to; 0 where it says so later, or never.
  ///   - unit: of what is counted.
  public func during<T>(
    _ text: String, of total: Int = 0, unit: String = "", _ body: (Progress) throws -> T
  ) rethrows -> T {
    let progress = Progress(text, of: total, unit: unit, begin: output.now()) { [weak self] in self?.drawIfDue() }
    begin(progress)
    defer { end(progress) }
    return try body(progress)
  }

  private func begin(_ progress: Progress) {
    guard verbosity != .quiet else { return }
    let ticker = state.withLock { state -> Int? in
      state.stages.append(progress)
      if output.isTerminal {
        draw(&state)
      } else {
        output.write(progress.text + "\n")
        schedule(after: Reporter.reminding)
      }
      guard state.stages.count == 1, output.isTerminal else { return nil }
      state.tickers += 1
      return state.tickers
    }
    if let ticker { tick(ticker) }
  }

  private func end(_ progress: Progress) {
    guard verbosity != .quiet else { return }
    state.withLock { state in
      clear(&state)
      state.stages.removeAll { $0 === progress }
      if output.isTerminal {
        output.write("\(progress.text): \(Progress.duration(output.now() - progress.begin))\n")
      }
      draw(&state)
    }
  }

  /// A line of its own: the bar makes room for it.
  private func print(_ text: String) {
    state.withLock { state in
      clear(&state)
      output.write(text + "\n")
      draw(&state)
    }
  }

  /// Called by every thread that has done something: cheap unless it is time to draw.
  private func drawIfDue() {
    guard verbosity != .quiet, Int(output.now() * 1000) >= nextDrawing.load(ordering: .relaxed) else { return }
    state.withLock { state in
      // Another thread may have drawn meanwhile.
      guard Int(output.now() * 1000) >= nextDrawing.load(ordering: .relaxed) else { return }
      if output.isTerminal { return draw(&state) }
      guard let progress = state.stages.last else { return }
      output.write(progress.line(now: output.now()) + "\n")
      schedule(after: Reporter.reminding)
    }
  }

  private func schedule(after seconds: Double) {
    nextDrawing.store(Int((output.now() + seconds) * 1000), ordering: .relaxed)
  }

  private func draw(_ state: inout State) {
    guard output.isTerminal, let progress = state.stages.last else { return }
    // The last column is left free: some terminals begin a new line there.
    output.write("\r" + progress.bar(now: output.now(), width: max(1, output.width() - 1)) + Self.clearToEnd)
    state.isBarShown = true
    schedule(after: Reporter.redrawing)
  }

  private func clear(_ state: inout State) {
    if state.isBarShown { output.write("\r" + Self.clearToEnd) }
    state.isBarShown = false
  }

  private static let clearToEnd = "\u{1B}[K"

  /// Draws anew for as long as the stage that began it lasts, so that the time moves on though nothing is reported.
  private func tick(_ ticker: Int) {
    guard let tick = output.tick else { return }
    DispatchQueue.global().asyncAfter(deadline: .now() + tick) { [weak self] in
      guard let self else { return }
      let goesOn = state.withLock { state in
        guard state.tickers == ticker, !state.stages.isEmpty else { return false }
        draw(&state)
        return true
      }
      if goesOn { self.tick(ticker) }
    }
  }
}

/// Unbuffered text on the process's standard error.
public enum StandardError {
  /// Writes all of it, or as much as can be written.
  public static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      while start < bytes.count {
        let written = Glibc.write(STDERR_FILENO, bytes.start + start, bytes.count - start)
        if written <= 0 { return }
        start += written
      }
    }
  }
}
