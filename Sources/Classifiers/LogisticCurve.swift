/// Eight numbers at once: what the loops over rows work on.
typealias Lanes = SIMD8<Double>

/// The exponential and the logarithm behind the logistic loss, eight rows at a time, to a few units in the last place.
enum LogisticCurve {
  /// eˣ for x ≤ 0; that of −708 for anything below, where doubles run out.
  @inline(__always) static func exponential(_ x: Lanes) -> Lanes {
    // x = k·ln 2 + r with |r| ≤ ½·ln 2; adding 1.5·2⁵² rounds to an integer and leaves it in the low bits.
    let shift = Lanes(repeating: 0x1.8p52)
    let x = x.replacing(with: -708, where: x .< -708)
    let shifted = shift.addingProduct(x, Lanes(repeating: 1.4426950408889634))
    let k = shifted - shift
    // ln 2 in two parts, the first with zeros at its end, so that k times it is exact.
    let rough = x.addingProduct(k, Lanes(repeating: -6.93147180369123816490e-01))
    let r = rough.addingProduct(k, Lanes(repeating: -1.90821492927058770002e-10))
    var sum = Lanes(repeating: 1 / 479_001_600.0)
    sum = next(sum, r, 1 / 39_916_800.0)
    sum = next(sum, r, 1 / 3_628_800.0)
    sum = next(sum, r, 1 / 362_880.0)
    sum = next(sum, r, 1 / 40_320.0)
    sum = next(sum, r, 1 / 5_040.0)
    sum = next(sum, r, 1 / 720.0)
    sum = next(sum, r, 1 / 120.0)
    sum = next(sum, r, 1 / 24.0)
    sum = next(sum, r, 1 / 6.0)
    sum = next(sum, r, 1 / 2.0)
    sum = next(sum, r, 1)
    sum = next(sum, r, 1)
    let power = unsafeBitCast(shifted, to: SIMD8<UInt64>.self) &<< 52 &+ SIMD8(repeating: 1023 << 52)
    return sum * unsafeBitCast(power, to: Lanes.self)
  }

  /// ln(1 + z) for 0 ≤ z ≤ 1: 2·artanh(z/(2 + z)) by its series, whose argument is at most ⅓.
  @inline(__always) static func logarithmOfOnePlus(_ z: Lanes) -> Lanes {
    let s = z / (z + 2)
    let square = s * s
    var sum = Lanes(repeating: 1 / 33.0)
    sum = next(sum, square, 1 / 31.0)
    sum = next(sum, square, 1 / 29.0)
    sum = next(sum, square, 1 / 27.0)
    sum = next(sum, square, 1 / 25.0)
    sum = next(sum, square, 1 / 23.0)
    sum = next(sum, square, 1 / 21.0)
    sum = next(sum, square, 1 / 19.0)
    sum = next(sum, square, 1 / 17.0)
    sum = next(sum, square, 1 / 15.0)
    sum = next(sum, square, 1 / 13.0)
    sum = next(sum, square, 1 / 11.0)
    sum = next(sum, square, 1 / 9.0)
    sum = next(sum, square, 1 / 7.0)
    sum = next(sum, square, 1 / 5.0)
    sum = next(sum, square, 1 / 3.0)
    sum = next(sum, square, 1)
    return 2 * s * sum
  }

  /// A step of Horner's rule.
  @inline(__always) private static func next(_ sum: Lanes, _ x: Lanes, _ coefficient: Double) -> Lanes {
    Lanes(repeating: coefficient).addingProduct(sum, x)
  }
}

extension UnsafePointer<Double> {
  /// Eight numbers from `place` on, `missing` where fewer than eight are left before `end`.
  @inline(__always) func lanes(_ place: Int, end: Int, missing: Double = 0) -> Lanes {
    if place + 8 <= end { return UnsafeRawPointer(self + place).loadUnaligned(as: Lanes.self) }
    var result = Lanes(repeating: missing)
    for lane in 0..<end - place { result[lane] = self[place + lane] }
    return result
  }
}

extension UnsafeMutablePointer<Double> {
  /// Writes eight numbers from `place` on, or as many as there are before `end`.
  @inline(__always) func store(_ lanes: Lanes, _ place: Int, end: Int) {
    if place + 8 <= end {
      UnsafeMutableRawPointer(self + place).storeBytes(of: lanes, as: Lanes.self)
    } else {
      for lane in 0..<end - place { self[place + lane] = lanes[lane] }
    }
  }
}
