import Diagnostics

/// A checkpoint as found on disk: the canonical autoencoder and all that is known about where it comes from.
public struct Checkpoint: Sendable {
  /// The file or folder that was opened.
  public var path: String
  /// Name of the family, as in the families' table: `saelens`, `gemma-scope`, `sparsify` …
  public var family: String
  /// Why it was taken for that family, in words.
  public var reason: String
  /// The family's own name of the variant: `standard`, `jumprelu`, `topk` …
  public var architecture: String
  /// One line: h = …, a = …, x̂ = ….
  public var formula: String
  /// Where the formula comes from: project, file.
  public var source: String
  public var autoencoder: SparseAutoencoder
  public var tensors: [TensorDescription]
  /// What files say about k or mean active features (`k`, `l0`, folder `average_l0_N`), if they do.
  public var declaredL0: Double?
  public var model: String?
  public var layer: Int?
  public var hook: String?
  /// Doubts that a reader must know: an ignored tensor, a missing scale, a declared variant that looks wrong.
  public var warnings: [Note]
  /// For the terminal: files that lie there and were not read.
  public var notes: [String]
  /// Files read, relative to `folder`, for the manifest.
  public var files: [String]
  /// Where the files lie: `path`, its folder or, for weights in `checkpoints/`, the folder of their configuration.
  public var folder: String

  /// Whether it predicts other states than it reads, so that its reconstruction cannot be compared with its input.
  public var isTranscoder: Bool {
    architecture.contains("transcoder") || autoencoder.skip != nil
      || autoencoder.outputDimension != autoencoder.inputDimension
  }

  /// Where in the model its states come from, as far as its files tell.
  public var place: ModelPlace? {
    guard let hook else { return nil }
    return ModelPlace(hook) ?? layer.flatMap { ModelPlace("blocks.\($0).\(hook)") }
  }

  public init(
    path: String, family: String, reason: String, architecture: String, formula: String, source: String,
    autoencoder: SparseAutoencoder, tensors: [TensorDescription], declaredL0: Double? = nil, model: String? = nil,
    layer: Int? = nil, hook: String? = nil, warnings: [Note] = [], notes: [String] = [], files: [String] = [],
    folder: String = ""
  ) {
    self.path = path
    self.family = family
    self.reason = reason
    self.architecture = architecture
    self.formula = formula
    self.source = source
    self.autoencoder = autoencoder
    self.tensors = tensors
    self.declaredL0 = declaredL0
    self.model = model
    self.layer = layer
    self.hook = hook
    self.warnings = warnings
    self.notes = notes
    self.files = files
    self.folder = folder
  }
}

/// Name, shape and element type of one stored tensor.
public struct TensorDescription: Sendable, Equatable, Codable {
  public var name: String
  public var shape: [Int]
  public var elementType: String

  public init(name: String, shape: [Int], elementType: String) {
    self.name = name
    self.shape = shape
    self.elementType = elementType
  }
}

/// What the user adds where files do not say: `format:` of the configuration, `--format` and `--option` of commands.
public struct CheckpointOptions: Sendable, Equatable {
  /// A family's name; overrides detection.
  public var family: String?
  /// `k`, `apply-b-dec`, `scale`, … as text; each family names the keys it reads, unknown keys are errors.
  public var options: [String: String]
  /// Tensor mapping of a checkpoint of no known family (keys of the contract's `format: {…}`), nil otherwise.
  public var mapping: [String: [String]]?

  public init(family: String? = nil, options: [String: String] = [:], mapping: [String: [String]]? = nil) {
    self.family = family
    self.options = options
    self.mapping = mapping
  }
}
