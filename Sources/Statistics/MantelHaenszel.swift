extension StratifiedTwoByTwo {
  /// The Mantel–Haenszel common odds ratio, Σ ad/N / Σ bc/N (Mantel & Haenszel 1959); ∞ or NaN when Σ bc/N is 0.
  public var oddsRatio: Double {
    var above = 0.0
    var below = 0.0
    for s in strata {
      above += s.a * s.d / s.total
      below += s.b * s.c / s.total
    }
    return above / below
  }

  /// The Mantel–Haenszel risk difference p₁ − p₂: Σ (a·n₂ − c·n₁)/N / Σ n₁n₂/N (Greenland & Robins 1985).
  /// NaN without a stratum that has both groups.
  public var riskDifference: Double {
    var above = 0.0
    var below = 0.0
    for s in strata {
      above += (s.a * s.n2 - s.c * s.n1) / s.total
      below += s.n1 * s.n2 / s.total
    }
    return above / below
  }
}
