/// What is known of how near fits came to the one optimum that each of them has.
///
/// The objective ½‖w‖² + C·Σ log-loss is 1-strongly convex in the weights, so it exceeds its optimum by at most half the
/// square of the gradient's norm.
public struct Optimality: Codable, Sendable, Equatable {
  public var fits = 0
  /// Fits that stopped for another reason than that they had come close enough.
  public var unconverged = 0
  /// Largest norm of the gradient in weights and intercepts.
  public var gradientNorm = 0.0

  public init() {}

  public mutating func add(gradientNorm: Double, isConverged: Bool) {
    fits += 1
    if !isConverged { unconverged += 1 }
    if gradientNorm.isFinite { self.gradientNorm = max(self.gradientNorm, gradientNorm) }
  }
}
