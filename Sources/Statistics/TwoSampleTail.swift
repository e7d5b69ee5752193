import Glibc

/// How often a random choice of some of the units would have a sum as far from the middle as the one seen: the permutation
/// test that two groups of units differ in their mean.
///
/// Counted where there are few choices; beyond that by the double saddlepoint approximation (Robinson 1982, JRSS B 44:91;
/// Skovgaard 1987; Booth & Butler 1990), whose relative error stays small far out in the tail. There a t-test is wrong by
/// orders of magnitude: of 40 units 15 have a 1, all of them among the 20 chosen, which has a chance of 4e-7; Student's test
/// says 4e-9.
public enum TwoSampleTail {
  /// Most choices that are counted one by one.
  static let counted = 3_000.0

  /// P(|S − E S| ≥ distance) where S is the sum of `chosen` of the values, all choices equally likely; at least one choice
  /// in all there are.
  public static func twoSided(_ values: [Double], chosen: Int, distance: Double) -> Double {
    let count = values.count
    guard chosen > 0, chosen < count else { return 1 }
    let logChoices = logGamma(Double(count + 1)) - logGamma(Double(chosen + 1)) - logGamma(Double(count - chosen + 1))
    let mean = values.reduce(0, +) / Double(count)
    let centred = values.map { $0 - mean }
    guard centred.contains(where: { $0 != 0 }) else { return 1 }
    if logChoices <= log(counted) { return enumerated(centred, chosen, distance) }
    let floor = exp(-logChoices)
    let units = Distinct.of(centred)
    let turned = units.reversed().map { Distinct(value: -$0.value, count: $0.count) }
    let tails = [units, turned].map { upper($0, count, chosen, distance, logChoices: logChoices) }
    return min(1, max(floor, tails[0] + tails[1]))
  }

  /// A value with the number of units that have it: clusters of one size in which nothing fires are many and alike.
  private struct Distinct {
    var value: Double
    var count: Double

    /// By rising value.
    static func of(_ values: [Double]) -> [Distinct] {
      var result: [Distinct] = []
      for value in values.sorted() {
        if let last = result.last, last.value == value {
          result[result.count - 1].count += 1
        } else {
          result.append(Distinct(value: value, count: 1))
        }
      }
      return result
    }
  }

  private static func enumerated(_ values: [Double], _ chosen: Int, _ distance: Double) -> Double {
    var extreme = 0
    var all = 0
    let limit = distance - 1e-9 * max(1e-300, distance)
    func choose(_ from: Int, _ left: Int, _ sum: Double) {
      if left == 0 {
        all += 1
        if abs(sum) >= limit { extreme += 1 }
        return
      }
      for next in stride(from: from, through: values.count - left, by: 1) {
        choose(next + 1, left - 1, sum + values[next])
      }
    }
    choose(0, chosen, 0)
    return Double(max(1, extreme)) / Double(all)
  }

  /// P(S ≥ distance) for values of mean 0, by the double saddlepoint with independent choices of chance `chosen`/count
  /// given that there are `chosen`. Near the largest sum there is, where the variance of the tilted choices vanishes, the
  /// approximation is worth nothing; Chernoff's bound, which is exact at the largest, holds everywhere.
  private static func upper(
    _ values: [Distinct], _ units: Int, _ chosen: Int, _ distance: Double, logChoices: Double
  ) -> Double {
    let share = Double(chosen) / Double(units)
    var (largest, left) = (0.0, Double(chosen))
    for unit in values.reversed() where left > 0 {
      largest += unit.value * min(left, unit.count)
      left -= unit.count
    }
    if distance > largest * (1 + 1e-12) { return 0 }
    let squares = values.reduce(0) { $0 + $1.count * $1.value * $1.value }
    let scale = (squares / Double(units)).squareRoot()
    // Of choosing `chosen` units independently.
    let logChance = logChoices + Double(chosen) * log(share) + Double(units - chosen) * log(1 - share)
    // Newton in (λ, t) on K(λ, t) − λ·chosen − t·distance, convex; steps are halved until the objective falls.
    var (lambda, tilt) = (0.0, 0.0)
    var state = cumulant(values, share, lambda, tilt)
    func objective(_ s: Cumulant, _ lambda: Double, _ tilt: Double) -> Double {
      s.value - lambda * Double(chosen) - tilt * distance
    }
    for _ in 0..<60 {
      let (f, g) = (state.first - Double(chosen), state.second - distance)
      if abs(f) < 1e-9 * Double(chosen) && abs(g) < 1e-9 * max(distance, scale) { break }
      let determinant = state.aa * state.bb - state.ab * state.ab
      guard determinant > 1e-14 * state.aa * state.bb, determinant > 0 else { break }
      var stepA = -(state.bb * f - state.ab * g) / determinant
      var stepB = -(state.aa * g - state.ab * f) / determinant
      let before = objective(state, lambda, tilt)
      var next = cumulant(values, share, lambda + stepA, tilt + stepB)
      var halvings = 0
      while !(objective(next, lambda + stepA, tilt + stepB) <= before + 1e-12 * abs(before)), halvings < 30 {
        stepA /= 2
        stepB /= 2
        next = cumulant(values, share, lambda + stepA, tilt + stepB)
        halvings += 1
      }
      lambda += stepA
      tilt += stepB
      state = next
      if abs(tilt) * scale > 80 { break }
    }
    let determinant = state.aa * state.bb - state.ab * state.ab
    let w = max(0, -2 * objective(state, lambda, tilt)).squareRoot() * (tilt < 0 ? -1 : 1)
    let v = tilt * (max(0, determinant) / (Double(units) * share * (1 - share))).squareRoot()
    // Near the middle both terms vanish, and the normal law is as good.
    if abs(w) < 1e-3 || !(abs(v) > 1e-8) {
      let variance = share * (1 - share) * squares * Double(units) / Double(units - 1)
      guard w >= 1 else { return NormalDistribution.survival(distance / variance.squareRoot()) }
      return min(1, exp(objective(state, lambda, tilt) - logChance))
    }
    let approximate = max(0, NormalDistribution.survival(w) + NormalDistribution.density(w) * (1 / v - 1 / w))
    return min(1, approximate, tilt > 0 ? exp(objective(state, lambda, tilt) - logChance) : 1)
  }

  private struct Cumulant {
    var value = 0.0
    var first = 0.0
    var second = 0.0
    var aa = 0.0
    var ab = 0.0
    var bb = 0.0
  }

  /// Σ log(1 − π + π e^{λ + t x}) with its derivatives.
  private static func cumulant(_ values: [Distinct], _ share: Double, _ lambda: Double, _ tilt: Double) -> Cumulant {
    var sum = Cumulant()
    let odds = log(share / (1 - share))
    let base = log(1 - share)
    for unit in values {
      let (x, count) = (unit.value, unit.count)
      let eta = odds + lambda + tilt * x
      let p = 1 / (1 + exp(-eta))
      // log(1 + e^η), safe at both ends.
      sum.value += count * (base + (eta > 0 ? eta + log1p(exp(-eta)) : log1p(exp(eta))))
      let variance = count * p * (1 - p)
      sum.first += count * p
      sum.second += count * p * x
      sum.aa += variance
      sum.ab += variance * x
      sum.bb += variance * x * x
    }
    return sum
  }
}
