import Diagnostics
import Foundation

/// A program of others that makes a file from a file, where it is installed.
struct OtherProgram {
  let path: String

  /// The folders that programs are looked for in.
  static var searchPath: String { ProcessInfo.processInfo.environment["PATH"] ?? "" }

  /// The first of these names that the folders of the path hold.
  static func find(_ names: [String], in path: String) -> OtherProgram? {
    let folders = path.split(separator: ":")
    return names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }.map(OtherProgram.init)
  }

  /// Runs it without input and without words of its own.
  ///
  /// - Parameters:
  ///   - environment: beside that of this process.
  ///   - seconds: after which it is ended.
  ///   - errors: a file that takes what it writes to standard error; nil: nobody reads that.
  /// - Returns: whether it ended by itself and well.
  func run(
    _ arguments: [String], environment: [String: String] = [:], seconds: Double = 90, errors: String? = nil
  ) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors.flatMap(Self.newFile) ?? FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    let end = Date().addingTimeInterval(seconds)
    while process.isRunning, Date() < end { usleep(20_000) }
    if process.isRunning {
      process.terminate()
      return false
    }
    return process.terminationStatus == 0
  }

  private static func newFile(_ path: String) -> FileHandle? {
    FileManager.default.createFile(atPath: path, contents: nil) ? FileHandle(forWritingAtPath: path) : nil
  }
}
