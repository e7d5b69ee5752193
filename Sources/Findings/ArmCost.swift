/// What one decision of an arm takes, from the fit of the first fold.
public struct ArmCost: Codable, Sendable, Equatable {
  /// Numbers of an example that are not 0, mean over the examples: dimensions of a state, features that fired.
  public var numbers: Double
  /// Bytes of these: 4 for a value, 4 for the place of a feature; a feature that fired has a place only.
  public var exampleBytes: Double
  /// Weights that are not 0, 8 bytes each and 4 for the place of a feature, and the intercepts.
  public var modelBytes: Int
  /// Of the encoder that must run on every token first, weights in single precision; nil where there is none, or its size
  /// is not known.
  public var encoderBytes: Int?

  public init(numbers: Double, exampleBytes: Double, modelBytes: Int, encoderBytes: Int? = nil) {
    self.numbers = numbers
    self.exampleBytes = exampleBytes
    self.modelBytes = modelBytes
    self.encoderBytes = encoderBytes
  }
}
