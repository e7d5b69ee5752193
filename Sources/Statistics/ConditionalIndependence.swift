import Glibc

/// The omnibus test that firing does not depend on the group, given the stratum (label):
/// G² = 2 Σ n·ln(n·n_y / (n_fy·n_gy)) against χ² (Sokal & Rohlf; Agresti 2013, §3.2, §8.1).
///
/// The χ² law is asymptotic: simulated with 2–8 groups of 100–300 examples, p < .05 comes up in up to 10 % of null
/// features that fire 1–3 times per cell, in 5–6 % from ten times on, and hardly ever below half a time.
public struct ConditionalIndependence: Sendable, Equatable {
  /// G², at least 0.
  public var g2: Double
  /// Σ over strata of (groups present − 1): (|G| − 1)·|Y| where every group has examples of every label. It does not
  /// depend on the feature; a stratum in which it never fires adds nothing to G², so the test is cautious there.
  public var degreesOfFreedom: Int
  /// P(χ² > G²); NaN without degrees of freedom.
  public var p: Double
  /// Conditional mutual information I(firing; group | stratum) = G² / 2N, in nats.
  public var mutualInformation: Double

  /// - Parameters:
  ///   - active: firing examples, [group · strata + stratum].
  ///   - totals: examples, the same shape; `active` ≤ `totals`.
  public init(active: [Int32], totals: [Int32], strata: Int) {
    self = active.withUnsafeBufferPointer { a in
      totals.withUnsafeBufferPointer { Self(active: a, totals: $0, strata: strata) }
    }
  }

  /// The same from memory of the caller.
  public init(active: UnsafeBufferPointer<Int32>, totals: UnsafeBufferPointer<Int32>, strata: Int) {
    precondition(active.count == totals.count, "one count per group and stratum")
    var sum = 0.0
    var all = 0.0
    var freedom = 0
    for stratum in 0..<strata {
      var fired = 0
      var size = 0
      var present = 0
      for cell in stride(from: stratum, to: totals.count, by: strata) {
        fired += Int(active[cell])
        size += Int(totals[cell])
        if totals[cell] > 0 { present += 1 }
      }
      all += Double(size)
      freedom += max(0, present - 1)
      guard fired > 0 && fired < size else { continue }
      let rate = Double(fired) / Double(size)
      for cell in stride(from: stratum, to: totals.count, by: strata) {
        let n = Double(totals[cell])
        let a = Double(active[cell])
        if a > 0 { sum += a * log(a / (n * rate)) }
        if a < n { sum += (n - a) * log((n - a) / (n * (1 - rate))) }
      }
    }
    g2 = max(0, 2 * sum)
    degreesOfFreedom = freedom
    p = freedom == 0 ? .nan : ChiSquared(degreesOfFreedom: Double(freedom)).survival(g2)
    mutualInformation = all == 0 ? .nan : g2 / (2 * all)
  }

  /// An upper bound of the G² that any distribution over the groups could give for these pooled firing counts, and so
  /// a lower bound of the attainable p. It uses no information on which group fired, so that features may be chosen
  /// by it without spoiling the tests. Exact where a stratum fires fewer times than its smallest group has examples.
  ///
  /// - Parameters:
  ///   - fired: firing examples of all groups together, per stratum.
  ///   - totals: examples, [group · strata + stratum].
  public static func attainableP(fired: [Int32], totals: [Int32], strata: Int) -> Double {
    var bound = 0.0
    var freedom = 0
    for stratum in 0..<strata {
      var size = 0
      var smallest = Int.max
      var present = 0
      for cell in stride(from: stratum, to: totals.count, by: strata) where totals[cell] > 0 {
        size += Int(totals[cell])
        smallest = min(smallest, Int(totals[cell]))
        present += 1
      }
      freedom += max(0, present - 1)
      guard present > 1 else { continue }
      let count = min(Int(fired[stratum]), size - Int(fired[stratum]))
      bound += entropySum(count, size)
      // All of the rarer outcome in the smallest group that can hold it; above that, a perfect split is assumed.
      if count < smallest { bound -= entropySum(count, smallest) }
    }
    return freedom == 0 ? .nan : ChiSquared(degreesOfFreedom: Double(freedom)).survival(2 * bound)
  }

  /// n·H(k/n) in nats.
  private static func entropySum(_ k: Int, _ n: Int) -> Double {
    guard k > 0 && k < n else { return 0 }
    let rate = Double(k) / Double(n)
    return -Double(n) * (rate * log(rate) + (1 - rate) * log1p(-rate))
  }
}
