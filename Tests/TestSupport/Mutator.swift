/// Damages bytes at random, the same on every run.
public struct Mutator: Sendable {
  private var generator: SeededTestGenerator

  public init(seed: UInt64) { generator = SeededTestGenerator(state: seed) }

  private static let interesting: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF, 0x22, 0x2D, 0x2E, 0x30, 0x39, 0x5B, 0x7B]

  private static let numbers = [
    "-1", "0", "1e300", "-1e300", "9223372036854775807", "2147483647", "\"nan\"", "\"inf\"", "null", "1e-320",
  ]

  public mutating func index(below count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

  /// One to four changes: bits, bytes, digits, pieces left out, doubled or overwritten, the end cut off.
  public mutating func mutate(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0..<1 + index(below: 4) where !bytes.isEmpty {
      var place = index(below: bytes.count)
      let end = min(bytes.count, place + 1 + index(below: 8))
      switch index(below: 9) {
      case 0: bytes[place] ^= 1 << UInt8(index(below: 8))
      case 1: bytes[place] = Self.interesting[index(below: Self.interesting.count)]
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 4: bytes.removeSubrange(place...)
      case 5: for i in place..<end { bytes[i] = index(below: 2) == 0 ? 0xFF : 0 }
      default:
        // Numbers of a header or of JSON: the next digit.
        while place < bytes.count, !(0x30...0x39).contains(bytes[place]) { place += 1 }
        guard place < bytes.count else { break }
        switch index(below: 4) {
        case 0: bytes[place] = 0x30 + UInt8(index(below: 10))
        case 1: bytes.insert(contentsOf: [UInt8](repeating: 0x39, count: 1 + index(below: 18)), at: place)
        case 2: bytes.insert(0x2D, at: place)
        default:
          // All of it.
          var end = place
          while end < bytes.count, (0x30...0x39).contains(bytes[end]) || bytes[end] == 0x2E { end += 1 }
          bytes.replaceSubrange(place..<end, with: Self.numbers[index(below: Self.numbers.count)].utf8)
        }
      }
    }
    return bytes
  }
}
