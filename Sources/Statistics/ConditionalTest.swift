extension StratifiedTwoByTwo {
  /// Smallest expected count of any cell, summed over strata, below which the χ² law gives way to the exact one.
  static let fewestExpected = 10.0

  /// p that the groups fire alike in every stratum: Cochran–Mantel–Haenszel, and where fewer than ten are expected in a group,
  /// firing or silent, the exact two-sided mid-p of the same test (Lancaster 1961; with one stratum that of the hypergeometric
  /// law, outcomes as far from the expected count or farther).
  public func conditionalP() -> Double {
    var fewest = [0.0, 0.0, 0.0, 0.0]
    for s in strata where s.fired > 0 && s.fired < s.total {
      fewest[0] += s.n1 * s.fired / s.total
      fewest[1] += s.n2 * s.fired / s.total
      fewest[2] += s.n1 * (s.total - s.fired) / s.total
      fewest[3] += s.n2 * (s.total - s.fired) / s.total
    }
    guard (fewest.min() ?? 0) < Self.fewestExpected else { return cochranMantelHaenszel().p }
    return exactMidP()
  }

  /// The exact two-sided mid-p given all margins: outcomes as far from the expected count as the one seen count half.
  public func exactMidP() -> Double {
    let law = StratifiedHypergeometric(
      strata.map { .init(size: Int($0.total), marked: Int($0.fired), drawn: Int($0.n1)) })
    return law.twoSided(Int(strata.reduce(0) { $0 + $1.a }), isMid: true)
  }
}
