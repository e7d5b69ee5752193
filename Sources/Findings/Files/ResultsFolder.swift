import Diagnostics
import Files

/// A results folder, what `analyze` writes and `render` reads:
///
///     findings.json                                        everything but the large tables
///     examples/DATASET.json                                ExampleList
///     tables/DATASET/CHECKPOINT.features.safetensors       FeatureTable
///     tables/DATASET/CHECKPOINT.profiles.safetensors       FeatureProfiles
///     tables/DATASET/CHECKPOINT.bias.ATTRIBUTE.safetensors GroupTable
///     tables/TRAIN.TEST.CHECKPOINT.transfer.safetensors    TransferTable
///     data/…                                               the files that a site publishes
public struct ResultsFolder: FindingsTables {
  public let path: String

  /// - Throws: `AtlasError` if the folder was not written by `analyze`.
  public init(reading path: String) throws {
    guard Paths.isFolder(path) else {
      throw AtlasError(path: path, "no such folder", hint: "give the folder that `feature-atlas analyze` wrote")
    }
    guard Paths.isFile(Paths.join(path, "findings.json")) else {
      throw AtlasError(
        path: path, "this is no results folder: findings.json is missing",
        hint: "give the folder that `feature-atlas analyze` wrote")
    }
    self.path = path
  }

  public func findings() throws -> AtlasFindings { try json("findings.json") }
  public func examples(_ dataset: String) throws -> ExampleList { try json(ResultsFolder.examplesPath(dataset)) }

  public func features(_ dataset: String, _ checkpoint: String) throws -> FeatureTable {
    var table = FeatureTable(dataset: "", checkpoint: "", pooling: "", classes: [], exampleCount: 0)
    try table.columns(try ColumnCoder(path: Paths.join(path, ResultsFolder.featuresPath(dataset, checkpoint))))
    return table
  }

  public func profiles(_ dataset: String, _ checkpoint: String) throws -> FeatureProfiles {
    var profiles = FeatureProfiles(dataset: "", checkpoint: "")
    try profiles.columns(try ColumnCoder(path: Paths.join(path, ResultsFolder.profilesPath(dataset, checkpoint))))
    return profiles
  }

  public func groups(_ dataset: String, _ checkpoint: String, _ attribute: String) throws -> GroupTable {
    var table = GroupTable(dataset: "", checkpoint: "", attribute: "", groups: [], classes: [])
    try table.columns(try ColumnCoder(path: Paths.join(path, ResultsFolder.groupsPath(dataset, checkpoint, attribute))))
    return table
  }

  public func transfer(_ train: String, _ test: String, _ checkpoint: String) throws -> TransferTable {
    var table = TransferTable(train: "", test: "", checkpoint: "")
    try table.columns(try ColumnCoder(path: Paths.join(path, ResultsFolder.transferPath(train, test, checkpoint))))
    return table
  }

  /// Paths below `data/`, sorted, as published by a site.
  public func dataFiles() throws -> [String] {
    let folder = Paths.join(path, "data")
    guard Paths.isFolder(folder) else { return [] }
    return try Paths.files(under: folder).map { "data/" + $0 }
  }

  private func json<T: Decodable>(_ name: String) throws -> T {
    let file = try MappedFile(Paths.join(path, name))
    do {
      return try file.withBytes { try FindingsJSON.decode(T.self, from: $0) }
    } catch {
      throw AtlasError(
        path: file.path, "cannot be read as results: \(error)", hint: "run `feature-atlas analyze` again")
    }
  }

  static func examplesPath(_ dataset: String) -> String { "examples/\(dataset).json" }

  static func featuresPath(_ dataset: String, _ checkpoint: String) -> String {
    "tables/\(dataset)/\(checkpoint).features.safetensors"
  }

  static func profilesPath(_ dataset: String, _ checkpoint: String) -> String {
    "tables/\(dataset)/\(checkpoint).profiles.safetensors"
  }

  static func groupsPath(_ dataset: String, _ checkpoint: String, _ attribute: String) -> String {
    "tables/\(dataset)/\(checkpoint).bias.\(DataFiles.fileName(attribute)).safetensors"
  }

  static func transferPath(_ train: String, _ test: String, _ checkpoint: String) -> String {
    "tables/\(train).\(test).\(checkpoint).transfer.safetensors"
  }
}

/// Writes a results folder, table by table, so that no table need be kept.
public struct ResultsWriter: Sendable {
  private let folder: StagedFolder

  public init(_ folder: StagedFolder) { self.folder = folder }

  public func write(_ table: FeatureTable, ids: [String]) throws {
    var table = table
    let coder = ColumnCoder()
    try table.columns(coder)
    try folder.write(ResultsFolder.featuresPath(table.dataset, table.checkpoint), try coder.bytes())
    try folder.write(DataFiles.features(table.dataset, table.checkpoint), table.featuresCSV())
    try folder.write(DataFiles.examples(table.dataset, table.checkpoint), table.examplesCSV(ids: ids))
  }

  public func write(_ profiles: FeatureProfiles, ids: [String]) throws {
    var profiles = profiles
    let coder = ColumnCoder()
    try profiles.columns(coder)
    let (dataset, checkpoint) = (profiles.dataset, profiles.checkpoint)
    try folder.write(ResultsFolder.profilesPath(dataset, checkpoint), try coder.bytes())
    try folder.write(DataFiles.neighbours(dataset, checkpoint), profiles.neighboursCSV())
    if !profiles.words.unit.isEmpty { try folder.write(DataFiles.words(dataset, checkpoint), profiles.wordsCSV()) }
    try folder.write(DataFiles.spread(dataset, checkpoint), profiles.spreadCSV(ids: ids))
  }

  public func write(_ table: GroupTable) throws {
    var table = table
    let coder = ColumnCoder()
    try table.columns(coder)
    try folder.write(ResultsFolder.groupsPath(table.dataset, table.checkpoint, table.attribute), try coder.bytes())
    try folder.write(DataFiles.bias(table.dataset, table.checkpoint, table.attribute), table.biasCSV())
    try folder.write(DataFiles.biasGroups(table.dataset, table.checkpoint, table.attribute), table.groupsCSV())
  }

  public func write(_ table: TransferTable) throws {
    var table = table
    let coder = ColumnCoder()
    try table.columns(coder)
    try folder.write(ResultsFolder.transferPath(table.train, table.test, table.checkpoint), try coder.bytes())
    try folder.write(DataFiles.transferFeatures(table.train, table.test, table.checkpoint), table.featuresCSV())
  }

  public func write(_ examples: ExampleList) throws {
    try folder.write(ResultsFolder.examplesPath(examples.dataset), try FindingsJSON.encode(examples))
  }

  /// A report with nothing in it has no file.
  public func write(_ study: ProbeStudy, dataset: String, ids: [String]) throws {
    try folder.write(DataFiles.folds(dataset), study.foldsCSV(ids: ids))
    if let duplicates = study.nearDuplicates, !duplicates.pairs.isEmpty {
      try folder.write(DataFiles.nearDuplicates(dataset), duplicates.pairsCSV(ids: ids))
    }
    try folder.write(DataFiles.probes(dataset), study.probesCSV())
    try folder.write(DataFiles.comparisons(dataset), study.comparisonsCSV())
    if !study.thresholds.isEmpty { try folder.write(DataFiles.thresholds(dataset), study.thresholdsCSV()) }
    if !study.stability.isEmpty { try folder.write(DataFiles.stability(dataset), study.stabilityCSV()) }
    if !study.calibration.isEmpty { try folder.write(DataFiles.calibration(dataset), study.calibrationCSV()) }
    if study.calibration.contains(where: { !$0.bins.isEmpty }) {
      try folder.write(DataFiles.reliability(dataset), study.reliabilityCSV())
    }
    if let split = study.split {
      try folder.write(DataFiles.split(dataset), split.armsCSV())
      try folder.write(DataFiles.splitComparisons(dataset), split.pairsCSV())
    }
    if study.arms.contains(where: { $0.checkpoint != nil && !$0.weights.isEmpty }) {
      try folder.write(DataFiles.weights(dataset), study.weightsCSV())
    }
    if !study.explanations.isEmpty {
      try folder.write(DataFiles.explanations(dataset), study.explanationsCSV(ids: ids))
    }
    if !study.libraries.isEmpty {
      try folder.write(DataFiles.library(dataset), try FindingsJSON.encode(FeatureLibraries(study.libraries)))
    }
  }

  public func write(_ selections: [FoldSelection], dataset: String) throws {
    if !selections.isEmpty { try folder.write(DataFiles.selections(dataset), FoldSelection.csv(selections)) }
  }

  public func write(_ study: BiasStudy, dataset: String) throws {
    try folder.write(DataFiles.biasProbe(dataset, study.attribute), study.probeCSV())
    if !study.ablations.isEmpty {
      try folder.write(DataFiles.biasAblation(dataset, study.attribute), study.ablationCSV())
    }
  }

  /// Writes what is left: transfer, timings, and the findings themselves.
  public func finish(_ findings: AtlasFindings, timings: Timings) throws {
    if !findings.transfers.isEmpty { try folder.write(DataFiles.transfer, transferCSV(findings.transfers)) }
    try folder.write(DataFiles.facts, Fact.csv(Fact.all(findings)))
    try folder.write(DataFiles.timings, try FindingsJSON.encode(timings))
    try folder.write("findings.json", try FindingsJSON.encode(findings))
  }
}
