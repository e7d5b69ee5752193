/// The Mann–Whitney test that positives and negatives come from one distribution: normal approximation with tie and
/// continuity correction, two-sided (scipy `mannwhitneyu(method="asymptotic")`).
public enum MannWhitney {
  /// - Parameters:
  ///   - rankSum: sum of the positives' midranks.
  ///   - tieTerm: Σ (t³ − t) over groups of equal values, see `Midranks`.
  /// - Returns: p in [0, 1]; 1 when all values are equal, NaN without positives or negatives.
  public static func twoSided(rankSum: Double, positives: Int, negatives: Int, tieTerm: Double) -> Double {
    guard positives > 0 && negatives > 0 else { return .nan }
    let p = Double(positives)
    let m = Double(negatives)
    let n = p + m
    let u = rankSum - p * (p + 1) / 2
    let variance = p * m / 12 * (n + 1 - tieTerm / (n * (n - 1)))
    guard variance > 0 else { return 1 }
    let z = (max(u, p * m - u) - p * m / 2 - 0.5) / variance.squareRoot()
    return min(1, 2 * NormalDistribution.survival(z))
  }

  /// - Parameters:
  ///   - scores: one per example; no NaN.
  ///   - positives: whether each example is positive.
  public static func twoSided(_ scores: [Double], positives: [Bool]) -> Double {
    precondition(scores.count == positives.count, "one label per score")
    let midranks = Midranks(scores)
    var sum = 0.0
    var count = 0
    for (rank, isPositive) in zip(midranks.ranks, positives) where isPositive {
      sum += rank
      count += 1
    }
    return twoSided(rankSum: sum, positives: count, negatives: scores.count - count, tieTerm: midranks.tieTerm)
  }
}
