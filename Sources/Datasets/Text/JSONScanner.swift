import Diagnostics

/// Reads JSON (RFC 8259) from front to back without building a tree: numbers keep the text they were written with,
/// and nothing recurses, so no depth of nesting can exhaust the stack.
struct JSONScanner {
  let path: String
  let bytes: UnsafeBufferPointer<UInt8>
  /// Line of the first byte, counted from 1.
  let firstLine: Int
  var position = 0

  init(path: String, _ bytes: UnsafeBufferPointer<UInt8>, firstLine: Int = 1) {
    self.path = path
    self.bytes = bytes
    self.firstLine = firstLine
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  /// The next byte that is no white space; nil at the end.
  mutating func peek() -> UInt8? {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0a, 0x0d: position += 1
      default: return bytes[position]
      }
    }
    return nil
  }

  /// Steps over `character` if it comes next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func expect(_ character: Unicode.Scalar, _ what: String) throws {
    guard take(character) else { throw problem("expected \"\(character)\" \(what)") }
  }

  /// A string, a number, `true`, `false` as text, or nil for `null` and for `NaN`, which Python writes for what is missing.
  ///
  /// - Throws: `AtlasError` for lists and objects, and for what is no JSON.
  mutating func scalar(_ what: String) throws -> String? {
    switch peek() {
    case UInt8(ascii: "\""): return try string()
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      throw problem("\(what) is a list or an object, where a text or a number is needed")
    case nil: throw problem("the text ends where \(what) is expected")
    default:
      let word = bareWord()
      switch word {
      case "null", "NaN": return nil
      case "true", "false": return word
      default:
        guard isNumber(word) || ["Infinity", "-Infinity"].contains(word) else {
          throw problem("\"\(word.prefix(40))\" is no JSON value")
        }
        return word
      }
    }
  }

  /// Steps over a value of any kind.
  ///
  /// - Throws: `AtlasError` for what is no JSON.
  mutating func skipValue() throws {
    var open: [UInt8] = []
    repeat {
      switch peek() {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        // The sign that closes it: two after the one that opens it, in ASCII.
        open.append(bytes[position] + 2)
        position += 1
      case let sign? where sign == open.last:
        open.removeLast()
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard !open.isEmpty else { throw problem("a value is missing") }
        position += 1
      default: _ = try scalar("a value")
      }
    } while !open.isEmpty
  }

  private mutating func bareWord() -> String {
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        position += 1
      default: return String(decoding: bytes[start..<position], as: UTF8.self)
      }
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private func isNumber(_ word: String) -> Bool {
    guard let last = word.utf8.last, last >= 0x30, last <= 0x39, let first = word.utf8.first,
      first == UInt8(ascii: "-") || (first >= 0x30 && first <= 0x39)
    else { return false }
    return Double(word) != nil && !word.utf8.contains(where: { $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "p") })
  }

  /// A string with its escapes resolved; half a surrogate pair becomes U+FFFD.
  mutating func string() throws -> String {
    try expect("\"", "that opens a string")
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        let content = UnsafeBufferPointer(rebasing: bytes[start..<position])
        guard firstInvalidUTF8(content) == nil else { throw invalidUTF8(path, line: line(at: start)) }
        position += 1
        return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"): return try escapedString(from: start)
      case 0..<0x20: throw problem("a control character inside a string")
      default: position += 1
      }
    }
    throw problem("a string that is never closed", at: start)
  }

  private mutating func escapedString(from start: Int) throws -> String {
    var content = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard content.withUnsafeBufferPointer(firstInvalidUTF8) == nil else {
          throw invalidUTF8(path, line: line(at: start))
        }
        return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"): content.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw problem("a control character inside a string")
      default: content.append(byte)
      }
    }
    throw problem("a string that is never closed", at: start)
  }

  private mutating func escape() throws -> Unicode.Scalar {
    guard position < bytes.count else { throw problem("a string that is never closed") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw problem("an unknown escape in a string")
    }
  }

  private mutating func unicodeEscape() throws -> Unicode.Scalar {
    let unit = try hexadecimal()
    guard (0xd800...0xdbff).contains(unit) else { return Unicode.Scalar(unit) ?? "\u{fffd}" }
    let mark = position
    guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
    else { return "\u{fffd}" }
    position += 2
    let low = try hexadecimal()
    guard (0xdc00...0xdfff).contains(low) else {
      position = mark
      return "\u{fffd}"
    }
    return Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)) ?? "\u{fffd}"
  }

  private mutating func hexadecimal() throws -> UInt32 {
    guard position + 4 <= bytes.count,
      bytes[position..<position + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }),
      let unit = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw problem("\\u needs four hexadecimal digits") }
    position += 4
    return unit
  }

  func line(at position: Int) -> Int { firstLine + bytes[..<position].count { $0 == UInt8(ascii: "\n") } }

  func problem(_ message: String, at place: Int? = nil) -> AtlasError {
    AtlasError(path: path, line: line(at: min(place ?? position, bytes.count)), message)
  }
}
