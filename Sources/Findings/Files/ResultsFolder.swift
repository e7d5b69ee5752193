import Diagnostics
import Files
import Synchronization

/// A results folder, what `analyze` writes and `render` reads:
///
///     findings.json                                        everything but the large tables
///     examples/DATASET.json                                ExampleList
///     tables/DATASET/CHECKPOINT.features.safetensors       FeatureTable
///     tables/DATASET/CHECKPOINT.profiles.safetensors       FeatureProfiles
///     tables/DATASET/CHECKPOINT.bias.ATTRIBUTE.safetensors GroupTable
///     tables/TRAIN.TEST.CHECKPOINT.transfer.safetensors    TransferTable
///     images/…                                             pictures of examples that pages show
///     data/…                                               the files that a site publishes
///     SHA256SUMS                                           digests of all these files
///
/// Names are those of `FileName`. Nothing in the folder is trusted: the digest of a file is compared before it is read, and
/// what is read is checked against the findings, so that no reader meets an index or a length that does not fit.
public struct ResultsFolder: FindingsTables {
  /// Of the folder.
  public let path: String
  /// nil: digests are not compared.
  private let checksums: Checksums?
  private let known = KnownFindings()

  /// - Parameter comparesDigests: off, only what the files hold is checked.
  /// - Throws: `AtlasError` if the folder was not written by `analyze`, or a file of it is missing.
  public init(reading path: String, comparesDigests: Bool = true) throws {
    guard Paths.isFolder(path) else {
      throw AtlasError(path: path, "no such folder", hint: "give the folder that `feature-atlas analyze` wrote")
    }
    guard Paths.isFile(Paths.join(path, ResultsFolder.findingsPath)) else {
      throw AtlasError(
        path: path, "this is no results folder: findings.json is missing",
        hint: "give the folder that `feature-atlas analyze` wrote")
    }
    self.path = path
    checksums = comparesDigests ? try Checksums(ofFolder: path) : nil
    try checksums?.checkFiles(ofFolder: path)
  }

  /// - Throws: `AtlasError` with the place in `findings.json` where figures or names do not fit together.
  public func findings() throws -> AtlasFindings {
    try known.findings {
      let findings: AtlasFindings = try json(ResultsFolder.findingsPath)
      try findings.check(path: Paths.join(path, ResultsFolder.findingsPath))
      return findings
    }
  }

  /// - Throws: `AtlasError` where there is no such dataset, or the file does not fit the findings.
  public func examples(_ dataset: String) throws -> ExampleList {
    let finding = try self.dataset(dataset)
    let list: ExampleList = try json(ResultsFolder.examplesPath(dataset))
    try list.check(finding, path: Paths.join(path, ResultsFolder.examplesPath(dataset)))
    return list
  }

  /// - Throws: `AtlasError` where there is no such table, or it does not fit the findings.
  public func features(_ dataset: String, _ checkpoint: String) throws -> FeatureTable {
    let finding = try self.dataset(dataset)
    var table = FeatureTable(
      dataset: dataset, checkpoint: checkpoint, pooling: "", classes: finding.classes.map(\.name),
      exampleCount: finding.exampleCount)
    try table.columns(try coder(ResultsFolder.featuresPath(dataset, checkpoint), finding, checkpoint))
    return table
  }

  /// - Throws: `AtlasError` where there is no such table, or it does not fit the findings.
  public func profiles(_ dataset: String, _ checkpoint: String) throws -> FeatureProfiles {
    var profiles = FeatureProfiles(dataset: dataset, checkpoint: checkpoint)
    try profiles.columns(
      try coder(ResultsFolder.profilesPath(dataset, checkpoint), try self.dataset(dataset), checkpoint))
    return profiles
  }

  /// - Throws: `AtlasError` where there is no such table, or it does not fit the findings.
  public func groups(_ dataset: String, _ checkpoint: String, _ attribute: String) throws -> GroupTable {
    let finding = try self.dataset(dataset)
    guard let study = finding.bias.first(where: { $0.attribute == attribute }) else {
      throw unknown("no study of the attribute “\(attribute)” of “\(dataset)”")
    }
    var table = GroupTable(
      dataset: dataset, checkpoint: checkpoint, attribute: attribute, groups: study.groups.map(\.name),
      classes: finding.classes.isEmpty ? [""] : finding.classes.map(\.name))
    try table.columns(try coder(ResultsFolder.groupsPath(dataset, checkpoint, attribute), finding, checkpoint))
    return table
  }

  /// - Throws: `AtlasError` where there is no such table, or it does not fit the findings.
  public func transfer(_ train: String, _ test: String, _ checkpoint: String) throws -> TransferTable {
    guard let pair = try findings().transfers.first(where: { $0.train == train && $0.test == test }) else {
      throw unknown("no transfer from “\(train)” to “\(test)”")
    }
    var table = TransferTable(train: train, test: test, checkpoint: checkpoint, classes: pair.featureClasses)
    try table.columns(
      try coder(ResultsFolder.transferPath(train, test, checkpoint), try dataset(train), checkpoint))
    return table
  }

  /// Paths below `data/`, sorted, as published by a site; without `data/timings.json`, see `timings`.
  public func dataFiles() throws -> [String] {
    if let checksums { return checksums.paths.filter { $0.hasPrefix("data/") } }
    let folder = Paths.join(path, "data")
    guard Paths.isFolder(folder) else { return [] }
    return try Paths.files(under: folder).map { "data/" + $0 }.filter { $0 != DataFiles.timings }
  }

  /// Paths below `images/`, sorted: pictures that a site shows.
  public func imageFiles() throws -> [String] {
    if let checksums { return checksums.paths.filter { $0.hasPrefix(ExamplePicture.folder) } }
    let folder = Paths.join(path, ExamplePicture.folder)
    guard Paths.isFolder(folder) else { return [] }
    return try Paths.files(under: folder).map { ExamplePicture.folder + $0 }
  }

  /// A file as it was written.
  public func content(of file: String) throws -> [UInt8] { try open(file).withBytes { Array($0) } }

  /// - Throws: `AtlasError` where the file was changed since it was written.
  public func timings() throws -> Timings {
    try Timings.decode(try MappedFile(Paths.join(path, DataFiles.timings)), comparesDigest: checksums != nil)
  }

  private func dataset(_ id: String) throws -> DatasetFinding {
    guard let finding = try findings().datasets.first(where: { $0.id == id }) else {
      throw unknown("no dataset “\(id)”")
    }
    return finding
  }

  private func unknown(_ message: String) -> AtlasError {
    AtlasError(path: Paths.join(path, ResultsFolder.findingsPath), "there is \(message)")
  }

  private func coder(_ file: String, _ dataset: DatasetFinding, _ checkpoint: String) throws -> ColumnCoder {
    guard let entry = dataset.checkpoints.first(where: { $0.checkpoint == checkpoint }) else {
      throw unknown("no checkpoint “\(checkpoint)” of the dataset “\(dataset.id)”")
    }
    return try ColumnCoder(
      path: try open(file).path, features: entry.featureCount, examples: dataset.exampleCount)
  }

  private func open(_ name: String) throws -> MappedFile {
    let file = try MappedFile(Paths.join(path, name))
    try checksums?.check(file, name)
    return file
  }

  private func json<T: Decodable>(_ name: String) throws -> T {
    let file = try open(name)
    return try file.withBytes { try FindingsJSON.decode(T.self, from: $0, path: file.path) }
  }

  static let findingsPath = "findings.json"

  static func examplesPath(_ dataset: String) -> String { "examples/\(FileName.part(dataset)).json" }

  static func featuresPath(_ dataset: String, _ checkpoint: String) -> String {
    table(dataset, checkpoint) + ".features.safetensors"
  }

  static func profilesPath(_ dataset: String, _ checkpoint: String) -> String {
    table(dataset, checkpoint) + ".profiles.safetensors"
  }

  static func groupsPath(_ dataset: String, _ checkpoint: String, _ attribute: String) -> String {
    table(dataset, checkpoint) + ".bias.\(FileName.part(attribute)).safetensors"
  }

  static func transferPath(_ train: String, _ test: String, _ checkpoint: String) -> String {
    "tables/\(FileName.parts([train, test, checkpoint])).transfer.safetensors"
  }

  private static func table(_ dataset: String, _ checkpoint: String) -> String {
    "tables/\(FileName.part(dataset))/\(FileName.part(checkpoint))"
  }
}

/// The findings of a folder, read and checked once.
private final class KnownFindings: Sendable {
  private let value = Mutex<AtlasFindings?>(nil)

  func findings(_ read: () throws -> AtlasFindings) throws -> AtlasFindings {
    if let known = value.withLock({ $0 }) { return known }
    let findings = try read()
    value.withLock { $0 = findings }
    return findings
  }
}
