import Diagnostics

/// All that an analysis found, as plain data: the root of a results folder. `Site` renders it and computes nothing.
///
/// Large tables (per feature, per example) lie in files of their own, see `FeatureTable`, `GroupTable`, `ExampleList`.
public struct AtlasFindings: Codable, Sendable {
  /// Of the report, as configured.
  public var title: String
  /// `en` or `ja`.
  public var language: String
  /// That every random choice of the run follows from.
  public var seed: UInt64
  /// Of the tool.
  public var version: String
  /// Of the program, with `+changes` where it was built from more than the commit; nil where that is not known.
  public var commit: String?
  /// The command line that made it, without paths of the machine.
  public var command: String
  /// The configuration file.
  public var configuration: ConfigurationRecord
  /// Every file that was read, for the manifest.
  public var inputs: [InputFile]
  /// In configuration order.
  public var checkpoints: [CheckpointFinding]
  /// In configuration order; a dataset of several labels stands before its parts, one per label.
  public var datasets: [DatasetFinding]
  /// One per pair of datasets; empty where none was asked for.
  public var transfers: [TransferFinding]
  /// One per dataset that a probe trained on all the others of its pairs was tested on; `train` names these.
  public var leftOut: [TransferFinding] = []
  /// What the reader must know before believing anything, in the order in which it was noticed.
  public var warnings: [Note]
  /// nil where nobody judged features.
  public var reviews: ReviewStudy?
  /// nil where the configuration has no `decision:`.
  public var decision: DecisionQuestion?
  /// How much of the findings is shown.
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
  /// Of the file, 64 hexadecimal digits.
  public var sha256: String
  /// The whole file.
  public var text: String

  public init(name: String, sha256: String, text: String) {
    self.name = name
    self.sha256 = sha256
    self.text = text
  }
}

/// An input file for the manifest; the path is relative to the configuration.
public struct InputFile: Codable, Sendable, Equatable {
  /// Relative; of a file outside the folder of the configuration its name alone.
  public var path: String
  /// Size of the file.
  public var bytes: Int
  /// 64 hexadecimal digits.
  public var sha256: String

  public init(path: String, bytes: Int, sha256: String) {
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
  }
}

/// The `decision:` block of the configuration, for the brief.
public struct DecisionQuestion: Codable, Sendable, Equatable {
  /// As written.
  public var question: String
  /// At least 0, in the unit of the other cost; nil where it is not given.
  public var costPerFalseAlarm: Double?
  /// At least 0, in the unit of the other cost; nil where it is not given.
  public var costPerMiss: Double?
  /// What the first page answers; nil: what the configuration studies, groups before representations.
  public var about: DecisionTopic?
  /// What the prices are in: `yen`; nil: not said.
  public var currency: String?
  /// The next small step that the brief is about; nil: a trial in which people check every decision.
  public var step: String?
  /// Largest share of negatives that may be decided positive, 0 to 1; beyond it the trial is stopped.
  public var mostFalseAlarms: Double?
  /// Largest share of positives that may be missed, 0 to 1.
  public var mostMisses: Double?
  /// How well a trial is to know both rates: half the width of an interval, 0 to 1.
  public var precision: Double?
  /// Uses that are ruled out beside those that always are.
  public var notFor: String?
  /// Who answers for the next step.
  public var owner: String?
  /// By when it is done.
  public var due: String?
  /// Whether the brief has a second page with phrases for the meeting; nil: yes.
  public var hasPhrases: Bool?
  /// Further keys as written, in their order.
  public var notes: [LabelledText]

  /// Three points.
  public static let usualPrecision = 0.03

  public init(
    question: String, costPerFalseAlarm: Double? = nil, costPerMiss: Double? = nil, about: DecisionTopic? = nil,
    notes: [LabelledText] = []
  ) {
    self.question = question
    self.costPerFalseAlarm = costPerFalseAlarm
    self.costPerMiss = costPerMiss
    self.about = about
    self.notes = notes
  }
}

/// A text with what it is: a key and its value, a column and its name.
public struct LabelledText: Codable, Sendable, Equatable {
  /// What it is.
  public var label: String
  /// As written.
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
  /// Strongest examples shown of each feature, 1 to 1000.
  public var examplesPerFeature: Int
  /// Leave out names, paths and anything that tells who made the report.
  public var anonymous: Bool
  /// Beginnings of addresses of web and mail that the bundle for reviewers may hold; nil: none.
  public var allowed: [String]?

  public init(pages: Int = 20_000, examplesPerFeature: Int = 20, anonymous: Bool = false) {
    self.pages = pages
    self.examplesPerFeature = examplesPerFeature
    self.anonymous = anonymous
  }
}
