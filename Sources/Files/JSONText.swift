extension ByteWriter {
  /// A JSON string that is also safe within a script: no `<`, no line separators.
  public mutating func append(json string: String) {
    var string = string
    string.withUTF8 { append(quotedInJSON: $0) }
  }

  /// The same of text that is UTF-8 already.
  public mutating func append(json text: [UInt8]) { text.withUnsafeBufferPointer { append(quotedInJSON: $0) } }

  /// A string of JavaScript for a file of its own, never for a script within a page: HTML takes hardly more room than it has.
  public mutating func append(script text: [UInt8]) {
    let quote = UInt8(ascii: "'")
    append(quote)
    text.withUnsafeBufferPointer { append(escaping: $0, quote: quote, isInPage: false) }
    append(quote)
  }

  private mutating func append(quotedInJSON bytes: UnsafeBufferPointer<UInt8>) {
    let quote = UInt8(ascii: "\"")
    append(quote)
    append(escaping: bytes, quote: quote, isInPage: true)
    append(quote)
  }

  /// Runs of bytes that stand for themselves are copied as they are.
  ///
  /// - Parameter isInPage: whether what HTML would take for markup must not stand for itself.
  private mutating func append(escaping bytes: UnsafeBufferPointer<UInt8>, quote: UInt8, isInPage: Bool) {
    var start = 0
    var place = 0
    func run(_ end: Int) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[start..<end]) }
    while place < bytes.count {
      let byte = bytes[place]
      var scalar = UInt32(byte)
      var length = 1
      switch byte {
      case quote, 0x5C:
        append(run(place))
        append(UInt8(ascii: "\\"))
        start = place
        place += 1
        continue
      case 0x0A where !isInPage:
        append(run(place))
        append("\\n" as StaticString)
        place += 1
        start = place
        continue
      case 0..<0x20, 0x7F: break
      case 0x3C, 0x3E, 0x26:
        if isInPage { break }
        place += 1
        continue
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
      let hex = String(scalar, radix: 16)
      append("\\u" as StaticString)
      append(String(repeating: "0", count: 4 - hex.count) + hex)
      place += length
      start = place
    }
    append(run(bytes.count))
  }
}
