extension LeftOutThirds {
  /// What a cross-validation adds to the variance of its score because every two of its examples act on each other: each is
  /// tested by a fit that was trained on the other.
  ///
  /// Let h(i, j) be what training on example i changes at test example j. A score of separate examples has the variance Σ h² of
  /// such pairs; one in which the two change places has Σ h(i, j)² + Σ h(i, j)·h(j, i), twice as much where they act alike. The
  /// second sum is found from sums over pairs of the nine parts: with H the 9 × 9 sums, centred both ways, the expectation of
  /// Σ H(p, q)·H(q, p) is 64 of the product of a pair of parts and 8 of its square, that of Σ H² the other way round.
  ///
  /// - Parameter deviations: [replicate][estimate][part]: sums over the test examples of a part of what the replicate changes
  ///   at them, less the mean of the three replicates of its direction.
  /// - Returns: [estimate][estimate], to be added to their covariance.
  public static func mutualPairs(_ deviations: [[[Double]]]) -> [[Double]] {
    let count = deviations.first?.count ?? 0
    let sums = (0..<count).map { estimate in centred(deviations.map { $0[estimate] }) }
    return (0..<count).map { x in
      (0..<count).map { y in
        var (exchanged, squares) = (0.0, 0.0)
        for p in 0..<parts {
          for q in 0..<parts {
            exchanged += sums[x][p][q] * sums[y][q][p]
            squares += sums[x][p][q] * sums[y][p][q]
          }
        }
        return Double(parts * parts) * (8 * exchanged - squares) / (64 * 8 - 8)
      }
    }
  }

  /// [part trained on][part tested]: what a part adds, from the four replicates that lack it. Its effect on a mean changes by
  /// −3/2 of itself where a third is left out, and each other part is missing in one of the four, too.
  private static func centred(_ deviations: [[Double]]) -> [[Double]] {
    (0..<parts).map { part in
      var sums = [Double](repeating: 0, count: parts)
      for (replicate, own) in deviations.enumerated() where !keeps(replicate, part: part) {
        for tested in 0..<parts { sums[tested] -= own[tested] / 4.5 }
      }
      let mean = sums.reduce(0, +) / Double(parts)
      return sums.map { $0 - mean }
    }
  }
}
