import Glibc

/// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P(a, x), each computed where it is small:
/// power series below a + 1, Legendre's continued fraction (Lentz's method) above (Abramowitz & Stegun 6.5.29, 6.5.31).
enum IncompleteGamma {
  /// (P, Q) for a > 0, x ≥ 0.
  static func regularized(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    if x == .infinity { return (1, 0) }
    let front = exp(a * log(x) - x - logGamma(a))
    if x < a + 1 {
      let lower = front * series(a, x)
      return (lower, 1 - lower)
    }
    let upper = front * continuedFraction(a, x)
    return (1 - upper, upper)
  }

  private static func series(_ a: Double, _ x: Double) -> Double {
    var term = 1 / a
    var sum = term
    var index = a
    while term > sum * 1e-17 {
      index += 1
      term *= x / index
      sum += term
    }
    return sum
  }

  private static func continuedFraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var result = d
    for step in 1...100_000 {
      let k = Double(step)
      let numerator = -k * (k - a)
      b += 2
      d = numerator * d + b
      if abs(d) < tiny { d = tiny }
      c = b + numerator / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let factor = d * c
      result *= factor
      if abs(factor - 1) < 1e-16 { break }
    }
    return result
  }
}

/// ln Γ(x) for x > 0; the reentrant form, since the plain one writes a global sign.
func logGamma(_ x: Double) -> Double {
  var sign: Int32 = 0
  return lgamma_r(x, &sign)
}
