/// Counts of a row of cells with a known total, rounded to neighbouring multiples of `base` for publication (controlled
/// rounding; Cox 1987, *J. Am. Stat. Assoc.* 82:520; Hundepool et al. 2012, ch. 5).
///
/// A multiple of the base stays; of the others, as many go up as bring the sum nearest to the total, and which ones is drawn.
/// With remainders d_i of the k others, Σd_i / base lies between 0 and k, so that the number that goes up, its nearest whole
/// number, always exists and is a function of the total alone: it tells nothing that the total does not.
///
/// What remains possible. Who sees r and the total T knows of each x that l ≤ x ≤ u with u = r + base − 1 and
/// l = max(0, r − base + 1), and that all x add up to T. Since |Σr − T| ≤ base / 2, T lies at least 2 above Σl for base 5,
/// save that T = 1 is 1 above where all r are 0, and more than that below Σu. A cell of a row of k ≥ 2 cells keeps
/// min(u − l, T − Σl, Σu − T, Σ(u − l) of the others) + 1 counts: 3 or more, 2 where the total is 1. So no row gives a count
/// of 1 to 4 away. What follows from several rows together is not covered by this: see `SplitBounds`.
///
/// The draw is keyed by the counts and a salt that is not published: equal rows are rounded alike, so that copies of a row
/// give no second look at it.
public struct RoundedCounts: Sendable, Equatable {
  /// Published counts are multiples of it.
  public static let base = 5

  /// Computed from what is not published.
  public var salt: UInt64
  public var base: Int

  public init(salt: UInt64, base: Int = RoundedCounts.base) {
    precondition(base >= 1, "a base is at least 1")
    self.salt = salt
    self.base = base
  }

  /// - Parameter counts: at least 0.
  /// - Returns: multiples of `base`, each less than `base` from its count.
  public func row(_ counts: [Int]) -> [Int] {
    let open = counts.indices.filter { counts[$0] % base != 0 }
    let remainders = open.reduce(0) { $0 + counts[$1] % base }
    let up = (2 * remainders + base) / (2 * base)
    var key = salt
    for count in counts { key = (key ^ UInt64(count)) &* 0x9e37_79b9_7f4a_7c15 ^ (key >> 29) }
    var generator = SeededGenerator(seed: key, stream: 0xd15c, UInt64(counts.count))
    var order = open
    generator.shuffle(&order)
    var rounded = counts.map { $0 - $0 % base }
    for place in order.prefix(up) { rounded[place] += base }
    return rounded
  }

  /// Counts that may be behind a published one.
  public static func candidates(_ rounded: Int, base: Int = RoundedCounts.base) -> ClosedRange<Int> {
    max(0, rounded - base + 1)...rounded + base - 1
  }
}
