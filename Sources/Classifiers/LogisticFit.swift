#if canImport(Glibc)
  import Glibc
#endif

/// Rows to train on, and rows whose scores are wanted (which may be other rows, or the same).
public struct TrainingSet: Sendable, Equatable {
  /// Ascending, all of them labelled.
  public var rows: [Int]
  public var scored: [Int]
  /// The search stops when the objective can lose no more than about this part of itself.
  public var tolerance: Double

  /// Of a fit that is reported.
  public static let closeTolerance = 1e-12
  /// Of a fit that only ranks what there is to choose from: what the objective can still lose is far below what tells the
  /// log losses of two values of C apart.
  public static let roughTolerance = 1e-5

  public init(rows: [Int], scored: [Int], tolerance: Double = closeTolerance) {
    self.rows = rows
    self.scored = scored
    self.tolerance = tolerance
  }

  /// Whether the optimum itself is wanted, not only what ranks it among others.
  var isClose: Bool { Self.isClose(tolerance) }

  static func isClose(_ tolerance: Double) -> Bool { tolerance <= 1e-9 }

  /// The same rows, fitted as near to the optimum as what is reported.
  public var closely: TrainingSet { TrainingSet(rows: rows, scored: scored) }

  /// The same rows, fitted no nearer to the optimum than what ranks.
  var roughly: TrainingSet { TrainingSet(rows: rows, scored: scored, tolerance: max(tolerance, Self.roughTolerance)) }
}

/// One fitted logistic regression.
public struct LogisticFit: Sendable {
  public var c: Double
  /// Classes that occur among the training rows, ascending. Others get probability 0; with a single one, nothing is
  /// fitted and its probability is 1.
  public var classes: [Int]
  /// Decision values of the scored rows, [columns, scored]: one column for two classes (the second against the first),
  /// one per class for more, none for one.
  public var scores: [Double]
  public var scoredCount: Int
  /// One per column.
  public var intercepts: [Double]
  /// ½‖w‖² + C·Σ log-loss, or with an L1 penalty ‖w‖₁ + C·Σ log-loss, reached.
  public var objective: Double
  /// Norm of the gradient in weights and intercept there (with an L1 penalty of its smallest subgradient). With ½‖w‖² the
  /// objective is 1-strongly convex in the weights, so with the intercept at its best it exceeds the optimum by at most half
  /// the square of this.
  public var gradientNorm: Double
  /// What the objective exceeds its optimum by, at most, as a dual point shows; known of fits with an L1 penalty.
  public var dualityGap: Double?
  public var iterations: Int
  public var isConverged: Bool
  /// Feature weights, [columns][features]; empty where `LogisticRegression.weighing` has not been asked for them.
  public var weights: [[Double]] = []
  /// What the solver found, in the coordinates of its design: [columns, coefficients].
  var coefficients: [Double] = []

  /// A classifier with these weights, [columns][features], that has scored nothing yet.
  public static func applying(classes: [Int], intercepts: [Double], weights: [[Double]], c: Double) -> LogisticFit {
    LogisticFit(
      c: c, classes: classes, scores: [], scoredCount: 0, intercepts: intercepts, objective: .nan, gradientNorm: .nan,
      iterations: 0, isConverged: true, weights: weights)
  }

  /// [scored, classCount]: probability of each class of the data.
  public func probabilities(classCount: Int) -> [Double] {
    probabilities(classCount: classCount, places: Array(0..<scoredCount))
  }

  /// The same for some of the scored rows, by their places among them.
  public func probabilities(classCount: Int, places: [Int]) -> [Double] {
    var result = [Double](repeating: 0, count: places.count * classCount)
    for (row, place) in places.enumerated() {
      if classes.count == 1 {
        result[row * classCount + classes[0]] = 1
      } else if classes.count == 2 {
        let score = scores[place]
        let small = exp(-abs(score))
        let (larger, smaller) = (1 / (1 + small), small / (1 + small))
        result[row * classCount + classes[0]] = score >= 0 ? smaller : larger
        result[row * classCount + classes[1]] = score >= 0 ? larger : smaller
      } else {
        var largest = -Double.infinity
        for column in classes.indices { largest = max(largest, scores[column * scoredCount + place]) }
        var sum = 0.0
        for column in classes.indices { sum += exp(scores[column * scoredCount + place] - largest) }
        for (column, index) in classes.enumerated() {
          result[row * classCount + index] = exp(scores[column * scoredCount + place] - largest) / sum
        }
      }
    }
    return result
  }
}

extension LogisticFit {
  /// The same classifier applied to the rows of another matrix with the same features; needs `weights`.
  public func applied(to examples: ExampleMatrix) -> LogisticFit {
    var result = self
    let rows = examples.rowCount
    result.scoredCount = rows
    result.scores = []
    result.scores.reserveCapacity(rows * weights.count)
    for (column, own) in weights.enumerated() {
      precondition(own.count == examples.featureCount, "the features of the training")
      for row in 0..<rows {
        var sum = intercepts[column]
        examples.forEachEntry(ofRow: row) { feature, value in sum += own[feature] * value }
        result.scores.append(sum)
      }
    }
    return result
  }

  /// The same for several classifiers of one matrix: eight columns of weights lie side by side, so that an entry is looked up
  /// once for all of them. Scores are the same to the last bit as for each alone.
  public static func applied(_ fits: [LogisticFit], to examples: ExampleMatrix) -> [LogisticFit] {
    let rows = examples.rowCount
    var result = fits
    for place in result.indices {
      result[place].scoredCount = rows
      result[place].scores = [Double](repeating: 0, count: rows * fits[place].weights.count)
    }
    let columns = fits.indices.flatMap { fit in fits[fit].weights.indices.map { (fit: fit, column: $0) } }
    var table = [Lanes](repeating: Lanes(), count: examples.featureCount)
    for start in stride(from: 0, to: columns.count, by: Lanes.scalarCount) {
      let own = columns[start..<min(start + Lanes.scalarCount, columns.count)]
      var intercepts = Lanes()
      for (lane, place) in own.enumerated() {
        let weights = fits[place.fit].weights[place.column]
        precondition(weights.count == examples.featureCount, "the features of the training")
        for feature in weights.indices { table[feature][lane] = weights[feature] }
        intercepts[lane] = fits[place.fit].intercepts[place.column]
      }
      for row in 0..<rows {
        var sums = intercepts
        examples.forEachEntry(ofRow: row) { feature, value in sums += table[feature] * value }
        for (lane, place) in own.enumerated() { result[place.fit].scores[place.column * rows + row] = sums[lane] }
      }
    }
    return result
  }
}
