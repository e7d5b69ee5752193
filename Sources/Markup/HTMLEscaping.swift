import Files

/// The one place where text of a dataset, a configuration or a template's value becomes HTML.
///
/// The result is safe between tags and inside quoted attributes alike. Control characters, which HTML forbids, become
/// U+FFFD.
public enum HTMLEscaping {
  /// For each byte: 0 = as it is, else what to do with it.
  private static let special: [UInt8] = {
    var table = [UInt8](repeating: 0, count: 256)
    for byte in 0..<0x20 where byte != 0x09 && byte != 0x0A && byte != 0x0D { table[byte] = 1 }
    table[0x7F] = 1
    for byte in "&<>\"'".utf8 { table[Int(byte)] = 2 }
    table[0xC2] = 3
    return table
  }()

  /// Appends the text, escaped.
  public static func append(_ text: String, to out: inout ByteWriter) {
    var text = text
    text.withUTF8 { append($0, to: &out) }
  }

  /// Appends the UTF-8 text, escaped.
  public static func append(_ utf8: UnsafeBufferPointer<UInt8>, to out: inout ByteWriter) {
    special.withUnsafeBufferPointer { special in
      var start = 0
      var index = 0
      while index < utf8.count {
        let kind = special[Int(utf8[index])]
        // U+0080 to U+009F are control characters too, two bytes each.
        let isControl = kind == 1 || (kind == 3 && index + 1 < utf8.count && utf8[index + 1] < 0xA0)
        if kind == 0 || (kind == 3 && !isControl) {
          index += 1
          continue
        }
        out.append(UnsafeBufferPointer(rebasing: utf8[start..<index]))
        if isControl {
          out.append("\u{FFFD}" as StaticString)
        } else {
          out.append(entity(utf8[index]))
        }
        index += kind == 3 ? 2 : 1
        start = index
      }
      out.append(UnsafeBufferPointer(rebasing: utf8[start...]))
    }
  }

  private static func entity(_ byte: UInt8) -> StaticString {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    default: "&#39;"
    }
  }
}
