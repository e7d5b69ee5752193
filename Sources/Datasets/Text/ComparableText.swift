import Foundation
import Glibc

/// Letters and digits of a text, without case, accents, marks and width: what is left whichever way it was normalised
/// and cut into tokens.
struct ComparableText: Hashable {
  /// UTF-8.
  let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  init(_ text: String) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      for byte in text.utf8 {
        switch byte {
        case 0x30...0x39, 0x61...0x7a: bytes.append(byte)
        case 0x41...0x5a: bytes.append(byte | 0x20)
        default: break
        }
      }
    } else {
      for scalar in text.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
          .letterNumber, .otherNumber:
          bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        default: break
        }
      }
    }
    self.bytes = bytes
  }

  var isEmpty: Bool { bytes.isEmpty }
  var count: Int { bytes.count }

  /// Where `other` begins in this text, at `start` or later; nil where it does not occur.
  func position(of other: ComparableText, from start: Int = 0) -> Int? {
    guard start + other.count <= count else { return nil }
    if other.isEmpty { return start }
    return bytes.withUnsafeBytes { mine in
      other.bytes.withUnsafeBytes { theirs in
        guard let base = mine.baseAddress, let needle = theirs.baseAddress else { return nil }
        var place = start
        while place + theirs.count <= mine.count,
          let found = memchr(base + place, Int32(theirs[0]), mine.count - theirs.count - place + 1)
        {
          if memcmp(found, needle, theirs.count) == 0 { return UnsafeRawPointer(found) - base }
          place = UnsafeRawPointer(found) - base + 1
        }
        return nil
      }
    }
  }

  /// Its runs of eight bytes, each once.
  var grams: Set<UInt64> {
    var grams: Set<UInt64> = []
    bytes.withUnsafeBytes { raw in
      for start in 0..<max(0, raw.count - 7) { grams.insert(raw.loadUnaligned(fromByteOffset: start, as: UInt64.self)) }
    }
    return grams
  }
}
