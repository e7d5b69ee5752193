import Files

/// The one place where text of a dataset becomes Markdown: no character keeps a meaning of its own, and a line break
/// becomes a space, so that the text stays in its table cell, list item or paragraph.
enum MarkdownEscaping {
  /// Characters that mean something anywhere in a line.
  private static let inline = Set("\\`*_[]{}|~$".utf8)
  /// Characters that mean something at the start of a line.
  private static let leading = Set("#+-=:".utf8)

  static func append(_ text: String, to out: inout ByteWriter) {
    var atStart = true
    var previous: UInt8 = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): out.append("&amp;" as StaticString)
      case UInt8(ascii: "<"): out.append("&lt;" as StaticString)
      case UInt8(ascii: ">"): out.append("&gt;" as StaticString)
      case 0..<0x20, 0x7F: out.append(UInt8(ascii: " "))
      default:
        let endsNumber = (byte == UInt8(ascii: ".") || byte == UInt8(ascii: ")")) && isDigit(previous)
        let startsAddress = byte == UInt8(ascii: ":")
        if inline.contains(byte) || (atStart && leading.contains(byte)) || endsNumber || startsAddress {
          out.append(UInt8(ascii: "\\"))
        }
        out.append(byte)
      }
      if byte != UInt8(ascii: " ") { atStart = false }
      previous = byte
    }
  }

  /// Inside a code span, where a backslash is a backslash: backticks become apostrophes, bars are kept out of tables.
  static func appendCode(_ text: String, to out: inout ByteWriter) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "`"): out.append(UInt8(ascii: "'"))
      case UInt8(ascii: "|"): out.append("\\|" as StaticString)
      case 0..<0x20, 0x7F: out.append(UInt8(ascii: " "))
      default: out.append(byte)
      }
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
