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

  /// PDF/A-3a, which archives keep: tagged, with its fonts and with the tables as files within.
  private func audit(_ folder: String, _ sink: RecordedFolder) throws -> [String] {
    guard let weasyprint = OtherProgram.find(["weasyprint"], in: searchPath) else {
      return ["no audit.pdf: WeasyPrint is not installed; audit.html and the tables hold the same"]
    }
    let scratch = try Self.scratch()
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    // Names of attachments have no folders.
    let tables = sink.written.map(\.path).filter { $0.hasPrefix("data/") && $0.hasSuffix(".csv") }
    let attached = try tables.map { path in
      let copy = "\(scratch)/" + path.dropFirst(5).replacing("/", with: ".")
      try FileSink.write(copy, try MappedFile.content(of: Paths.join(folder, path)))
      return copy
    }
    let isPrinted = weasyprint.run(
      ["--pdf-variant", "pdf/a-3a", "--uncompressed-pdf"] + attached.flatMap { ["--attachment", $0] } + [
        folder + "/audit.html", scratch + "/audit.pdf",
      ], environment: ["SOURCE_DATE_EPOCH": "0"], seconds: 300)
    guard isPrinted, let data = FileManager.default.contents(atPath: scratch + "/audit.pdf") else {
      return ["no audit.pdf: WeasyPrint did not print (version 70 does); audit.html and the tables hold the same"]
    }
    try sink.write("audit.pdf", PDFFile(Array(data)).withoutDates.withOwnID.bytes)
    return []
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

/// The bytes of a PDF file.
struct PDFFile {
  var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The same with all its dates the same, so that two prints of one page are the same bytes. A date keeps its length, since
  /// the file counts bytes.
  var withoutDates: PDFFile {
    var copy = self
    for name in ["/CreationDate", "/ModDate"] {
      for place in places(of: Array((name + " (D:").utf8)) {
        var index = place + name.utf8.count + 4
        while index < bytes.count, bytes[index] != UInt8(ascii: ")") {
          let digits = Array("20000101000000".utf8)
          let offset = index - place - name.utf8.count - 4
          if (0x30...0x39).contains(bytes[index]) { copy.bytes[index] = offset < 14 ? digits[offset] : 0x30 }
          index += 1
        }
      }
    }
    return copy
  }

  /// The same with an identifier that follows from its bytes: WeasyPrint's follows from the dates, too.
  var withOwnID: PDFFile {
    let start = Array("/ID [(".utf8)
    guard let place = places(of: start).last else { return self }
    // Two of 32 hexadecimal digits, `(…) (…)`.
    let (first, second) = (place + start.count, place + start.count + 35)
    guard second + 32 < bytes.count, bytes[first + 32] == UInt8(ascii: ")") else { return self }
    var copy = self
    for digit in 0..<32 { (copy.bytes[first + digit], copy.bytes[second + digit]) = (0x30, 0x30) }
    let digest = Array(SHA256Digest.hex(of: copy.bytes).utf8)
    for digit in 0..<32 { (copy.bytes[first + digit], copy.bytes[second + digit]) = (digest[digit], digest[digit]) }
    return copy
  }

  /// As its page objects say, which Chromium does not compress.
  var pageCount: Int {
    places(of: Array("/Type /Page".utf8)).count { place in
      place + 11 < bytes.count && bytes[place + 11] != UInt8(ascii: "s")
    }
  }

  private func places(of text: [UInt8]) -> [Int] {
    guard let first = text.first, bytes.count >= text.count else { return [] }
    return (0...(bytes.count - text.count)).filter {
      bytes[$0] == first && bytes[$0..<($0 + text.count)].elementsEqual(text)
    }
  }
}
