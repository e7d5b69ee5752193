import Diagnostics

/// All that an analysis found, as plain data: the root of a results folder. `Site` renders it and computes nothing.
///
/// Large tables (per feature, per example) lie in files of their own, see `FeatureTable`, `GroupTable`, `ExampleList`.
public struct AtlasFindings: Codable, Sendable {
  public var title: String
  /// `en` or `ja`.
  public var language: String
  public var seed: UInt64
  public var version: String
  /// Of the program, with `+changes` where it was built from more than the commit; nil where that is not known.
  public var commit: String?
  /// The command line that made it, without paths of the machine.
  public var command: String
  public var configuration: ConfigurationRecord
  public var inputs: [InputFile]
  public var checkpoints: [CheckpointFinding]
  public var datasets: [DatasetFinding]
  public var transfers: [TransferFinding]
  /// What the reader must know before believing anything, in the order in which it was noticed.
  public var warnings: [Note]
  public var decision: DecisionQuestion?
  public var site: SiteOptions

  public init(
    title: String, language: String, seed: UInt64, version: String, commit: String? = nil, command: String,
    configuration: ConfigurationRecord, inputs: [InputFile] = [], checkpoints: [CheckpointFinding] = [],
    datasets: [DatasetFinding] = [],
    transfers: [TransferFinding] = [], warnings: [Note] = [], decision: DecisionQuestion? = nil,
    site: SiteOptions = SiteOptions()
  ) {
    self.title = title
    self.language = language
    self.seed = seed
    self.version = version
    self.commit = commit
    self.command = command
    self.configuration = configuration
    self.inputs = inputs
    self.checkpoints = checkpoints
    self.datasets = datasets
    self.transfers = transfers
    self.warnings = warnings
    self.decision = decision
    self.site = site
  }
}

/// The configuration file as it was read.
public struct ConfigurationRecord: Codable, Sendable, Equatable {
  /// File name without its folder.
  public var name: String
  public var sha256: String
  public var text: String

  public init(name: String, sha256: String, text: String) {
    self.name = name
    self.sha256 = sha256
    self.text = text
  }
}

/// An input file for the manifest; the path is relative to the configuration.
public struct InputFile: Codable, Sendable, Equatable {
  public var path: String
  public var bytes: Int
  public var sha256: String

  public init(path: String, bytes: Int, sha256: String) {
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
  }
}

/// The `decision:` block of the configuration, for the brief.
public struct DecisionQuestion: Codable, Sendable, Equatable {
  public var question: String
  public var costPerFalseAlarm: Double?
  public var costPerMiss: Double?
  /// Further keys as written, in their order.
  public var notes: [LabelledText]

  public init(
    question: String, costPerFalseAlarm: Double? = nil, costPerMiss: Double? = nil, notes: [LabelledText] = []
  ) {
    self.question = question
    self.costPerFalseAlarm = costPerFalseAlarm
    self.costPerMiss = costPerMiss
    self.notes = notes
  }
}

public struct LabelledText: Codable, Sendable, Equatable {
  public var label: String
  public var text: String

  public init(label: String, text: String) {
    self.label = label
    self.text = text
  }
}

/// The `site:` block of the configuration.
public struct SiteOptions: Codable, Sendable, Equatable {
  /// At most this many feature pages per dataset and checkpoint; the features of largest density first.
  public var pages: Int
  public var examplesPerFeature: Int
  /// Leave out names, paths and anything that tells who made the report.
  public var anonymous: Bool

  public init(pages: Int = 20_000, examplesPerFeature: Int = 20, anonymous: Bool = false) {
    self.pages = pages
    self.examplesPerFeature = examplesPerFeature
    self.anonymous = anonymous
  }
}
