import Diagnostics

/// Reads JSON (RFC 8259) as Python writes it: `NaN`, `Infinity` and `-Infinity` are numbers.
///
/// A member that occurs twice is an error: readers differ in which one they take.
public struct JSONParser {
  /// Deeper nesting is refused: it only occurs in files made to break readers.
  static let largestDepth = 128

  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  private var depth = 0

  private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// - Throws: `AtlasError` with a line but without a path if `bytes` is not one JSON value in UTF-8.
  public static func parse(_ bytes: UnsafeRawBufferPointer) throws -> JSONValue {
    var parser = JSONParser(bytes)
    let value = try parser.value()
    parser.skipSpace()
    guard parser.position == bytes.count else { throw parser.error("text follows the end of the value") }
    return value
  }

  private func error(_ message: String) -> AtlasError {
    var line = 1
    for byte in bytes[..<min(position, bytes.count)] where byte == 0x0A { line += 1 }
    return AtlasError(.input, line: line, "invalid JSON: \(message)")
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func word(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard position + length <= bytes.count else { return false }
    for i in 0..<length where bytes[position + i] != text.utf8Start[i] { return false }
    position += length
    return true
  }

  private mutating func value() throws -> JSONValue {
    skipSpace()
    guard let first = next else { throw error("the text ends where a value is expected") }
    switch first {
    case UInt8(ascii: "{"): return try nested { try $0.object() }
    case UInt8(ascii: "["): return try nested { try $0.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t") where word("true"): return .bool(true)
    case UInt8(ascii: "f") where word("false"): return .bool(false)
    case UInt8(ascii: "n") where word("null"): return .null
    case UInt8(ascii: "N") where word("NaN"): return .number(.nan)
    case UInt8(ascii: "I") where word("Infinity"): return .number(.infinity)
    case UInt8(ascii: "-") where word("-Infinity"): return .number(-.infinity)
    default: return try number()
    }
  }

  private mutating func nested(_ body: (inout JSONParser) throws -> JSONValue) throws -> JSONValue {
    guard depth < JSONParser.largestDepth else { throw error("nested deeper than \(JSONParser.largestDepth) levels") }
    depth += 1
    position += 1
    let result = try body(&self)
    depth -= 1
    return result
  }

  private mutating func object() throws -> JSONValue {
    var members: [JSONValue.Member] = []
    var seen: Set<String> = []
    if take(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw error("a member's name in quotation marks is expected") }
      let key = try string()
      guard seen.insert(key).inserted else { throw error("the name \(quoted(key)) occurs twice") }
      guard take(UInt8(ascii: ":")) else { throw error("a colon is expected after \(quoted(key))") }
      members.append(.init(key: key, value: try value()))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw error("a comma or a closing brace is expected") }
    return .object(members)
  }

  private mutating func array() throws -> JSONValue {
    var values: [JSONValue] = []
    if take(UInt8(ascii: "]")) { return .array(values) }
    repeat { values.append(try value()) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw error("a comma or a closing bracket is expected") }
    return .array(values)
  }

  private mutating func number() throws -> JSONValue {
    let start = position
    var isInteger = true
    while let byte = next {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
      case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): isInteger = false
      default:
        return try number(start, isInteger)
      }
      position += 1
    }
    return try number(start, isInteger)
  }

  private func number(_ start: Int, _ isInteger: Bool) throws -> JSONValue {
    guard position > start, position - start <= 400 else { throw error("a value is expected") }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let whole = Int64(text) { return .integer(whole) }
    guard let value = Double(text) else { throw error("\(quoted(text)) is no number") }
    return .number(value)
  }

  private mutating func string() throws -> String {
    position += 1
    let start = position
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
    if next == UInt8(ascii: "\"") {
      guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
        throw error("a text is not valid UTF-8")
      }
      position += 1
      return text
    }
    var units = [UInt8](bytes[start..<position])
    while let byte = next {
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard let text = String(validating: units, as: UTF8.self) else { throw error("a text is not valid UTF-8") }
        return text
      }
      if byte == UInt8(ascii: "\\") { units += try escape() } else { units.append(byte) }
    }
    throw error("a text has no end")
  }

  private mutating func escape() throws -> [UInt8] {
    guard let byte = next else { throw error("a text has no end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if code & 0xFC00 == 0xD800, word("\\u") {
        let low = try hexadecimal()
        guard low & 0xFC00 == 0xDC00 else { throw error("half a surrogate pair") }
        code = 0x10000 + (code & 0x3FF) << 10 + (low & 0x3FF)
      }
      guard let scalar = Unicode.Scalar(code) else { throw error("half a surrogate pair") }
      return Array(String(scalar).utf8)
    default: throw error("an unknown escape in a text")
    }
  }

  private mutating func hexadecimal() throws -> UInt32 {
    guard position + 4 <= bytes.count else { throw error("a text has no end") }
    var code: UInt32 = 0
    for _ in 0..<4 {
      let digit: UInt8
      switch bytes[position] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = bytes[position] - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = bytes[position] - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = bytes[position] - UInt8(ascii: "A") + 10
      default: throw error("an escape without four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}
