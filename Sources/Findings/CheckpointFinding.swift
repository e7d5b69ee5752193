import Diagnostics

/// A checkpoint: what it is and whether it makes sense on the given states.
public struct CheckpointFinding: Codable, Sendable {
  /// As configured; part of file names and addresses.
  public var id: String
  /// Relative to the configuration.
  public var path: String
  /// Layer of the model whose states it reads; nil where neither the configuration nor its files say.
  public var layer: Int?
  /// As in the table of families: `saelens`, `gemma-scope`; `encoded` for features encoded elsewhere.
  public var family: String
  /// Why it was taken for that family.
  public var reason: Note
  /// The family's own name of the variant: `standard`, `jumprelu`, `topk`.
  public var architecture: String
  /// One line: h = …, a = …, x̂ = ….
  public var formula: String
  /// Where the formula comes from: project, file.
  public var source: String
  /// Dimensions of a state; 0 for features encoded elsewhere.
  public var inputDimension: Int
  /// Features that the checkpoint has.
  public var featureCount: Int
  /// Active features per token that its files promise; nil where they do not.
  public var declaredL0: Double?
  /// Name of the model, where its files give it.
  public var model: String?
  /// Place in the model that its states come from, where its files give it.
  public var hook: String?
  /// What its files hold.
  public var tensors: [StoredTensor]
  /// ‖W_dec[j]‖; nil without a decoder.
  public var decoderNorm: RangeSummary?
  /// Median over features of cos(W_enc[:, j], W_dec[j]); nil without a decoder of input width.
  public var medianEncoderDecoderCosine: Double?
  /// One per dataset whose states it was tried on.
  public var reconstructions: [ReconstructionFinding]
  /// Doubts that a reader must know.
  public var warnings: [Note]

  public init(
    id: String, path: String, layer: Int?, family: String, reason: Note, architecture: String, formula: String,
    source: String, inputDimension: Int, featureCount: Int, declaredL0: Double? = nil, model: String? = nil,
    hook: String? = nil, tensors: [StoredTensor] = [], decoderNorm: RangeSummary? = nil,
    medianEncoderDecoderCosine: Double? = nil, reconstructions: [ReconstructionFinding] = [], warnings: [Note] = []
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

/// A tensor of a file.
public struct StoredTensor: Codable, Sendable, Equatable {
  /// As stored.
  public var name: String
  /// As stored, outermost first.
  public var shape: [Int]
  /// As stored: `float32`, `bfloat16`.
  public var elementType: String

  public init(name: String, shape: [Int], elementType: String) {
    self.name = name
    self.shape = shape
    self.elementType = elementType
  }
}

/// Least, mean and largest of some numbers.
public struct RangeSummary: Codable, Sendable, Equatable {
  /// The least.
  public var minimum: Double
  /// Their mean.
  public var mean: Double
  /// The largest.
  public var maximum: Double

  public init(minimum: Double, mean: Double, maximum: Double) {
    self.minimum = minimum
    self.mean = mean
    self.maximum = maximum
  }
}

/// How well a checkpoint reconstructs the states of a dataset, as declared and in the variants that files often confuse.
public struct ReconstructionFinding: Codable, Sendable {
  /// Id of the dataset, or name of the states.
  public var dataset: String
  /// Tokens the figures were measured on.
  public var tokens: Int
  /// Mean active features per token.
  public var l0: Double
  /// Fraction of variance unexplained, Σ‖x − x̂‖² / Σ‖x − x̄‖²; nil without a decoder.
  public var fvu: Double?
  /// The same for other readings of the file, such as one that does not subtract `b_dec`.
  public var variants: [FVUVariant]
  /// Median over the tokens of ‖x − x̂‖² / ‖x − c‖², where c is the median of every dimension: a few tokens that lie far
  /// away decide neither. nil without a decoder.
  public var medianUnexplained: Double?
  /// First tokens of their examples, last ones and the others; nil where examples have one state each.
  public var positions: [PositionFit]?
  /// FVU of all tokens but the first of every example.
  public var fvuWithoutFirst: Double?
  /// Share of Σ‖x − c‖² that the farthest hundredth of the tokens holds.
  public var topShare: Double?
  /// Tokens that lie far from all others; nil where there are none.
  public var far: FarTokens?

  public init(dataset: String, tokens: Int, l0: Double, fvu: Double?, variants: [FVUVariant] = []) {
    self.dataset = dataset
    self.tokens = tokens
    self.l0 = l0
    self.fvu = fvu
    self.variants = variants
  }
}

/// How the tokens of one place in their examples are explained.
public struct PositionFit: Codable, Sendable, Equatable {
  /// `first` (also where it is the only one), `last` or `rest`.
  public var position: String
  /// Tokens looked at.
  public var tokens: Int
  /// Their share of Σ‖x − c‖² of all tokens.
  public var varianceShare: Double
  /// Σ‖x − x̂‖² / Σ‖x − c‖² over them; nil without a decoder.
  public var unexplained: Double?

  public init(position: String, tokens: Int, varianceShare: Double, unexplained: Double? = nil) {
    self.position = position
    self.tokens = tokens
    self.varianceShare = varianceShare
    self.unexplained = unexplained
  }
}

/// Tokens whose state lies more than five times as far from the middle c as half of all tokens do.
public struct FarTokens: Codable, Sendable, Equatable {
  /// Share of the tokens that they are, 0 to 1.
  public var tokenShare: Double
  /// Of Σ‖x − c‖² of all tokens.
  public var varianceShare: Double
  /// `first` or `last` where nine in ten of them stand there; nil otherwise.
  public var position: String?
  /// FVU of the other tokens: without all of that position where there is one, else without those far away.
  public var fvuWithout: Double?
  /// The texts of nine in ten of them, where these are three at most and known.
  public var texts: [String] = []

  public init(tokenShare: Double, varianceShare: Double, position: String? = nil, fvuWithout: Double? = nil) {
    self.tokenShare = tokenShare
    self.varianceShare = varianceShare
    self.position = position
    self.fvuWithout = fvuWithout
  }
}

/// What another reading of the checkpoint, or other states, would leave unexplained.
public struct FVUVariant: Codable, Sendable {
  /// What is read otherwise: a note of the section `parts`.
  public var reading: Note
  /// Fraction of variance unexplained, at least 0.
  public var fvu: Double
  /// The same without the tokens that `ReconstructionFinding.far` leaves out; nil where there are none.
  public var fvuWithoutFar: Double?

  public init(reading: Note, fvu: Double) {
    self.reading = reading
    self.fvu = fvu
  }
}
