import Files
import Foundation
import TestSupport
import Testing

/// Runs validators that are installed on the machine over the synthetic site.
@Suite(.serialized) struct ValidatorTests {
  static let tidy = ["/usr/bin/tidy", "/usr/local/bin/tidy"].first { Paths.isFile($0) }
  static let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first { Paths.isFile($0) }

  /// A Python that has axe-core-python: the one that `make checkers` makes, or FEATURE_ATLAS_PYTHON.
  static let python = [
    ProcessInfo.processInfo.environment["FEATURE_ATLAS_PYTHON"], TestPaths.repository + "/.build/checkers/bin/python",
  ].compactMap { $0 }.first { Paths.isFile($0) }

  func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  func rendered() throws -> String {
    let folder = try TestPaths.temporaryFolder()
    for (path, bytes) in RenderedSite.html.files { try FolderSink(folder: folder).write(path, bytes) }
    return folder
  }

  @Test(.enabled(if: tidy != nil)) func tidyFindsNoErrors() throws {
    let folder = try rendered()
    defer { try? Paths.removeTree(folder) }
    let pages = try Paths.files(under: folder).filter { $0.hasSuffix(".html") }.map { Paths.join(folder, $0) }
    // Tidy's release predates some attributes of HTML and ARIA, which it calls proprietary.
    let (_, output) = try run(
      try #require(Self.tidy), ["-quiet", "-errors", "--doctype", "html5", "--drop-empty-elements", "no"] + pages)
    let known = ["proprietary attribute \"loading\"", "proprietary attribute \"aria-current\""]
    let problems = output.split(separator: "\n").filter { line in
      (line.contains("Error:") || line.contains("Warning:")) && !known.contains { line.contains($0) }
    }
    #expect(pages.count > 100)
    #expect(problems.isEmpty, "\(problems.prefix(10).joined(separator: "\n"))")
  }

  /// Contrast, names, roles and the rest as axe sees them, in light and dark, on a phone and a desktop; and that no
  /// page asks for anything outside of itself. Needs chromium, python3 and the packages that check.py names.
  @Test(.enabled(if: chromium != nil && python != nil, "needs chromium and axe: make checkers"))
  func axeFindsNothingSerious() throws {
    let folder = try rendered()
    defer { try? Paths.removeTree(folder) }
    let script = TestPaths.repository + "/Tests/SiteTests/browser/check.py"
    let (status, output) = try run(try #require(Self.python), [script, folder])
    #expect(status == 0, "\(output.suffix(4000))")
  }
}
