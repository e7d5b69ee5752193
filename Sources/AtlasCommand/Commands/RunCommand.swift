import ArgumentParser
import Diagnostics
import LinearAlgebra

/// Runs a command's body: errors go to standard error, and the exit code tells a wrong input from a failed run.
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
