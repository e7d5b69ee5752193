import Diagnostics
import Features

/// What all steps of a run share: the options, who is told how far they are, and where encoded blocks are kept.
struct RunContext {
  let options: AnalysisOptions
  let reporter: Reporter
  let stopwatch: Stopwatch
  /// The unfinished results.
  let folder: String
  /// From run to run; nil: nowhere.
  var cache: BlockCache?

  /// Times a stage and shows how far it has come.
  func stage<T>(
    _ name: String, _ text: String, of total: Int = 0, unit: String = "", _ body: (Progress) throws -> T
  ) rethrows -> T {
    try stopwatch.measure(name) { try reporter.during(text, of: total, unit: unit, body) }
  }
}
