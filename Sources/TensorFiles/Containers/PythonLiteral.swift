import Diagnostics

/// The few Python literals that NumPy headers are made of.
enum PythonLiteral {
  case string(String)
  case bool(Bool)
  case integer(Int)
  case tuple([PythonLiteral])
  case dictionary([(String, PythonLiteral)])

  static func parse(_ text: String) throws -> PythonLiteral {
    var parser = Parser(bytes: Array(text.utf8))
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == parser.bytes.count else { throw Parser.damaged }
    return value
  }

  private struct Parser {
    static let damaged = AtlasError(.input, "the NumPy header is no Python dictionary: the file is damaged")
    let bytes: [UInt8]
    var position = 0

    var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

    mutating func skipSpace() {
      while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x0A { position += 1 }
    }

    mutating func take(_ byte: UInt8) -> Bool {
      skipSpace()
      guard position < bytes.count, bytes[position] == byte else { return false }
      position += 1
      return true
    }

    mutating func value(depth: Int) throws -> PythonLiteral {
      guard depth < 8 else { throw Parser.damaged }
      skipSpace()
      switch next {
      case UInt8(ascii: "{"): return try dictionary(depth: depth)
      case UInt8(ascii: "("): return .tuple(try list(closing: UInt8(ascii: ")"), depth: depth))
      case UInt8(ascii: "["): return .tuple(try list(closing: UInt8(ascii: "]"), depth: depth))
      case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try string())
      default: return try word()
      }
    }

    mutating func dictionary(depth: Int) throws -> PythonLiteral {
      position += 1
      var pairs: [(String, PythonLiteral)] = []
      while !take(UInt8(ascii: "}")) {
        let key = try string()
        guard take(UInt8(ascii: ":")) else { throw Parser.damaged }
        pairs.append((key, try value(depth: depth + 1)))
        if !take(UInt8(ascii: ",")) {
          guard take(UInt8(ascii: "}")) else { throw Parser.damaged }
          break
        }
      }
      return .dictionary(pairs)
    }

    mutating func list(closing: UInt8, depth: Int) throws -> [PythonLiteral] {
      position += 1
      var values: [PythonLiteral] = []
      while !take(closing) {
        values.append(try value(depth: depth + 1))
        if !take(UInt8(ascii: ",")) {
          guard take(closing) else { throw Parser.damaged }
          break
        }
      }
      return values
    }

    mutating func string() throws -> String {
      skipSpace()
      let quote = next
      guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { throw Parser.damaged }
      position += 1
      let start = position
      while position < bytes.count, bytes[position] != quote, bytes[position] != UInt8(ascii: "\\") { position += 1 }
      guard next == quote else { throw Parser.damaged }
      position += 1
      return String(decoding: bytes[start..<position - 1], as: UTF8.self)
    }

    /// `True`, `False`, a whole number; Python 2 wrote `3L`.
    mutating func word() throws -> PythonLiteral {
      let start = position
      while position < bytes.count, !" ,:)]}\n".utf8.contains(bytes[position]) { position += 1 }
      var text = String(decoding: bytes[start..<position], as: UTF8.self)
      if text == "True" { return .bool(true) }
      if text == "False" { return .bool(false) }
      if text.hasSuffix("L") { text.removeLast() }
      guard let value = Int(text) else { throw Parser.damaged }
      return .integer(value)
    }
  }
}
