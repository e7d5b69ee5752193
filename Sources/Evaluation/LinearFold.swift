import Classifiers
import Findings

/// The linear probe that one fold fitted, and the rows that it tests: logit = intercept + Σ_j w_j z_j.
public struct LinearFold: Sendable {
  public var repeatIndex: Int
  /// Rows that the fit has not seen.
  public var test: [Int]
  /// What it sees, on the scale of the fit: all rows of the data.
  public var matrix: ExampleMatrix
  /// Features that the columns stand for, ascending; nil: column j is feature j.
  public var features: [Int32]?
  /// Of each column, towards the positive class.
  public var weights: [Double]

  public init(repeatIndex: Int, test: [Int], matrix: ExampleMatrix, features: [Int32]?, weights: [Double]) {
    (self.repeatIndex, self.test, self.matrix) = (repeatIndex, test, matrix)
    (self.features, self.weights) = (features, weights)
  }

  public func feature(_ column: Int) -> Int32 { features?[column] ?? Int32(column) }
}

/// All folds of an arm whose weights are those of features.
public struct LinearArm: Sendable {
  public var arm: ArmKey
  public var folds: [LinearFold]

  public init(arm: ArmKey, folds: [LinearFold]) { (self.arm, self.folds) = (arm, folds) }
}
