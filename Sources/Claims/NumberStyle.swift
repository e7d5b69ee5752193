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
}
