import LinearAlgebra

/// The state of one problem on its way to the optimum.
final class SolverState {
  /// The same training rows and classes all the way; C may change.
  var loss: LogisticLoss
  let isTraining: [Bool]
  let isSampleSpace: Bool
  /// As in `TrainingSet`; a search that goes on nearer to the optimum sets another.
  var tolerance: Double
  /// [columns, coefficients].
  let coefficients: DoubleBlock
  var intercepts: [Double]
  /// [columns, rows], intercepts included.
  let scores: DoubleBlock
  /// C·(target − probability), 0 outside the training rows: [columns, rows].
  let residuals: DoubleBlock
  /// Of the weights, in the design's coordinates: [columns, coefficients].
  let gradient: DoubleBlock
  var interceptGradient: [Double]
  /// −(approximate Hessian)⁻¹·gradient, with its scores.
  let direction: DoubleBlock
  let directionScores: DoubleBlock
  var interceptDirection: [Double]
  var pairs: CurvaturePairs
  /// The pair of the step being taken.
  var openPair: CurvaturePairs.Pair?
  /// Factors of the first loop over the pairs, used by the second.
  var factors: [Double] = []
  /// ‖w‖².
  var penalty = 0.0
  var lossValue = 0.0
  var iterations = 0
  var isConverged = false
  var isStalled = false

  init<D: Design>(_ loss: LogisticLoss, design: D, tolerance: Double) {
    self.loss = loss
    self.tolerance = tolerance
    isSampleSpace = design.isSampleSpace
    pairs = CurvaturePairs(limit: design.pairLimit)
    let coefficientCount = design.coefficientCount
    var flags = [Bool](repeating: false, count: loss.stride)
    for row in loss.rows { flags[row] = true }
    isTraining = flags
    let columns = loss.columns
    coefficients = DoubleBlock(count: columns * coefficientCount)
    gradient = DoubleBlock(count: columns * coefficientCount)
    direction = DoubleBlock(count: columns * coefficientCount)
    scores = DoubleBlock(count: columns * loss.stride)
    residuals = DoubleBlock(count: columns * loss.stride)
    directionScores = DoubleBlock(count: columns * loss.stride)
    intercepts = [Double](repeating: 0, count: columns)
    interceptGradient = intercepts
    interceptDirection = intercepts
  }

  /// Whether the optimum itself is wanted, not only what ranks it among others.
  var isClose: Bool { TrainingSet.isClose(tolerance) }

  var objective: Double { lossValue + penalty / 2 }

  /// ⟨s, q⟩ of a coefficient vector, given with its scores (intercept left out), and a gradient.
  func pairing(_ step: DoubleBlock, _ stepScores: DoubleBlock, _ gradient: DoubleBlock) -> Double {
    // The choice is made between pointers: made between blocks, it crashes the optimiser of Swift 6.3.1.
    dot(isSampleSpace ? stepScores.pointer : step.pointer, gradient.pointer, count: gradient.count)
  }

  /// Residuals, loss and intercept gradient at the present scores.
  func evaluateHere() {
    directionScores.fill(0)
    lossValue =
      loss.evaluate(scores.pointer, directionScores.pointer, step: 0, residuals: residuals.pointer).value
    updateInterceptGradient()
  }

  func updateInterceptGradient() {
    let stride = loss.stride
    interceptGradient = interceptGradient.indices.map { -sum(residuals.pointer + $0 * stride, count: stride) }
  }
}

extension SolverState {
  /// Stands where another state of the same rows stands.
  func start(from other: SolverState) {
    guard other.coefficients.count == coefficients.count, other.scores.count == scores.count else { return }
    coefficients.copy(from: other.coefficients.pointer)
    scores.copy(from: other.scores.pointer)
    intercepts = other.intercepts
    penalty = other.penalty
  }

  /// Takes over weights. Scores must be refreshed after it.
  func start(from other: [Double], intercepts: [Double]) {
    guard other.count == coefficients.count else { return }
    coefficients.copy(from: other)
    self.intercepts = intercepts
  }

  /// Sets weights to 0 that the optimum has at 0. A start at the solution on all rows leaves a trace in them, small but
  /// made of labels of rows left out, and enough to order scores that should tie.
  func silence(_ features: [Int]) {
    let columns = loss.columns
    for column in 0..<columns {
      let own = coefficients.pointer + column * (coefficients.count / columns)
      for feature in features { own[feature] = 0 }
    }
  }

  func addIntercepts() { shift(scores, by: intercepts) }

  /// Adds a number to each column of scores.
  func shift(_ scores: DoubleBlock, by shifts: [Double]) {
    let stride = loss.stride
    for (column, shift) in shifts.enumerated() {
      let own = scores.pointer + column * stride
      for row in 0..<stride { own[row] += shift }
    }
  }
}
