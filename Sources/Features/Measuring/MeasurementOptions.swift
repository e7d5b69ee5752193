/// What to measure.
public struct MeasurementOptions: Sendable {
  /// The first is the one that tables of features are about.
  public var poolings: [Pooling]
  /// Strongest examples that are kept of each feature.
  public var examplesPerFeature: Int
  /// Changes the time it takes, not what is measured.
  public var threads: Int
  /// Values of N for which the N largest features of every token are counted.
  public var tokenTop: [Int] = []
  /// Changes the time it takes, not what is measured.
  public var encoder: EncoderChoice

  public init(
    poolings: [Pooling], examplesPerFeature: Int, threads: Int, tokenTop: [Int] = [], encoder: EncoderChoice = .auto
  ) {
    self.poolings = poolings
    self.examplesPerFeature = examplesPerFeature
    self.threads = threads
    self.tokenTop = tokenTop
    self.encoder = encoder
  }
}
