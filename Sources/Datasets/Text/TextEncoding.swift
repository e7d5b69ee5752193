import Diagnostics
import Files

/// Encodings of text other than UTF-8: told by their bytes, and named with the way to convert them.
enum TextEncoding: Equatable {
  case utf16(isBigEndian: Bool, hasMark: Bool)
  case utf32

  /// By the byte order mark, or by the zeros between ASCII characters; nil for everything else.
  static func ofBeginning(_ bytes: UnsafeRawBufferPointer) -> TextEncoding? {
    if bytes.starts(with: [0xff, 0xfe, 0, 0]) || bytes.starts(with: [0, 0, 0xfe, 0xff]) { return .utf32 }
    if bytes.starts(with: [0xff, 0xfe]) { return .utf16(isBigEndian: false, hasMark: true) }
    if bytes.starts(with: [0xfe, 0xff]) { return .utf16(isBigEndian: true, hasMark: true) }
    guard bytes.count >= 8 else { return nil }
    let zeros = bytes.prefix(8).map { $0 == 0 }
    if zeros == [false, true, false, true, false, true, false, true] {
      return .utf16(isBigEndian: false, hasMark: false)
    }
    if zeros == [true, false, true, false, true, false, true, false] {
      return .utf16(isBigEndian: true, hasMark: false)
    }
    return nil
  }

  /// The error of a file that is not UTF-8, with the command that converts it.
  static func problem(_ path: String, line: Int?, _ name: String?) -> AtlasError {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return AtlasError(
      path: path, line: line, "bytes that are not UTF-8" + (name.map { "; the file looks like \($0)" } ?? ""),
      hint: "convert it: iconv -f \(name ?? "ENCODING") -t UTF-8 \(Packing.unpackedName(file)) > NEW-FILE")
  }

  private static let longest = 16 << 20

  /// The most likely encoding of a file that is not UTF-8, as iconv calls it; nil where nothing speaks for one.
  static func guess(_ path: String) -> String? {
    guard let source = try? UnpackedBytes(path) else { return nil }
    var bytes: [UInt8] = []
    while let piece = try? source.next(), !piece.isEmpty, bytes.count < longest {
      bytes.append(contentsOf: piece.prefix(longest - bytes.count))
    }
    return guess(bytes)
  }

  static func guess(_ bytes: [UInt8]) -> String? {
    let japanese = [("EUC-JP", PairCount.eucJP(bytes)), ("CP932", PairCount.shiftJIS(bytes))]
    // Japanese text is full of kana.
    if let best = japanese.filter({ $0.1.isValid && 10 * $0.1.kana >= $0.1.pairs && $0.1.kana > 0 })
      .max(by: { $0.1.kana < $1.1.kana })
    {
      return best.0
    }
    // Western text has its accents between ASCII letters.
    var (high, alone) = (0, 0)
    for (place, byte) in bytes.enumerated() where byte >= 0x80 {
      high += 1
      let before = place > 0 && bytes[place - 1] >= 0x80
      let after = place + 1 < bytes.count && bytes[place + 1] >= 0x80
      if !before, !after { alone += 1 }
    }
    if high > 0, 10 * alone >= 9 * high { return "WINDOWS-1252" }
    return japanese.first { $0.1.isValid && $0.1.pairs > 0 && $0.0 == "CP932" && $0.1.halfKana == 0 }?.0
  }
}

/// Characters of two bytes in a text, if it is in some encoding.
private struct PairCount {
  var isValid = true
  var pairs = 0
  var kana = 0
  /// Single bytes that are katakana of half width.
  var halfKana = 0

  static func shiftJIS(_ bytes: [UInt8]) -> PairCount {
    count(bytes) { first, second in
      guard (0x81...0x9f).contains(first) || (0xe0...0xfc).contains(first) else {
        return (0xa1...0xdf).contains(first) ? .single : .none
      }
      guard (0x40...0xfc).contains(second), second != 0x7f else { return .none }
      let isKana = first == 0x82 && (0x9f...0xf1).contains(second) || first == 0x83 && (0x40...0x96).contains(second)
      return isKana ? .kana : .pair
    }
  }

  static func eucJP(_ bytes: [UInt8]) -> PairCount {
    count(bytes) { first, second in
      if first == 0x8e { return (0xa1...0xdf).contains(second) ? .pair : .none }
      guard (0xa1...0xfe).contains(first), (0xa1...0xfe).contains(second) else { return .none }
      return first == 0xa4 || first == 0xa5 ? .kana : .pair
    }
  }

  private enum Kind { case none, single, pair, kana }

  private static func count(_ bytes: [UInt8], _ kind: (UInt8, UInt8) -> Kind) -> PairCount {
    var result = PairCount()
    var place = 0
    while place < bytes.count {
      guard bytes[place] >= 0x80 else {
        place += 1
        continue
      }
      // A character may be cut at the end of what was read.
      guard place + 1 < bytes.count else { break }
      switch kind(bytes[place], bytes[place + 1]) {
      case .none:
        result.isValid = false
        return result
      case .single:
        result.halfKana += 1
        place += 1
        continue
      case .pair: result.pairs += 1
      case .kana:
        result.pairs += 1
        result.kana += 1
      }
      place += 2
    }
    return result
  }
}
