/// McNemar's exact test that two classifiers err equally often on the same examples.
public enum McNemar {
  /// Two-sided binomial p of the examples that only one of the two gets right, 2·P(X ≤ min(b, c)) for
  /// X ~ Bin(b + c, ½), at most 1 (statsmodels `mcnemar(exact=True)`).
  public static func exact(onlyFirstRight b: Int, onlySecondRight c: Int) -> Double {
    let smaller = min(b, c)
    let trials = b + c
    if trials == 0 { return 1 }
    // P(X ≤ k) = I_½(n − k, k + 1).
    let tail = IncompleteBeta.regularized(Double(trials - smaller), Double(smaller + 1), 0.5, complement: 0.5).lower
    return min(1, 2 * tail)
  }
}
