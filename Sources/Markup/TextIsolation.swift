import Files

/// Text of the data in a line of another direction: Hebrew and Arabic, and characters that turn the direction of what follows.
///
/// Without isolation such a text moves the marks and figures around it to its other side. Isolated is what holds a character
/// of the right-to-left scripts or a control character of the bidirectional algorithm; other text cannot reorder its
/// surroundings in the left-to-right pages of this tool, and stays as short as it is. Source: UAX #9, HTML § 4.5.24.
public enum TextIsolation {
  /// Appends text between tags, escaped, in a `<bdi>` of its own where it needs one.
  public static func append(_ text: String, to out: inout ByteWriter) {
    var text = text
    text.withUTF8 { utf8 in
      guard isNeeded(utf8) else { return HTMLEscaping.append(utf8, to: &out) }
      out.append("<bdi>" as StaticString)
      HTMLEscaping.append(utf8, to: &out)
      out.append("</bdi>" as StaticString)
    }
  }

  /// The same where no element may stand (titles of documents, text of drawings, options): between the characters FIRST STRONG
  /// ISOLATE and POP DIRECTIONAL ISOLATE.
  public static func appendPlain(_ text: String, to out: inout ByteWriter) {
    var text = text
    text.withUTF8 { utf8 in
      let isNeeded = isNeeded(utf8)
      if isNeeded { out.append("\u{2068}" as StaticString) }
      HTMLEscaping.append(utf8, to: &out)
      if isNeeded { out.append("\u{2069}" as StaticString) }
    }
  }

  /// Whether the UTF-8 text could change the order of what stands around it.
  public static func isNeeded(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    while index < utf8.count {
      let lead = utf8[index]
      // Latin, Greek, Cyrillic, Armenian, and all of ASCII lie below the first of these scripts.
      guard lead >= 0xD6 else {
        index += 1
        continue
      }
      let next = index + 1 < utf8.count ? utf8[index + 1] : 0
      let third = index + 2 < utf8.count ? utf8[index + 2] : 0
      switch lead {
      // U+0590 to U+07FF.
      case 0xD6 where next >= 0x90, 0xD7...0xDF: return true
      // U+0800 to U+08FF.
      case 0xE0 where next < 0xA4: return true
      // U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069.
      case 0xE2 where next == 0x80 && (third == 0x8E || third == 0x8F || (0xAA...0xAE).contains(third)),
        0xE2 where next == 0x81 && (0xA6...0xA9).contains(third):
        return true
      // U+FB1D to U+FDFF, U+FE70 to U+FEFE; U+FEFF is a mark of the order of bytes.
      case 0xEF where next == 0xAC && third >= 0x9D, 0xEF where (0xAD...0xB7).contains(next),
        0xEF where next == 0xB9 && third >= 0xB0, 0xEF where next == 0xBA || (next == 0xBB && third < 0xBF):
        return true
      // U+10800 to U+10FFF, U+1E800 to U+1EFFF.
      case 0xF0 where next == 0x90 && third >= 0xA0, 0xF0 where next == 0x9E && third >= 0xA0: return true
      default: index += 1
      }
    }
    return false
  }
}
