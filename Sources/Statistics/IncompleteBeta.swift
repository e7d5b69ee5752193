import Glibc

/// The regularised incomplete beta function I_x(a, b) by its continued fraction (Abramowitz & Stegun 26.5.8, Lentz's
/// method), taken on the side of the mean where it converges.
enum IncompleteBeta {
  /// I_x(a, b) and its complement, each to full relative accuracy where it is small. `complement` is 1 − x, given apart
  /// because the difference may have lost its digits.
  static func regularized(
    _ a: Double, _ b: Double, _ x: Double, complement: Double
  ) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    if complement <= 0 { return (1, 0) }
    let front = exp(a * log(x) + b * log(complement) - logBeta(a, b))
    if x < (a + 1) / (a + b + 2) {
      let lower = front * continuedFraction(a, b, x) / a
      return (lower, 1 - lower)
    }
    let upper = front * continuedFraction(b, a, complement) / b
    return (1 - upper, upper)
  }

  static func logBeta(_ a: Double, _ b: Double) -> Double { logGamma(a) + logGamma(b) - logGamma(a + b) }

  private static func continuedFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    if abs(d) < tiny { d = tiny }
    d = 1 / d
    var result = d
    for step in 1...100_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 + even * d
      if abs(d) < tiny { d = tiny }
      c = 1 + even / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 + odd * d
      if abs(d) < tiny { d = tiny }
      c = 1 + odd / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let factor = d * c
      result *= factor
      if abs(factor - 1) < 1e-16 { break }
    }
    return result
  }
}
