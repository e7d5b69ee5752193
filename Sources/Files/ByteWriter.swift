/// A growing buffer of UTF-8 text: CSV files and pages are written into one that is reused from row to row.
///
/// Numbers are written the same way on every machine and in every locale. NaN stands for "not defined" in all tables of
/// the tool and writes nothing; infinities write `inf` and `-inf`.
public struct ByteWriter: Sendable {
  /// What was written since `init` or the last `reset`.
  public private(set) var bytes: [UInt8] = []

  /// - Parameter capacity: bytes to make room for.
  public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  /// Bytes written so far.
  public var count: Int { bytes.count }

  /// Empties the buffer and keeps its memory.
  public mutating func reset() { bytes.removeAll(keepingCapacity: true) }

  /// Appends one byte.
  public mutating func append(_ byte: UInt8) { bytes.append(byte) }

  /// Appends the text in UTF-8.
  public mutating func append(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends the text in UTF-8.
  public mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  /// Appends the text in UTF-8.
  public mutating func append(_ text: Substring) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  /// Appends the bytes.
  public mutating func append(_ other: [UInt8]) { bytes.append(contentsOf: other) }

  /// Appends a copy of the bytes.
  public mutating func append(_ other: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: other) }

  /// Appends the bytes.
  public mutating func append(_ other: ArraySlice<UInt8>) { bytes.append(contentsOf: other) }

  /// Decimal digits, with a `-` where negative.
  @inlinable
  public mutating func append(_ value: some BinaryInteger) {
    append(magnitude: UInt64(value.magnitude), isNegative: value < 0)
  }

  /// Apart, so that callers of other modules are compiled for their kind of integer.
  @usableFromInline
  mutating func append(magnitude: UInt64, isNegative: Bool) {
    if isNegative { bytes.append(UInt8(ascii: "-")) }
    append(digits: magnitude, atLeast: 1)
  }

  /// The shortest decimal that reads back as the same value: equal to `description`.
  public mutating func append(_ value: Double) {
    if !value.isNaN { append(value.description) }
  }

  /// The shortest decimal that reads back as the same value: equal to `description`.
  public mutating func append(_ value: Float) {
    if !value.isNaN { append(value.description) }
  }

  /// `decimals` (0 to 9) digits after the point, rounded to nearest from the exact binary value, ties to even, as C's
  /// `printf` does; zero never carries a sign. From 10¹⁵ on, the shortest form.
  public mutating func append(_ value: Double, decimals: Int) {
    guard value.magnitude < 1e15 else { return append(value) }
    let scale = Self.powersOfTen[max(0, min(9, decimals))]
    let magnitude = value.magnitude
    var whole = UInt64(magnitude)
    var fraction = Self.scaled(magnitude - Double(whole), by: scale, wholeIsOdd: whole & 1 == 1)
    if fraction >= scale {
      fraction -= scale
      whole += 1
    }
    if value < 0, whole | fraction != 0 { bytes.append(UInt8(ascii: "-")) }
    append(digits: whole, atLeast: 1)
    if decimals > 0 {
      bytes.append(UInt8(ascii: "."))
      append(digits: fraction, atLeast: min(9, decimals))
    }
  }

  /// A field of a CSV row: quoted where it holds a comma, a quote or a line break (RFC 4180).
  public mutating func append(csvField text: String) {
    var text = text
    text.withUTF8 { utf8 in
      let special = utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
      guard special else { return bytes.append(contentsOf: utf8) }
      bytes.append(0x22)
      for byte in utf8 {
        if byte == 0x22 { bytes.append(0x22) }
        bytes.append(byte)
      }
      bytes.append(0x22)
    }
  }

  private static let powersOfTen: [UInt64] = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  ]

  /// `fraction · scale` rounded to nearest, ties to even, for 0 ≤ fraction < 1: exact, since a 53-bit significand times
  /// 10⁹ stays below 2⁸³ and the shift loses only what decides the rounding.
  private static func scaled(_ fraction: Double, by scale: UInt64, wholeIsOdd: Bool) -> UInt64 {
    guard fraction > 0 else { return 0 }
    let significand = UInt64(fraction.significandBitPattern) | (fraction.isNormal ? 1 << 52 : 0)
    let shift = 52 - Int(fraction.exponent)
    guard fraction.isNormal, shift < 100 else { return 0 }
    let product = significand.multipliedFullWidth(by: scale)
    let exact = UInt128(product.high) << 64 | UInt128(product.low)
    let quotient = UInt64(truncatingIfNeeded: exact >> UInt128(shift))
    let remainder = exact & ((1 << UInt128(shift)) - 1)
    let half: UInt128 = 1 << UInt128(shift - 1)
    let odd = scale == 1 ? wholeIsOdd : quotient & 1 == 1
    return remainder > half || (remainder == half && odd) ? quotient + 1 : quotient
  }

  private mutating func append(digits value: UInt64, atLeast width: Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
      var rest = value
      var start = 20
      while rest > 0 || 20 - start < width {
        start -= 1
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        buffer[start] = UInt8(truncatingIfNeeded: digit) &+ 48
        rest = quotient
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: UnsafeBufferPointer(buffer)[start...]))
    }
  }
}
