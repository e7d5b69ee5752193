import Foundation

/// The built program, for what only a process of its own can show.
public enum Program {
  /// Beside the program that runs the tests.
  public static let path: String = {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let beside = tests.deletingLastPathComponent().appendingPathComponent("feature-atlas").path
    return FileManager.default.isExecutableFile(atPath: beside)
      ? beside : TestPaths.repository + "/.build/debug/feature-atlas"
  }()

  /// Starts a line of shell in which `$0` is the program and `$1` … are `arguments`.
  public static func start(shell line: String, _ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line, path] + arguments
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// The exit status of such a line; 128 + signal where it was ended by one.
  public static func run(shell line: String, _ arguments: [String]) throws -> Int32 {
    let process = try start(shell: line, arguments)
    process.waitUntilExit()
    return process.terminationStatus
  }
}
