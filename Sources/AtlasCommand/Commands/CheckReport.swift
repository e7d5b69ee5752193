import Analysis
import Diagnostics
import Findings

/// What `check --json` prints.
struct CheckReport: Encodable {
  struct Mistake: Encodable {
    let error: AtlasError

    enum Key: String, CodingKey { case file, line, column, message, hint }

    /// All keys are there: null where a mistake has no place or no hint.
    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: Key.self)
      try values.encode(error.path, forKey: .file)
      try values.encode(error.line, forKey: .line)
      try values.encode(error.column, forKey: .column)
      try values.encode(error.message, forKey: .message)
      try values.encode(error.hint, forKey: .hint)
    }
  }

  struct Checkpoint: Encodable {
    var id: String
    var family: String
    var architecture: String
    var reason: String
    var layer: Int?
    var inputDimension: Int
    var featureCount: Int
  }

  struct Dataset: Encodable {
    var id: String
    var examples: Int
    var layers: [Int]
    var classes: [String]
    var groups: [String]
    var labels: [String]?
    /// Examples that have one; null without a column of pictures.
    var pictures: Int?
    var reconstructions: [Reconstruction] = []
  }

  /// Of at most as many tokens as `check` samples.
  struct Reconstruction: Encodable {
    var checkpoint: String
    var tokens: Int
    var activeFeaturesPerToken: Double
    /// null without a decoder.
    var fvu: Double?
  }

  var ok: Bool { errors.isEmpty }
  var configuration: String
  var errors: [Mistake] = []
  var warnings: [String] = []
  var notes: [String] = []
  var checkpoints: [Checkpoint] = []
  var datasets: [Dataset] = []

  enum CodingKeys: String, CodingKey { case ok, configuration, errors, warnings, notes, checkpoints, datasets }

  init(configuration: String) { self.configuration = configuration }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(ok, forKey: .ok)
    try values.encode(configuration, forKey: .configuration)
    try values.encode(errors, forKey: .errors)
    try values.encode(warnings, forKey: .warnings)
    try values.encode(notes, forKey: .notes)
    try values.encode(checkpoints, forKey: .checkpoints)
    try values.encode(datasets, forKey: .datasets)
  }
}

extension CheckReport.Checkpoint {
  init(_ loaded: OpenedCheckpoint) {
    let checkpoint = loaded.checkpoint
    self.init(
      id: loaded.id, family: checkpoint?.family ?? "encoded", architecture: checkpoint?.architecture ?? "",
      reason: NoteWords.english(checkpoint?.reason ?? Note(.familyElsewhere)), layer: loaded.layer,
      inputDimension: checkpoint?.autoencoder.inputDimension ?? 0,
      featureCount: checkpoint?.autoencoder.featureCount ?? 0)
  }
}

extension CheckReport.Dataset {
  init(_ dataset: OpenedDataset) {
    let examples = dataset.examples
    self.init(
      id: dataset.id, examples: examples.count, layers: dataset.states.map(\.layer), classes: examples.classes,
      groups: examples.groups.map(\.name), labels: examples.labelSets?.names, pictures: dataset.pictures?.count)
  }
}
