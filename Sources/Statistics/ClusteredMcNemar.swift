/// McNemar's test where rows come in clusters: that two classifiers err equally often on the same rows.
///
/// With d_k = b_k − c_k, what the first has right and the second has not less the reverse in cluster k, the statistic is
/// (Σ d_k)² / Σ d_k², that of Obuchowski (1998, Stat Med 17:1495) but for her factor (K − 1)/K; Durkalski and others (2003,
/// Stat Med 22:2417) divide each d_k by the size of its cluster, which asks about the mean cluster and not the mean row.
/// In place of their χ² the exact distribution over all signs of the d_k is taken (Fisher's randomisation test: the two
/// classifiers change places in whole clusters). Where every cluster has one row this is the exact McNemar test. At 5 % it
/// finds what is not there in up to 6.4 % of runs with 10 to 50 clusters, in 4 % on average, nearer to 5 % than the χ² with
/// Obuchowski's factor and below that of Yang and others (2010), 8 to 9 % at worst (`Benchmarks/clusters.py`).
public enum ClusteredMcNemar {
  /// Largest number of additions before the normal distribution stands in for the exact one: thousands of clusters.
  static let exactWork = 400_000_000

  /// Two-sided P(|Σ ±d_k| ≥ |Σ d_k|), all signs equally likely, at most 1. With u clusters of d_k ≠ 0 it is at least
  /// 2^(1 − u): below .05 from six clusters on.
  ///
  /// - Parameter differences: d_k of each cluster.
  public static func exact(differences: [Int]) -> Double {
    let sizes = differences.map(abs).filter { $0 > 0 }.sorted()
    let sum = abs(differences.reduce(0, +))
    if sum == 0 { return 1 }
    // Σ ±d_k = 2·(sum of those taken positive) − Σ |d_k|, so what is as far out as |Σ d_k| has a sum of at most:
    let bound = (sizes.reduce(0, +) - sum) / 2
    if sizes.count * (bound + 1) > exactWork { return normal(sizes, sum) }
    var chance = [Double](repeating: 0, count: bound + 1)
    chance[0] = 1
    for size in sizes {
      for place in stride(from: bound, through: 0, by: -1) {
        chance[place] = 0.5 * (chance[place] + (place >= size ? chance[place - size] : 0))
      }
    }
    return min(1, 2 * chance.reduce(0, +))
  }

  /// The same from the normal distribution; sums are two apart, so what is as far out begins one nearer.
  static func normal(_ sizes: [Int], _ sum: Int) -> Double {
    let squares = sizes.reduce(0.0) { $0 + Double($1) * Double($1) }
    return 2 * NormalDistribution.survival(Double(sum - 1) / squares.squareRoot())
  }
}
