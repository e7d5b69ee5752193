import Foundation

/// Validators that are installed on the machine; `make checkers` installs them.
public enum SiteCheckers {
  public static let tidy = found(["/usr/bin/tidy", "/usr/local/bin/tidy"])
  public static let chromium = found(["/usr/bin/chromium", "/usr/bin/chromium-browser"])
  /// A Python that has axe-core-python, WeasyPrint and pikepdf: the one that `make checkers` makes, or FEATURE_ATLAS_PYTHON.
  public static let python = found(
    [ProcessInfo.processInfo.environment["FEATURE_ATLAS_PYTHON"], TestPaths.repository + "/.build/checkers/bin/python"]
      .compactMap { $0 })

  /// WeasyPrint beside that Python.
  public static let weasyprint = python.flatMap {
    found([URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("weasyprint").path])
  }
  /// Whether a font for Japanese is installed, which pages in Japanese are printed with.
  public static let hasJapaneseFont: Bool = {
    guard let list = found(["/usr/bin/fc-list"]), let fonts = try? run(list, [":lang=ja", "family"]) else {
      return false
    }
    return fonts.output.contains { !$0.isWhitespace }
  }()

  /// What the structure of an auditor's PDF lacks of PDF/A-3a and PDF/UA-1: one line for each rule.
  ///
  /// - Parameter tables: a folder of the tables that must lie in it.
  public static func archive(_ pdf: String, tables: String) throws -> (status: Int32, output: String) {
    guard let python else { return (1, "there is no Python with pikepdf") }
    return try run(python, [TestPaths.repository + "/Tests/AtlasCommandTests/archive/check.py", pdf, tables])
  }

  /// Errors and warnings of tidy about the pages, but for attributes of HTML and ARIA that are younger than its release.
  public static func tidyProblems(_ pages: [String]) throws -> [String] {
    guard let tidy else { return ["tidy is not installed"] }
    let (_, output) = try run(tidy, ["-quiet", "-errors", "--doctype", "html5", "--drop-empty-elements", "no"] + pages)
    // Pictures within pictures, which SVG allows, are taken for unknown.
    let nested = ["class", "y", "height", "viewbox", "preserveaspectratio"].map {
      "Warning: <svg> proprietary attribute \"\($0)\""
    }
    let known = ["proprietary attribute \"loading\"", "proprietary attribute \"aria-current\""] + nested
    return output.split(separator: "\n").map(String.init).filter { line in
      (line.contains("Error:") || line.contains("Warning:")) && !known.contains { line.contains($0) }
    }
  }

  /// Opens one page of each kind in chromium with axe; status 0 when nothing serious is found and no request leaves.
  public static func axe(_ site: String) throws -> (status: Int32, output: String) {
    guard let python else { return (1, "axe is not installed") }
    return try run(python, [TestPaths.repository + "/Tests/SiteTests/browser/check.py", site])
  }

  /// How one page of each kind is set in chromium; status 77 where something is missing.
  public static func layout(_ site: String) throws -> (status: Int32, output: String) {
    guard let python else { return (77, "") }
    return try run(python, [TestPaths.repository + "/Tests/SiteTests/browser/layout.py", site])
  }

  /// Pictures of one page of each kind, compared with those that were looked at; status 77 where something is missing.
  public static func screens(_ site: String, into folder: String, updating: Bool) throws -> (
    status: Int32, output: String
  ) {
    guard let python else { return (77, "") }
    let script = TestPaths.repository + "/Tests/SiteTests/browser/screens.py"
    let references = TestPaths.repository + "/Tests/SiteTests/Screens"
    return try run(python, [script, site, folder, references, "--compare"] + (updating ? ["--update"] : []))
  }

  /// What becomes of a page in chromium, as text; empty where chromium is missing.
  ///
  /// - Parameter fragment: what stands after `#`.
  public static func dom(of page: String, fragment: String) throws -> String {
    guard let chromium else { return "" }
    return try run(
      chromium,
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=10000", "--dump-dom",
        "file://\(page)#\(fragment)",
      ]
    ).output
  }

  /// Pixels that a page takes in chromium in a window of a width; nil where chromium gives no answer.
  public static func height(of page: String, width: Int) throws -> Int? {
    guard let chromium else { return nil }
    let script =
      "<script>addEventListener('load',function(){document.documentElement.dataset.height="
      + "document.documentElement.scrollHeight})</script></body>"
    let copy = page.replacing(".html", with: ".height.html")
    // The policy of the page forbids scripts of others, among them this one.
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: page)), as: UTF8.self).replacing(
      "http-equiv=\"Content-Security-Policy\"", with: "name=\"policy\"")
    try Data(text.replacing("</body>", with: script).utf8).write(to: URL(fileURLWithPath: copy))
    defer { try? FileManager.default.removeItem(atPath: copy) }
    let (_, output) = try run(
      chromium,
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--window-size=\(width),900", "--virtual-time-budget=5000",
        "--dump-dom", "file://\(copy)",
      ])
    return output.firstRange(of: "data-height=\"").flatMap { Int(output[$0.upperBound...].prefix { $0 != "\"" }) }
  }

  /// What a page becomes in chromium when a script of the test runs in it after it was loaded; empty where chromium is missing.
  ///
  /// - Parameters:
  ///   - script: may wait; what it puts into the page is seen.
  ///   - milliseconds: of the page's own time.
  public static func dom(of page: String, fragment: String = "", running script: String, milliseconds: Int = 10_000)
    throws
    -> String
  {
    guard let chromium else { return "" }
    let copy = page.replacing(".html", with: ".run.html")
    // The policy of the page forbids scripts of others, among them this one.
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: page)), as: UTF8.self).replacing(
      "http-equiv=\"Content-Security-Policy\"", with: "name=\"policy\"")
    try Data(text.replacing("</body>", with: "<script>\(script)</script></body>").utf8).write(
      to: URL(fileURLWithPath: copy))
    defer { try? FileManager.default.removeItem(atPath: copy) }
    return try run(
      chromium,
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1300,900",
        "--virtual-time-budget=\(milliseconds)", "--dump-dom", "file://\(copy)#\(fragment)",
      ]
    ).output
  }

  /// A page as chromium prints it; nil where that gives no answer.
  public static func printed(_ page: String) throws -> Data? {
    guard let chromium else { return nil }
    let pdf = page + ".pdf"
    _ = try run(
      chromium,
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf=\(pdf)",
        "file://\(page)",
      ])
    return FileManager.default.contents(atPath: pdf)
  }

  private static func found(_ paths: [String]) -> String? {
    paths.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
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
}
