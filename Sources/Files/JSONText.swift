extension ByteWriter {
  /// A JSON string that is also safe within a script: no `<`, no line separators.
  public mutating func append(json string: String) {
    append(UInt8(ascii: "\""))
    for scalar in string.unicodeScalars {
      switch scalar.value {
      case 0x22, 0x5C:
        append("\\" as StaticString)
        append(String(scalar))
      case 0..<0x20, 0x3C, 0x3E, 0x26, 0x2028, 0x2029, 0x7F...0x9F:
        let hex = String(scalar.value, radix: 16)
        append("\\u" as StaticString)
        append(String(repeating: "0", count: 4 - hex.count) + hex)
      default: append(String(scalar))
      }
    }
    append(UInt8(ascii: "\""))
  }
}
