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

  /// What happens to x first.
  public var inputTransform: InputTransform = .none
  /// What is subtracted from the transformed input ([inputDimension]), if anything.
  public var subtracted: [Float]?
  /// W_enc, from `inputDimension` to `featureCount`.
  public var encoder: WeightMatrix
  /// [featureCount].
  public var encoderBias: [Float]
  /// A second encoder whose sigmoid multiplies h (GLU variants).
  public var gatedLinearUnit: (encoder: WeightMatrix, bias: [Float])?
  /// Factor on h before the activation, per feature (nil: 1).
  public var preScale: [Float]?
  /// From pre-activations to activations.
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
