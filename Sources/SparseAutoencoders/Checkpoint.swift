import Diagnostics

/// A checkpoint as found on disk: the canonical autoencoder and all that is known about where it comes from.
public struct Checkpoint: Sendable {
  /// The file or folder that was opened.
  public var path: String
  /// Name of the family, as in the families' table: `saelens`, `gemma-scope`, `sparsify` …
  public var family: String
  /// Why it was taken for that family.
  public var reason: Note
  /// The family's own name of the variant: `standard`, `jumprelu`, `topk` …
  public var architecture: String
  /// One line: h = …, a = …, x̂ = ….
  public var formula: String
  /// Where the formula comes from: project, file.
  public var source: String
  /// What is computed.
  public var autoencoder: SparseAutoencoder
  /// All tensors of the files of weights, used or not.
  public var tensors: [TensorDescription]
  /// What files say about k or mean active features (`k`, `l0`, folder `average_l0_N`), if they do.
  public var declaredL0: Double?
  /// The model that it was trained on, as its files name it.
  public var model: String?
  /// The block that its states come from, from 0, as its files say.
  public var layer: Int?
  /// The place of its states, as its files name it.
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
    path: String, family: String, reason: Note, architecture: String, formula: String, source: String,
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
