/// How pre-activations become feature activations. All comparisons are strict, all choices per token.
public enum Activation: Sendable {
  case relu
  /// tanh(relu(h)).
  case tanhReLU
  /// h where relu(h) > 0 and h > θ_j; thresholds [featureCount].
  case jumpReLU([Float])
  /// h where h > θ_j, without a ReLU: a negative θ lets negative activations through; thresholds [featureCount].
  case threshold([Float])
  /// The k largest h (ties: lowest index); `rectified`: then a ReLU. Not rectified: negative values can be kept.
  case topK(Int, rectified: Bool)
  /// The k largest |h|, signs kept (ties: lowest index).
  case absoluteTopK(Int)
  /// Features in k contiguous groups of equal size; the largest of each group after a ReLU.
  case groupMax(Int)
  /// 1[h + gateBias > 0] · relu(h · exp(magnitudeScale) + magnitudeBias), with h free of any bias; each [featureCount].
  case gated(gateBias: [Float], magnitudeScale: [Float], magnitudeBias: [Float])
}
