import ArgumentParser
import Diagnostics
import Glibc
import LinearAlgebra

/// Flags that every command knows.
struct SharedOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Print nothing but warnings and errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Print details of what is done.")
  var verbose = false

  @Option(name: .long, help: "Threads to use; the results are the same bytes for any number.")
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

/// Runs a command's body: clear errors on standard error, and the exit code that says whose fault it is.
func runCommand(_ body: () throws -> Void) throws {
  BLAS.useOneThreadPerCall()
  do {
    try body()
  } catch let error as AtlasError {
    StandardError.write(error.description + "\n")
    throw ExitCode(error.exitCode)
  } catch let errors as AtlasErrors {
    StandardError.write("\(errors)\n\(errors.all.count) errors\n")
    throw ExitCode(errors.exitCode)
  }
}
