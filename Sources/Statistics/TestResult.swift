/// A test statistic with its p-value.
public struct TestResult: Sendable, Equatable {
  public var statistic: Double
  public var p: Double

  public init(statistic: Double, p: Double) {
    self.statistic = statistic
    self.p = p
  }
}
