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
    case .full: return []
    case .brief: return try brief(folder, sink)
    }
  }

  private func brief(_ folder: String, _ sink: RecordedFolder) throws -> [String] {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    guard let chromium = OtherProgram.find(names, in: searchPath) else {
      return ["no brief.pdf: Chromium is not installed; brief.html prints to the same pages in any browser"]
    }
    let scratch = NSTemporaryDirectory() + "feature-atlas-print-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
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
