import ArgumentParser
import Diagnostics
import Glibc

/// Flags that every command knows.
struct SharedOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Print only warnings and errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Print more about what is done.")
  var verbose = false

  @Option(name: .long, help: "Number of threads; the results are the same bytes for any number.")
  var threads: Int?

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    if let threads, threads < 1 || threads > 1024 { throw ValidationError("--threads must lie between 1 and 1024") }
  }

  var reporter: Reporter { Self.reporter(quiet ? .quiet : verbose ? .verbose : .normal) }

  /// Notes are said in English, like all that the terminal shows.
  static func reporter(_ verbosity: Reporter.Verbosity, to output: ReportOutput = .standardError) -> Reporter {
    Reporter(verbosity, to: output, sentence: NoteWords.english)
  }

  var threadCount: Int { threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
