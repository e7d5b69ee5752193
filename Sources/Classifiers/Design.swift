import LinearAlgebra

/// The representation X [rows, features] as a solver sees it: scores of coefficients, and gradients from residuals.
///
/// Coefficients are either the weights w themselves (primal) or sample coefficients α with w = Xᵀα (sample space). In
/// both, penalties and inner products are those of w: for a coefficient vector s and a gradient q, given in the same
/// coordinates, ⟨s, q⟩ is `scores(s)·q` in sample space and `s·q` in the primal.
protocol Design: Sendable {
  associatedtype Model: CurvatureModel

  /// Rows of X.
  var rowCount: Int { get }
  /// Length of one coefficient vector: rows in sample space, features in the primal.
  var coefficientCount: Int { get }
  var isSampleSpace: Bool { get }
  /// Steps that a problem remembers.
  var pairLimit: Int { get }

  /// X·w of each of `count` coefficient vectors: [count, coefficients] → [count, rows].
  func scores(of coefficients: UnsafePointer<Double>, count: Int, into target: UnsafeMutablePointer<Double>)

  /// Coordinates of Xᵀr for each of `count` residual vectors: [count, rows] → [count, coefficients].
  func project(_ residuals: UnsafePointer<Double>, count: Int, into target: UnsafeMutablePointer<Double>)

  /// A model of the second derivatives: ½‖w‖² plus the losses with these second derivatives in their scores,
  /// [columns, rows].
  func model(curvature: [Double]) -> Model?
}

extension Design {
  var isSampleSpace: Bool { false }
  var pairLimit: Int { 10 }
}

/// A design whose coefficients are the weights of features.
protocol PrimalDesign: Design where Model: PrimalCurvature {
  /// Features that are 0 in all training rows: their weights are 0.
  func silentFeatures(isTraining: [Bool]) -> [Int]
}

/// An approximate Hessian that can be solved with, for problems on subsets of the rows.
protocol CurvatureModel: Sendable {
  /// What is prepared once for a training set.
  associatedtype Restriction: Sendable

  /// Solves (approximate Hessian of weights and intercept)·(z, zb) = (q, qb) for each of `restrictions.count` gradients,
  /// the i-th of them belonging to column `columns[i]` of its problem.
  ///
  /// - Parameter scores: take the scores of the steps, intercepts left out, where the model knows them itself, as near as its
  ///   precision; nil: they are not wanted.
  /// - Returns: whether it has written them.
  func solve(
    _ gradients: UnsafePointer<Double>, intercepts: [Double], columns: [Int], restrictions: [Restriction],
    into steps: UnsafeMutablePointer<Double>, interceptSteps: inout [Double], scores: UnsafeMutablePointer<Double>?
  ) -> Bool
}

/// A model that a problem may take as it is, or with second derivatives of its own.
protocol PrimalCurvature: CurvatureModel {
  /// - Parameters:
  ///   - isTraining: one flag per row.
  ///   - curvature: [columns, rows] second derivatives of the problem itself where it stands, nil for the model's own.
  func restriction(isTraining: [Bool], curvature: [Double]?) -> Restriction
}
