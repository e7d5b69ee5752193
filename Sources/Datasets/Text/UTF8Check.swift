import Diagnostics

/// Position of the first byte that belongs to no well-formed UTF-8 sequence; nil if all is well-formed.
func firstInvalidUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
  let raw = UnsafeRawBufferPointer(bytes)
  var i = 0
  // Most text is ASCII: eight bytes at a time.
  while i + 8 <= raw.count, raw.loadUnaligned(fromByteOffset: i, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
    i += 8
  }
  while i < bytes.count {
    let length = sequenceLength(bytes, i)
    if length == 0 { return i }
    i += length
  }
  return nil
}

/// Bytes of the sequence that begins at `i`, 0 if it is malformed (Unicode 15, table 3-7).
private func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, _ i: Int) -> Int {
  let first = bytes[i]
  let second: ClosedRange<UInt8>
  let length: Int
  switch first {
  case 0x00...0x7f: return 1
  case 0xc2...0xdf: (length, second) = (2, 0x80...0xbf)
  case 0xe0: (length, second) = (3, 0xa0...0xbf)
  case 0xed: (length, second) = (3, 0x80...0x9f)
  case 0xe1...0xef: (length, second) = (3, 0x80...0xbf)
  case 0xf0: (length, second) = (4, 0x90...0xbf)
  case 0xf1...0xf3: (length, second) = (4, 0x80...0xbf)
  case 0xf4: (length, second) = (4, 0x80...0x8f)
  default: return 0
  }
  guard i + length <= bytes.count, second.contains(bytes[i + 1]) else { return 0 }
  for k in 2..<max(2, length) where bytes[i + k] & 0xc0 != 0x80 { return 0 }
  return length
}

func invalidUTF8(_ path: String, line: Int) -> AtlasError {
  TextEncoding.problem(path, line: line, TextEncoding.guess(path))
}
