import Diagnostics
import Files
import Findings
import Foundation
import Site

/// The PDF of an edition, printed from its HTML where a program for that is installed; the HTML stands alone without it.
struct EditionPDF {
  let edition: Edition
  /// Where programs are looked for.
  var searchPath = OtherProgram.searchPath

  /// - Parameters:
  ///   - folder: that holds the HTML already.
  ///   - sink: of the same folder.
  /// - Returns: what is to be said of it.
  func write(from folder: String, into sink: RecordedFolder) throws -> [String] {
    switch edition {
    case .full, .review: return []
    case .brief: return try brief(folder, sink)
    case .audit: return try audit(folder, sink)
    }
  }

  /// PDF/A-3a, which archives keep: tagged, with its fonts and with the tables as files within. It declares PDF/UA-1, too.
  private func audit(_ folder: String, _ sink: RecordedFolder) throws -> [String] {
    guard let weasyprint = OtherProgram.find(["weasyprint"], in: searchPath) else {
      return ["no audit.pdf: WeasyPrint is not installed; audit.html and the tables hold the same"]
    }
    let scratch = try Self.scratch()
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    // Names of attachments have no folders.
    let tables = sink.written.map(\.path).filter { $0.hasPrefix("data/") && $0.hasSuffix(".csv") }.sorted()
    let attached = try tables.map { path in
      let copy = "\(scratch)/" + path.dropFirst(5).replacing("/", with: ".")
      try FileSink.write(copy, try MappedFile.content(of: Paths.join(folder, path)))
      return copy
    }
    let isPrinted = weasyprint.run(
      ["--pdf-variant", "pdf/a-3a", "--uncompressed-pdf"]
        + attached.flatMap { ["--attachment", $0, "--attachment-relationship", "Data"] } + [
          folder + "/audit.html", scratch + "/audit.pdf",
        ], environment: ["SOURCE_DATE_EPOCH": "0"], seconds: 300, errors: scratch + "/errors")
    if let letter = Self.letterWithoutFont(scratch + "/errors") {
      // Boxes in place of letters are no copy for an archive.
      return [
        "no audit.pdf: no font here has “\(letter)”; install one that has (for Japanese fonts-morisawa-bizud-gothic)"
      ]
    }
    guard isPrinted, let data = FileManager.default.contents(atPath: scratch + "/audit.pdf"),
      let pdf = PDFFile(Array(data)).declaringUA
    else {
      return ["no audit.pdf: WeasyPrint did not print (version 70 does); audit.html and the tables hold the same"]
    }
    try sink.write("audit.pdf", pdf.withoutDates.withOwnID.bytes)
    return []
  }

  /// The first letter of which WeasyPrint says that no font has it.
  private static func letterWithoutFont(_ errors: String) -> String? {
    let text = String(decoding: FileManager.default.contents(atPath: errors) ?? Data(), as: UTF8.self)
    return text.firstMatch(of: /\.notdef glyph rendered for .*?"(.+)" \(U\+/).map { String($0.1) }
  }

  private static func scratch() throws -> String {
    let folder = NSTemporaryDirectory() + "feature-atlas-print-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  private func brief(_ folder: String, _ sink: RecordedFolder) throws -> [String] {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    guard let chromium = OtherProgram.find(names, in: searchPath) else {
      return ["no brief.pdf: Chromium is not installed; brief.html prints to the same pages in any browser"]
    }
    let scratch = try Self.scratch()
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let html = folder + "/brief.html"
    let isPrinted = chromium.run(
      ["--headless", "--disable-gpu", "--no-pdf-header-footer", "--user-data-dir=\(scratch)/profile"]
        // As root Chromium has no sandbox of its own to start; the page is this program's and asks for nothing.
        + (geteuid() == 0 ? ["--no-sandbox"] : [])
        + ["--print-to-pdf=\(scratch)/brief.pdf", URL(fileURLWithPath: html).absoluteString])
    guard isPrinted, let data = FileManager.default.contents(atPath: scratch + "/brief.pdf") else {
      return ["no brief.pdf: Chromium did not print; brief.html prints to the same pages in any browser"]
    }
    let pdf = PDFFile(Array(data)).withoutDates
    try sink.write("brief.pdf", pdf.bytes)
    let expected = try MappedFile(html).withBytes { bytes in
      String(decoding: bytes, as: UTF8.self).contains("<div class=\"second") ? 2 : 1
    }
    return pdf.pageCount == expected
      ? []
      : ["brief.pdf has \(pdf.pageCount) pages in place of \(expected): shorten the texts below `decision:`"]
  }
}
