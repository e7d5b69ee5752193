import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#endif

/// L1 logistic regression of two classes along a path of penalties: minimises λ·‖w‖₁ + Σ log-loss with an unpenalised
/// intercept, that is, scikit-learn's `LogisticRegression(penalty="l1", C=1/λ, solver="saga")`.
///
/// Coordinate descent with Newton steps and a line search (Yuan, Chang, Hsieh & Lin 2010), from the penalty at which all
/// weights are 0 downwards, each start at the end of the one before. Features that the sequential strong rule
/// (Tibshirani et al. 2012) rules out are left aside, and taken back where the conditions of the optimum say so.
public struct L1Path: Sendable {
  public struct Fit: Sendable {
    public var lambda: Double
    /// Features with a weight, ascending.
    public var features: [Int32]
    public var weights: [Double]
    public var intercept: Double
    /// λ·‖w‖₁ + Σ log-loss.
    public var objective: Double
    /// Largest violation of the conditions of the optimum, as a share of λ.
    public var violation: Double
  }

  private let columns: SparseMatrix
  private let targets: [Bool]

  /// - Parameters:
  ///   - columns: features × rows.
  ///   - targets: one per row, both values present.
  public init(columns: SparseMatrix, targets: [Bool]) {
    precondition(columns.columnCount == targets.count, "one target per row")
    self.columns = columns
    self.targets = targets
  }

  /// For each number, ascending, the first point of the path, each step a fifth down, with at least as many features, or the
  /// last one at a thousandth of the largest penalty.
  public func fits(withAtLeast counts: [Int]) -> [Fit] {
    // Where features come in matters here, not the last digits of their weights.
    var state = State(columns: columns, targets: targets, tolerance: 1e-3)
    let largest = state.largestPenalty
    var lambda = largest
    var found = state.fit(lambda)
    return counts.map { count in
      while found.features.count < count, lambda > 1e-3 * largest, lambda > 0 {
        let next = lambda * 0.8
        state.solve(next, after: lambda)
        lambda = next
        found = state.fit(lambda)
      }
      return found
    }
  }

  /// The fits at given penalties, descending.
  public func fits(_ lambdas: [Double]) -> [Fit] {
    var state = State(columns: columns, targets: targets, tolerance: 1e-7)
    var previous = state.largestPenalty
    return lambdas.map { lambda in
      state.solve(lambda, after: max(previous, lambda))
      previous = lambda
      return state.fit(lambda)
    }
  }

  /// Weights and what follows from them.
  private struct State {
    let columns: SparseMatrix
    let targets: [Bool]
    /// Violation of the conditions of the optimum that is left, as a share of λ.
    let tolerance: Double
    var weights: [Double]
    var intercept = 0.0
    /// Decision value and probability of each row.
    var scores: [Double]
    var probabilities: [Double]

    init(columns: SparseMatrix, targets: [Bool], tolerance: Double) {
      self.columns = columns
      self.targets = targets
      self.tolerance = tolerance
      weights = [Double](repeating: 0, count: columns.rowCount)
      scores = [Double](repeating: 0, count: targets.count)
      probabilities = scores
      let share = Double(targets.count { $0 }) / Double(max(1, targets.count))
      shiftIntercept(by: log(share / (1 - share)))
    }

    var largestPenalty: Double {
      (0..<columns.rowCount).reduce(0) { max($0, abs(gradient($1))) }
    }

    /// Σ (p − y)·x of a feature.
    func gradient(_ feature: Int) -> Double {
      var sum = 0.0
      for position in columns.range(ofRow: feature) {
        let row = Int(columns.indices[position])
        sum += (probabilities[row] - (targets[row] ? 1 : 0)) * Double(columns.values[position])
      }
      return sum
    }

    mutating func shiftIntercept(by step: Double) {
      intercept += step
      for row in scores.indices {
        scores[row] += step
        probabilities[row] = logistic(scores[row])
      }
    }

    mutating func solve(_ lambda: Double, after previous: Double) {
      var isActive = weights.indices.map { weights[$0] != 0 || abs(gradient($0)) >= 2 * lambda - previous }
      for _ in 0..<50 {
        descend(isActive.indices.filter { isActive[$0] }, lambda)
        let missing = weights.indices.filter { !isActive[$0] && abs(gradient($0)) > lambda * (1 + tolerance) }
        if missing.isEmpty { return }
        for feature in missing { isActive[feature] = true }
      }
    }

    /// Passes over the features until the conditions of the optimum hold on them; after a full pass only those that can
    /// still move, until these stand still.
    private mutating func descend(_ features: [Int], _ lambda: Double) {
      for _ in 0..<200 {
        optimiseIntercept()
        var worst = abs(zip(probabilities, targets).reduce(0) { $0 + $1.0 - ($1.1 ? 1 : 0) })
        for feature in features { worst = max(worst, step(feature, lambda)) }
        if worst <= tolerance * lambda { return }
        let moving = features.filter { weights[$0] != 0 }
        for _ in 0..<20 {
          optimiseIntercept()
          var inner = 0.0
          for feature in moving { inner = max(inner, step(feature, lambda)) }
          if inner <= 0.1 * worst { break }
        }
      }
    }

    private mutating func optimiseIntercept() {
      for _ in 0..<30 {
        var slope = 0.0
        var curvature = 0.0
        for (row, p) in probabilities.enumerated() {
          slope += p - (targets[row] ? 1 : 0)
          curvature += p * (1 - p)
        }
        if curvature < 1e-12 || abs(slope) <= 1e-10 * Double(targets.count) { return }
        shiftIntercept(by: min(1, max(-1, -slope / curvature)))
      }
    }

    /// A Newton step along one weight; returns how far the conditions were from holding before it.
    private mutating func step(_ feature: Int, _ lambda: Double) -> Double {
      let range = columns.range(ofRow: feature)
      var slope = 0.0
      var curvature = 1e-12
      for position in range {
        let row = Int(columns.indices[position])
        let value = Double(columns.values[position])
        let p = probabilities[row]
        slope += (p - (targets[row] ? 1 : 0)) * value
        curvature += p * (1 - p) * value * value
      }
      let weight = weights[feature]
      let violation =
        weight > 0 ? abs(slope + lambda) : weight < 0 ? abs(slope - lambda) : max(0, abs(slope) - lambda)
      if violation == 0 { return 0 }
      let target: Double
      if slope + lambda <= curvature * weight {
        target = weight - (slope + lambda) / curvature
      } else if slope - lambda >= curvature * weight {
        target = weight - (slope - lambda) / curvature
      } else {
        target = 0
      }
      let direction = target - weight
      if direction == 0 { return violation }
      let decrease = slope * direction + lambda * (abs(target) - abs(weight))
      var length = 1.0
      for _ in 0..<40 {
        var change = lambda * (abs(weight + length * direction) - abs(weight))
        for position in range {
          let row = Int(columns.indices[position])
          let move = length * direction * Double(columns.values[position])
          change += softplus(scores[row] + move) - softplus(scores[row]) - (targets[row] ? move : 0)
        }
        if change <= 0.01 * length * decrease { break }
        length /= 2
      }
      weights[feature] = weight + length * direction
      for position in range {
        let row = Int(columns.indices[position])
        scores[row] += length * direction * Double(columns.values[position])
        probabilities[row] = logistic(scores[row])
      }
      return violation
    }

    func fit(_ lambda: Double) -> Fit {
      let chosen = weights.indices.filter { weights[$0] != 0 }
      var violation = 0.0
      var objective = 0.0
      for feature in weights.indices {
        let slope = gradient(feature)
        let weight = weights[feature]
        objective += lambda * abs(weight)
        violation = max(
          violation, weight > 0 ? abs(slope + lambda) : weight < 0 ? abs(slope - lambda) : max(0, abs(slope) - lambda))
      }
      for (row, score) in scores.enumerated() { objective += softplus(score) - (targets[row] ? score : 0) }
      return Fit(
        lambda: lambda, features: chosen.map { Int32($0) }, weights: chosen.map { weights[$0] }, intercept: intercept,
        objective: objective, violation: lambda > 0 ? violation / lambda : violation)
    }
  }
}

private func logistic(_ x: Double) -> Double {
  let small = exp(-abs(x))
  return x >= 0 ? 1 / (1 + small) : small / (1 + small)
}

/// ln(1 + eˣ).
private func softplus(_ x: Double) -> Double { log1p(exp(-abs(x))) + max(x, 0) }
