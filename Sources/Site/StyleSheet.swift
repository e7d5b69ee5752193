import Diagnostics
import Files
import Foundation

/// A style sheet of the theme on its way into a site: the fonts that it names become part of it, since some browsers read no
/// font from another folder when a page is opened as a file.
struct StyleSheet {
  private static let start = "url(\"fonts/"
  private static let end = "\")"

  let path: String
  let text: String
  /// Of the theme: reads a file by its name, or throws.
  let read: (String) throws -> MappedFile

  /// - Throws: `AtlasError` with the line where a font is missing or is no WOFF2 file.
  func withFonts() throws -> String {
    var parts = text.components(separatedBy: Self.start)
    var line = parts[0].lineCount
    for index in parts.indices.dropFirst() {
      guard let end = parts[index].range(of: Self.end) else { throw error("this url( has no end", line) }
      let name = "fonts/" + parts[index][..<end.lowerBound]
      guard name.hasSuffix(".woff2"), !name.contains("..") else { throw error("‘\(name)’ is no .woff2 file", line) }
      guard let file = try? read(name) else { throw error("the theme has no ‘\(name)’", line) }
      let bytes = file.withBytes { Data($0) }
      guard bytes.starts(with: Array("wOF2".utf8)) else { throw error("‘\(name)’ is no WOFF2 font", line) }
      line += parts[index].lineCount
      parts[index] =
        "url(data:font/woff2;base64," + bytes.base64EncodedString() + ")" + parts[index][end.upperBound...]
    }
    return parts.joined()
  }

  private func error(_ message: String, _ line: Int) -> AtlasError {
    AtlasError(path: path, line: line + 1, message, hint: "fonts of the theme lie in its folder fonts/")
  }
}

extension String {
  fileprivate var lineCount: Int { utf8.count { $0 == UInt8(ascii: "\n") } }
}
