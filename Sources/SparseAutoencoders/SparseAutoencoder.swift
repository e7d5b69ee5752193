/// A sparse autoencoder in the one form that all checkpoint families reduce to. With x a row of `inputDimension` values:
///
///     x' = inputTransform(x)
///     u  = x' − subtracted
///     h  = (u · W_enc) + encoderBias               // [featureCount]
///     a  = activation(h · preScale) · postScale    // what is reported
///     x̂' = (a · decodeScale) · W_dec + decoderBias (+ x · skip)
///     x̂  = the inverse of inputTransform, with the statistics of x
///
/// Source of the formulas of each family: its own file under `Families/`.
public struct SparseAutoencoder: Sendable {
  /// d, the width of the hidden state.
  public var inputDimension: Int
  /// D, the number of features.
  public var featureCount: Int
  /// Width of the reconstruction; `inputDimension` except for transcoders.
  public var outputDimension: Int

  public var inputTransform: InputTransform = .none
  /// What is subtracted from the transformed input ([inputDimension]), if anything.
  public var subtracted: [Float]?
  public var encoder: WeightMatrix
  /// [featureCount].
  public var encoderBias: [Float]
  /// A second encoder whose sigmoid multiplies h (GLU variants).
  public var gatedLinearUnit: (encoder: WeightMatrix, bias: [Float])?
  /// Factor on h before the activation, per feature (nil: 1).
  public var preScale: [Float]?
  public var activation: Activation
  /// Factor on the activation before it is reported, per feature (nil: 1).
  public var postScale: [Float]?

  /// W_dec; nil for encoder-only checkpoints.
  public var decoder: WeightMatrix?
  /// [outputDimension]; empty without a decoder.
  public var decoderBias: [Float]
  /// Factor on the reported activation before decoding, per feature (nil: 1).
  public var decodeScale: [Float]?
  /// Skip connection of transcoders, as a matrix from inputs to outputs.
  public var skip: WeightMatrix?
  /// Factor that takes the decoded output back to raw units where that is not the inverse of `inputTransform`.
  public var outputScale: Float?

  public init(
    inputDimension: Int, featureCount: Int, outputDimension: Int? = nil, encoder: WeightMatrix, encoderBias: [Float],
    subtracted: [Float]? = nil, activation: Activation, decoder: WeightMatrix?, decoderBias: [Float] = []
  ) {
    self.inputDimension = inputDimension
    self.featureCount = featureCount
    self.outputDimension = outputDimension ?? inputDimension
    self.encoder = encoder
    self.encoderBias = encoderBias
    self.subtracted = subtracted
    self.activation = activation
    self.decoder = decoder
    self.decoderBias = decoderBias
  }
}

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
