/// A checkpoint: what it is and whether it makes sense on the given states.
public struct CheckpointFinding: Codable, Sendable {
  public var id: String
  /// Relative to the configuration.
  public var path: String
  public var layer: Int?
  public var family: String
  public var reason: String
  public var architecture: String
  public var formula: String
  public var source: String
  public var inputDimension: Int
  public var featureCount: Int
  public var declaredL0: Double?
  public var model: String?
  public var hook: String?
  public var tensors: [StoredTensor]
  /// ‖W_dec[j]‖; nil without a decoder.
  public var decoderNorm: RangeSummary?
  /// Median over features of cos(W_enc[:, j], W_dec[j]); nil without a decoder of input width.
  public var medianEncoderDecoderCosine: Double?
  public var reconstructions: [ReconstructionFinding]
  public var warnings: [String]

  public init(
    id: String, path: String, layer: Int?, family: String, reason: String, architecture: String, formula: String,
    source: String, inputDimension: Int, featureCount: Int, declaredL0: Double? = nil, model: String? = nil,
    hook: String? = nil, tensors: [StoredTensor] = [], decoderNorm: RangeSummary? = nil,
    medianEncoderDecoderCosine: Double? = nil, reconstructions: [ReconstructionFinding] = [], warnings: [String] = []
  ) {
    self.id = id
    self.path = path
    self.layer = layer
    self.family = family
    self.reason = reason
    self.architecture = architecture
    self.formula = formula
    self.source = source
    self.inputDimension = inputDimension
    self.featureCount = featureCount
    self.declaredL0 = declaredL0
    self.model = model
    self.hook = hook
    self.tensors = tensors
    self.decoderNorm = decoderNorm
    self.medianEncoderDecoderCosine = medianEncoderDecoderCosine
    self.reconstructions = reconstructions
    self.warnings = warnings
  }
}

public struct StoredTensor: Codable, Sendable, Equatable {
  public var name: String
  public var shape: [Int]
  public var elementType: String

  public init(name: String, shape: [Int], elementType: String) {
    self.name = name
    self.shape = shape
    self.elementType = elementType
  }
}

public struct RangeSummary: Codable, Sendable, Equatable {
  public var minimum: Double
  public var mean: Double
  public var maximum: Double

  public init(minimum: Double, mean: Double, maximum: Double) {
    self.minimum = minimum
    self.mean = mean
    self.maximum = maximum
  }
}

/// How well a checkpoint reconstructs the states of a dataset, as declared and in the variants that files often confuse.
public struct ReconstructionFinding: Codable, Sendable {
  public var dataset: String
  /// Tokens the figures were measured on.
  public var tokens: Int
  /// Mean active features per token.
  public var l0: Double
  /// Fraction of variance unexplained, Σ‖x − x̂‖² / Σ‖x − x̄‖²; nil without a decoder.
  public var fvu: Double?
  /// The same for other readings of the file: `b_dec not subtracted`, `states × 1.37` ….
  public var variants: [FVUVariant]

  public init(dataset: String, tokens: Int, l0: Double, fvu: Double?, variants: [FVUVariant] = []) {
    self.dataset = dataset
    self.tokens = tokens
    self.l0 = l0
    self.fvu = fvu
    self.variants = variants
  }
}

public struct FVUVariant: Codable, Sendable {
  public var name: String
  public var fvu: Double

  public init(name: String, fvu: Double) {
    self.name = name
    self.fvu = fvu
  }
}
