/// A test statistic with its p-value.
public struct TestResult: Sendable, Equatable {
  /// In the unit that the test names; NaN where it is not defined.
  public var statistic: Double
  /// In [0, 1]; NaN where the test is not defined.
  public var p: Double

  /// What a test found.
  public init(statistic: Double, p: Double) {
    self.statistic = statistic
    self.p = p
  }
}
