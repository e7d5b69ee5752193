/// How far repeated selections of features agree, corrected for chance: Φ̂ of Nogueira, Sechidis & Brown
/// (JMLR 18, 2018). 1 when all selections are the same, 0 in expectation for random ones; with variance and interval.
public struct SelectionStability: Sendable, Equatable {
  /// NaN for fewer than two selections, and where none or all of the features are always selected.
  public var phi: Double
  /// Of the estimate Φ̂ over selections; NaN where Φ̂ is.
  public var variance: Double
  /// Mean number of features selected.
  public var meanSize: Double

  /// - Parameters:
  ///   - selections: the features of each run, indices below `features`, without repetition.
  ///   - features: d, the number of features selected from.
  public init(selections: [[Int]], features: Int) {
    let m = Double(selections.count)
    let d = Double(features)
    var frequency: [Int: Int] = [:]
    for selection in selections { for feature in selection { frequency[feature, default: 0] += 1 } }
    let total = selections.reduce(0) { $0 + $1.count }
    meanSize = Double(total) / m
    let share = meanSize / d
    let expected = share * (1 - share)
    guard selections.count > 1, expected > 0 else {
      (phi, variance) = (.nan, .nan)
      return
    }
    // Σ_f p̂_f(1 − p̂_f) in whole numbers, so that the order of the dictionary cannot show.
    let spread = frequency.values.reduce(0) { $0 + $1 * (selections.count - $1) }
    let phi = 1 - m / (m - 1) * (Double(spread) / (m * m) / d) / expected
    let average = meanSize
    let terms = selections.map { selection -> Double in
      let agreement = Double(selection.reduce(0) { $0 + (frequency[$1] ?? 0) }) / m
      let size = Double(selection.count)
      let adjusted = 2 * average * size / (d * d) - size / d - share + 1
      return (agreement / d - size * average / (d * d) - phi / 2 * adjusted) / expected
    }
    let mean = terms.reduce(0, +) / m
    self.phi = phi
    variance = 4 / (m * m) * terms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }

  /// Φ̂ ± z·√variance; nil where Φ̂ is not defined.
  public func interval(z: Double = NormalDistribution.z95) -> ConfidenceInterval? {
    guard phi.isFinite else { return nil }
    let half = z * variance.squareRoot()
    return ConfidenceInterval(low: phi - half, high: phi + half)
  }
}
