/// A seeded source of random numbers whose bytes never change: xoshiro256** (Blackman & Vigna 2021), its state filled
/// by SplitMix64 from a seed and the numbers of a stream, so that parts that run in parallel draw from streams of
/// their own. Not for secrets.
///
/// Bounded draws and shuffles are written here: those of the standard library may change with its version.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// - Parameters:
  ///   - seed: the seed of the run.
  ///   - stream: numbers that tell this use from others: study, repeat, fold, …; different lists, different streams.
  public init(seed: UInt64, stream: UInt64...) {
    var mixer = SplitMix64(state: seed)
    for part in stream {
      mixer.state = mixer.next() ^ part
    }
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

  /// The next 64 bits, all equally likely.
  public mutating func next() -> UInt64 {
    let result = Self.rotate(state.1 &* 5, 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = Self.rotate(state.3, 45)
    return result
  }

  /// A whole number in 0..<`bound`, each equally likely (Lemire 2019: multiply, and reject the short remainder).
  ///
  /// - Precondition: `bound` > 0.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "a bound must be positive")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let rejected = (0 &- range) % range
      while product.low < rejected { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// A number in [0, 1), a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Puts the elements into a random order (Fisher–Yates), every order equally likely.
  public mutating func shuffle<T>(_ elements: inout [T]) {
    var remaining = elements.count
    while remaining > 1 {
      let chosen = integer(below: remaining)
      remaining -= 1
      elements.swapAt(chosen, remaining)
    }
  }

  /// 0, 1, …, `count` − 1 in random order.
  public mutating func permutation(_ count: Int) -> [Int] {
    var result = Array(0..<count)
    shuffle(&result)
    return result
  }

  /// `size` different numbers of 0..<`count`, ascending.
  ///
  /// - Precondition: 0 ≤ `size` ≤ `count`.
  public mutating func sample(_ size: Int, of count: Int) -> [Int] {
    precondition(size >= 0 && size <= count, "a sample is not larger than what it is drawn from")
    var pool = Array(0..<count)
    for position in 0..<size {
      pool.swapAt(position, position + integer(below: count - position))
    }
    return pool[..<size].sorted()
  }

  private static func rotate(_ value: UInt64, _ distance: UInt64) -> UInt64 {
    value << distance | value >> (64 - distance)
  }
}

/// SplitMix64 (Steele, Lea & Flood 2014): spreads the bits of a seed.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
