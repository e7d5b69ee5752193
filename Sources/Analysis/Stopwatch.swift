import Findings
import Glibc

/// Times stages by name; a stage that is entered several times adds up. Every stage is listed, entered or not.
///
/// `statistics` is what features.csv holds; `reconstruction` is the check whether a checkpoint explains the states;
/// `profiles` is what stands beside the statistics: words, neighbours, duplicates, examples from the whole range.
public final class Stopwatch {
  private static let names = [
    "load", "encode", "reconstruction", "statistics", "profiles", "probes", "bias", "transfer", "render",
  ]
  private var seconds: [String: Double] = [:]
  private var peaks: [String: Int] = [:]

  public init() {}

  /// Adds the time of `body` to that of the stage.
  public func measure<T>(_ stage: String, _ body: () throws -> T) rethrows -> T {
    let clock = ContinuousClock()
    let start = clock.now
    defer {
      let elapsed = (clock.now - start).components
      seconds[stage, default: 0] += Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
      peaks[stage] = Stopwatch.peakBytes
    }
    return try body()
  }

  /// In the order of a run.
  public var stages: [Timings.Stage] {
    Stopwatch.names.map { Timings.Stage(name: $0, seconds: seconds[$0] ?? 0, peakBytes: peaks[$0] ?? 0) }
  }

  /// Largest resident memory of this process so far.
  private static var peakBytes: Int {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return usage.ru_maxrss * 1024
  }
}
