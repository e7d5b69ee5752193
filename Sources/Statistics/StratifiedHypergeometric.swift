import Glibc

/// The exact law of Σ a_s where, independently in every stratum s, a_s of the `marked` among `size` units fall into the
/// `drawn` ones by chance: what permuting a group within strata does to how often a feature fires in it. With one stratum
/// it is the hypergeometric law, so that its tail is Fisher's exact test; with more it is the exact form of the
/// Cochran–Mantel–Haenszel test (Mehta, Patel & Gray 1985).
public struct StratifiedHypergeometric: Sendable, Equatable {
  /// Units of a stratum: all, those that are marked, those that are drawn.
  public struct Stratum: Sendable, Equatable {
    public var size, marked, drawn: Int

    /// - Parameters:
    ///   - size: all units.
    ///   - marked: those that are marked, 0 to `size`.
    ///   - drawn: those that are drawn, 0 to `size`.
    public init(size: Int, marked: Int, drawn: Int) { (self.size, self.marked, self.drawn) = (size, marked, drawn) }
  }

  /// The least value whose chance is held.
  public private(set) var lowest = 0
  /// P(Σ a = lowest + k); values at both ends whose chance is below 1e-60 are left out.
  public private(set) var chances = [1.0]
  /// Σ marked · drawn / size.
  public private(set) var mean = 0.0

  static let negligible = 1e-60

  /// The law of the sum over `strata`.
  public init(_ strata: [Stratum]) {
    for stratum in strata where stratum.size > 0 {
      mean += Double(stratum.marked) * Double(stratum.drawn) / Double(stratum.size)
      let (first, chance) = Self.law(stratum)
      lowest += first
      if chance.count > 1 { convolve(chance) }
    }
  }

  /// P(|Σ a − mean| ≥ |value − mean|), at most 1; with `isMid` values exactly as far away as `value` count half.
  public func twoSided(_ value: Int, isMid: Bool = false) -> Double {
    let distance = abs(Double(value) - mean)
    let slack = 1e-9 * max(1, distance)
    var tail = 0.0
    for (k, chance) in chances.enumerated() {
      let away = abs(Double(lowest + k) - mean)
      if away >= distance - slack { tail += isMid && away <= distance + slack ? chance / 2 : chance }
    }
    return min(1, max(tail, Self.negligible))
  }

  private mutating func convolve(_ other: [Double]) {
    var sum = [Double](repeating: 0, count: chances.count + other.count - 1)
    sum.withUnsafeMutableBufferPointer { sum in
      chances.withUnsafeBufferPointer { mine in
        other.withUnsafeBufferPointer { other in
          for j in other.indices {
            let factor = other[j]
            for i in mine.indices { sum[i + j] += mine[i] * factor }
          }
        }
      }
    }
    var first = 0
    var last = sum.count
    while first < last - 1 && sum[first] < Self.negligible { first += 1 }
    while last > first + 1 && sum[last - 1] < Self.negligible { last -= 1 }
    lowest += first
    chances = Array(sum[first..<last])
  }

  /// The chances of one stratum from its least value on, by ratios from the mode.
  private static func law(_ s: Stratum) -> (first: Int, chances: [Double]) {
    let first = max(0, s.marked + s.drawn - s.size)
    let last = min(s.marked, s.drawn)
    if last == first { return (first, [1]) }
    var chances = [Double](repeating: 0, count: last - first + 1)
    let mode = min(last, max(first, (s.marked + 1) * (s.drawn + 1) / (s.size + 2)))
    chances[mode - first] = 1
    /// P(k + 1) / P(k).
    func ratio(_ k: Int) -> Double {
      Double(s.marked - k) * Double(s.drawn - k) / (Double(k + 1) * Double(s.size - s.marked - s.drawn + k + 1))
    }
    for k in stride(from: mode, to: last, by: 1) { chances[k + 1 - first] = chances[k - first] * ratio(k) }
    for k in stride(from: mode, to: first, by: -1) { chances[k - 1 - first] = chances[k - first] / ratio(k - 1) }
    let sum = chances.reduce(0, +)
    return (first, chances.map { $0 / sum })
  }
}
