extension ByteWriter {
  /// A JSON string that is also safe within a script: no `<`, no line separators.
  public mutating func append(json string: String) {
    var string = string
    string.withUTF8 { append(quotedInJSON: $0) }
  }

  /// The same of text that is UTF-8 already.
  public mutating func append(json text: [UInt8]) { text.withUnsafeBufferPointer { append(quotedInJSON: $0) } }

  private mutating func append(quotedInJSON bytes: UnsafeBufferPointer<UInt8>) {
    append(UInt8(ascii: "\""))
    append(escapedInJSON: bytes)
    append(UInt8(ascii: "\""))
  }

  /// Runs of bytes that stand for themselves are copied as they are.
  private mutating func append(escapedInJSON bytes: UnsafeBufferPointer<UInt8>) {
    var start = 0
    var place = 0
    func run(_ end: Int) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[start..<end]) }
    while place < bytes.count {
      let byte = bytes[place]
      var scalar = UInt32(byte)
      var length = 1
      switch byte {
      case 0x22, 0x5C:
        append(run(place))
        append(UInt8(ascii: "\\"))
        start = place
        place += 1
        continue
      case 0..<0x20, 0x3C, 0x3E, 0x26, 0x7F: break
      // The controls from U+0080 to U+009F.
      case 0xC2 where bytes[place + 1] < 0xA0: (scalar, length) = (UInt32(bytes[place + 1]), 2)
      // The ends of lines and paragraphs, which are ends of lines in scripts, too.
      case 0xE2 where bytes[place + 1] == 0x80 && bytes[place + 2] & 0xFE == 0xA8:
        (scalar, length) = (0x2000 + UInt32(bytes[place + 2] & 0x3F), 3)
      default:
        place += 1
        continue
      }
      append(run(place))
      append("\\u" as StaticString)
      for shift in [12, 8, 4, 0] as [UInt32] {
        let digit = UInt8(scalar >> shift & 0xF)
        append(digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
      }
      place += length
      start = place
    }
    append(run(bytes.count))
  }
}
