import Diagnostics
import Glibc

/// The end of a run where an error cannot be thrown: a disk that is full while a collection grows.
public enum FailedRun {
  /// What `body` gives. An error ends the process as if it had been thrown: it is printed, what is unfinished is removed, and
  /// the exit code is that of the error.
  public static func ending<Result>(_ body: () throws -> Result) -> Result {
    do {
      return try body()
    } catch {
      StandardError.write("\(error)\n")
      UnfinishedWork.removeAllAndExit((error as? AtlasError)?.exitCode ?? 1)
    }
  }
}
