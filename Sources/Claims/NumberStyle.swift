/// How a number is written; a language decides how each style looks.
public enum NumberStyle: Sendable, Equatable, Hashable {
  case count
  /// A fixed number of digits after the point.
  case fixed(Int)
  /// The same, with a plus where positive: for differences.
  case signed(Int)
  /// A share in percent: one digit, two below one percent, `<0.01%` for what would round to zero.
  case percent
  /// A share that somebody chose or counted, in percent with no more digits than it needs: `10%`, `2.5%`.
  case wholePercent
  /// A difference of shares in percentage points, signed, one digit.
  case points
  /// A p or q value: three digits, `<0.001` below.
  case probability
  /// Three significant digits, for activations and other magnitudes.
  case magnitude
  /// A number that somebody wrote, with no more digits than it needs: `2`, `0.5`, `4,000`.
  case plain
  /// The size of a share, of 100, with one digit: "of 100 pairs 3.2".
  case ofHundred
  /// The same in whole numbers: "of 100 women 40".
  case inHundred
  /// The same of 1,000: "of 1,000 texts about 46".
  case inThousand
  /// The same, rounded up: the upper end of an interval that stands alone.
  case inThousandUp
  /// Two significant digits: `4,200`.
  case money
  /// The size of a score or a difference, three digits after the point.
  case size
}

extension NumberStyle {
  /// The number that is shown for an end of an interval where intervals are rounded outwards: at least as far out.
  ///
  /// - Parameter isUpper: whether the end is the upper one.
  public func outward(_ value: Double, isUpper: Bool) -> Double {
    guard let step = step(value), step > 0, value.isFinite else { return value }
    let scaled = value / step
    // What is a whole number of steps but for the last bits stays where it is.
    let nearest = scaled.rounded()
    if (scaled - nearest).magnitude < 1e-9 * max(1, scaled.magnitude) { return nearest * step }
    return scaled.rounded(isUpper ? .up : .down) * step
  }

  /// Between two numbers that are written differently; nil for styles without a fixed one.
  private func step(_ value: Double) -> Double? {
    func power(_ digits: Int) -> Double { (0..<digits).reduce(1.0) { step, _ in step / 10 } }
    switch self {
    case .count: return 1
    case .fixed(let digits), .signed(let digits): return power(digits)
    case .percent: return value.magnitude < 0.01 ? 0.0001 : 0.001
    case .points, .ofHundred, .inThousand, .inThousandUp, .size: return 0.001
    case .inHundred: return 0.01
    case .money: return Self.moneyStep(value)
    case .wholePercent, .probability, .magnitude, .plain: return nil
    }
  }

  /// Of the second significant digit; 1 below 10.
  public static func moneyStep(_ value: Double) -> Double {
    var step = 1.0
    while value.magnitude >= 100 * step { step *= 10 }
    return step
  }
}
