import Foundation

/// The program as it was built beside the tests, run as a process of its own: exit codes and streams are those of a shell.
public struct Program: Sendable {
  public var status: Int32
  /// Standard output.
  public var output: String
  /// Standard error.
  public var errors: String

  /// Beside the program that runs the tests.
  public static let path: String = {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let beside = tests.deletingLastPathComponent().appendingPathComponent("feature-atlas").path
    return FileManager.default.isExecutableFile(atPath: beside)
      ? beside : TestPaths.repository + "/.build/release/feature-atlas"
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

  /// - Parameters:
  ///   - arguments: without the program's name.
  ///   - folder: the current folder of the run.
  public static func run(_ arguments: [String], in folder: String = TestPaths.repository) throws -> Program {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("feature-atlas-run-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    // Files rather than pipes: nobody has to read while the program runs.
    let names = ["output", "errors"].map { place.appendingPathComponent($0) }
    let handles = try names.map { name -> FileHandle in
      try Data().write(to: name)
      return try FileHandle(forWritingTo: name)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let texts = try names.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    return Program(status: process.terminationStatus, output: texts[0], errors: texts[1])
  }
}
