/// The test that marks fall on groups by chance within strata: the generalised Cochran–Mantel–Haenszel statistic
/// u′ V⁻ u, u being what the groups have beyond their expected share, V its covariance over all permutations of the groups
/// within strata (Landis, Heyman & Koch 1978). Its χ² law is that of permuting for many marks. For few, the χ² tail is wrong
/// by orders of magnitude where groups are unequal, so the group that deviates most enters by the normal deviate of its
/// exact tail instead (`StratifiedHypergeometric`): with two groups the p-value is then the exact one.
public struct StratifiedScore: Sendable {
  /// χ² with `degreesOfFreedom`, exact tails included where they were asked for.
  public private(set) var statistic = 0.0
  /// Rank of the covariance: at most one less than the groups.
  public private(set) var degreesOfFreedom = 0
  /// The largest deviate of a group, in standard deviations.
  public private(set) var deviate = 0.0
  /// Its exact two-sided tail; 1 before `sharpen`.
  public private(set) var tail = 1.0

  private var extreme = -1
  private let groups: Int
  private var deviation: [Double]
  private var covariance: [Double]
  private var strata: [(size: Int, marked: Int)] = []
  /// [stratum · groups + group].
  private var drawn: [Int] = []
  private var observed: [Int]

  /// Without any stratum.
  public init(groups: Int) {
    self.groups = groups
    deviation = [Double](repeating: 0, count: groups)
    covariance = [Double](repeating: 0, count: groups * groups)
    observed = [Int](repeating: 0, count: groups)
  }

  /// Begins anew.
  public mutating func reset() {
    for g in 0..<groups { (deviation[g], observed[g]) = (0, 0) }
    for entry in covariance.indices { covariance[entry] = 0 }
    strata.removeAll(keepingCapacity: true)
    drawn.removeAll(keepingCapacity: true)
    (statistic, degreesOfFreedom) = (0, 0)
    (deviate, tail, extreme) = (0, 1, -1)
  }

  /// Adds a stratum.
  ///
  /// - Parameters:
  ///   - sizes: units of each group.
  ///   - marked: marked units of each group.
  public mutating func add(sizes: UnsafePointer<Int32>, marked: UnsafePointer<Int32>) {
    var size = 0
    var marks = 0
    for g in 0..<groups {
      size += Int(sizes[g])
      marks += Int(marked[g])
    }
    guard marks > 0, marks < size else { return }
    let n = Double(size)
    let m = Double(marks)
    let factor = m * (n - m) / (n * n * (n - 1))
    for g in 0..<groups where sizes[g] > 0 {
      let own = Double(sizes[g])
      deviation[g] += Double(marked[g]) - own * m / n
      observed[g] += Int(marked[g])
      covariance[g * groups + g] += factor * n * own
      for h in 0..<groups { covariance[g * groups + h] -= factor * own * Double(sizes[h]) }
    }
    strata.append((size, marks))
    for g in 0..<groups { drawn.append(Int(sizes[g])) }
  }

  /// Sets `statistic` and `degreesOfFreedom` from what was added.
  public mutating func finish() {
    for g in 0..<groups where covariance[g * groups + g] > 0 {
      let z = abs(deviation[g]) / covariance[g * groups + g].squareRoot()
      if z > deviate { (extreme, deviate) = (g, z) }
    }
    if groups == 2 {
      // Each group's deviation is the other's, turned.
      (statistic, degreesOfFreedom) = extreme < 0 ? (0, covariance[0] > 0 ? 1 : 0) : (deviate * deviate, 1)
    } else {
      (statistic, degreesOfFreedom) = strata.isEmpty ? (0, 0) : QuadraticForm.value(deviation, covariance)
    }
  }

  /// Puts the exact tail of the group that deviates most in the place of its normal one.
  public mutating func sharpen() {
    guard extreme >= 0 else { return }
    let law = StratifiedHypergeometric(
      strata.enumerated().map { .init(size: $1.size, marked: $1.marked, drawn: drawn[$0 * groups + extreme]) })
    tail = law.twoSided(observed[extreme])
    statistic = ExactTail.replaced(statistic, deviate: deviate, tail: tail)
  }
}

/// How an exact tail probability enters a sum of squared deviates.
public enum ExactTail {
  /// `statistic` − z² + z̃², z̃ being the normal deviate of the two-sided tail probability; at least 0. z² is the part of the
  /// statistic in one direction, so that what is left stays as it is.
  public static func replaced(_ statistic: Double, deviate: Double, tail: Double) -> Double {
    // What is below 1e-60 is not told apart.
    if tail <= StratifiedHypergeometric.negligible * 1.01 { return statistic }
    let exact = tail >= 1 ? 0 : NormalDistribution.inverseSurvival(tail / 2)
    return max(0, statistic - deviate * deviate + exact * exact)
  }
}
