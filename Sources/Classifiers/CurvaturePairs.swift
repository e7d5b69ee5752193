import LinearAlgebra

/// The last steps of a problem and the changes of the gradient along them (limited-memory BFGS; Nocedal & Wright,
/// Numerical Optimization, algorithm 7.4), kept with the scores of the steps.
struct CurvaturePairs {
  final class Pair {
    let step: DoubleBlock
    let stepScores: DoubleBlock
    let change: DoubleBlock
    var interceptStep: [Double]
    var interceptChange: [Double]
    /// 1/⟨step, change⟩.
    var rho = 0.0

    init(coefficients: Int, scores: Int, columns: Int) {
      step = DoubleBlock(count: coefficients)
      stepScores = DoubleBlock(count: scores)
      change = DoubleBlock(count: coefficients)
      interceptStep = [Double](repeating: 0, count: columns)
      interceptChange = interceptStep
    }
  }

  /// Most that are kept: the better the model of the Hessian, the fewer serve.
  let limit: Int

  /// Oldest first.
  private(set) var pairs: [Pair] = []
  /// Pairs whose memory is free.
  private var spare: [Pair] = []

  init(limit: Int) { self.limit = limit }

  /// A pair to be filled: a new one, or the oldest one taken out.
  mutating func take(coefficients: Int, scores: Int, columns: Int) -> Pair {
    if pairs.count >= limit { return pairs.removeFirst() }
    return spare.popLast() ?? Pair(coefficients: coefficients, scores: scores, columns: columns)
  }

  mutating func append(_ pair: Pair) { pairs.append(pair) }

  mutating func removeAll() {
    spare += pairs
    pairs.removeAll()
  }
}
