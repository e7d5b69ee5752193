import Diagnostics
import Features

/// What all steps of a run share: the options, who is told how far they are, and where encoded blocks are kept.
public struct RunContext {
  let options: AnalysisOptions
  let reporter: Reporter
  let stopwatch: Stopwatch
  /// The unfinished results.
  let folder: String
  /// From run to run; nil: nowhere.
  let cache: BlockCache?

  public init(
    options: AnalysisOptions, reporter: Reporter, stopwatch: Stopwatch, folder: String, cache: BlockCache?
  ) {
    (self.options, self.reporter, self.stopwatch) = (options, reporter, stopwatch)
    (self.folder, self.cache) = (folder, cache)
  }

  /// Times a stage and shows how far it has come.
  public func stage<T>(
    _ name: String, _ text: String, of total: Int = 0, unit: String = "", _ body: (Progress) throws -> T
  ) rethrows -> T {
    try stopwatch.measure(name) { try reporter.during(text, of: total, unit: unit, body) }
  }
}
