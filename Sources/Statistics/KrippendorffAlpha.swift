/// Agreement of several raters beyond chance, for verdicts without an order (Krippendorff 2019, Content Analysis, 4th ed.,
/// chapter 12; Hayes & Krippendorff 2007, Communication Methods and Measures 1:77).
///
/// α = 1 − D_o / D_e: disagreement observed within units over that expected if all verdicts were dealt to units at random.
/// 1 is perfect agreement, 0 that of chance. Raters may leave units out; units with fewer than two verdicts say nothing.
public struct KrippendorffAlpha: Sendable {
  /// [units][categories]: how many raters gave each verdict; units with fewer than two are left out.
  public let units: [[Int]]

  /// - Parameter counts: [units][categories], each of the same number of categories.
  public init(_ counts: [[Int]]) { units = counts.filter { $0.reduce(0, +) >= 2 } }

  /// At most 1; nil where no unit has two verdicts, or all verdicts are the same: chance would agree, too.
  public var value: Double? { Self.alpha(units) }

  /// Percentile interval over bootstrap samples of units; nil with fewer than two units, or where fewer than half of the samples
  /// have an α. The raters are taken as they are.
  public func interval(seed: UInt64, replicates: Int = 2000, confidence: Double = 0.95) -> ConfidenceInterval? {
    guard units.count > 1 else { return nil }
    let bootstrap = Bootstrap(rows: Array(units.indices), seed: seed, purpose: 0xa1fa)
    let values = (0..<replicates).map { replicate in
      Self.alpha(bootstrap.sample(replicate).map { units[$0] }) ?? .nan
    }
    return Bootstrap.percentileInterval(values, confidence: confidence)
  }

  private static func alpha(_ units: [[Int]]) -> Double? {
    guard let categories = units.first?.count else { return nil }
    var totals = [Double](repeating: 0, count: categories)
    var observed = 0.0
    for unit in units {
      let size = Double(unit.reduce(0, +))
      // Ordered pairs of raters that differ, each unit with the weight of its verdicts.
      let squares = unit.reduce(0.0) { $0 + Double($1) * Double($1) }
      observed += (size * size - squares) / (size - 1)
      for category in unit.indices { totals[category] += Double(unit[category]) }
    }
    let all = totals.reduce(0, +)
    let expected = (all * all - totals.reduce(0) { $0 + $1 * $1 }) / (all - 1)
    return expected > 0 ? 1 - observed / expected : nil
  }
}
