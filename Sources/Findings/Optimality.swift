/// What is known of how near fits came to the one optimum that each of them has.
///
/// The objective ½‖w‖² + C·Σ log-loss is 1-strongly convex in the weights, so it exceeds its optimum by at most half the
/// square of the gradient's norm. ‖w‖₁ + C·Σ log-loss exceeds its optimum by at most the duality gap.
public struct Optimality: Codable, Sendable, Equatable {
  /// Fits that are counted.
  public var fits = 0
  /// Fits that stopped for another reason than that they had come close enough.
  public var unconverged = 0
  /// Largest norm of the gradient in weights and intercepts.
  public var gradientNorm = 0.0
  /// Largest duality gap, as a share of the objective; nil where none is known.
  public var relativeGap: Double?

  public init() {}

  /// Takes one more fit into account; what is not finite is passed over.
  public mutating func add(gradientNorm: Double, relativeGap: Double?, isConverged: Bool) {
    fits += 1
    if let relativeGap, relativeGap.isFinite { self.relativeGap = max(self.relativeGap ?? 0, relativeGap) }
    if !isConverged { unconverged += 1 }
    if gradientNorm.isFinite { self.gradientNorm = max(self.gradientNorm, gradientNorm) }
  }
}
