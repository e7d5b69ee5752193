/// What happens to a hidden state before anything is subtracted, and is undone after decoding.
public enum InputTransform: Sendable, Equatable {
  case none
  /// x · s for all tokens; undone by 1/s.
  case scale(Float)
  /// x · √d / ‖x‖ for each token.
  case unitRootMeanSquare
  /// (x − mean) / (σ + epsilon) for each token; σ unbiased (ddof 1) or not.
  case layerNorm(epsilon: Float, unbiased: Bool)
  /// (x − mean) · matrix with a matrix [d, d] in C order; undone by `inverse`.
  case whitening(mean: [Float], matrix: [Float], inverse: [Float])
}
