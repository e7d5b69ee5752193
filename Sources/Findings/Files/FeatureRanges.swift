import Diagnostics
import Files

/// A folder of `analyze --features`: what machines that have a range of the features each measure of it.
///
///     range.json                                       FeatureRangeRecord
///     tables/DATASET/CHECKPOINT.features.safetensors   FeatureTable of the range, with p in the columns of q
///     SHA256SUMS                                       digests of these files
///
/// Checkpoints with fewer features than the range begins with have no table.
public struct FeatureRangeWriter: Sendable {
  static let recordPath = "range.json"
  private let folder: RecordedFolder

  public init(_ folder: StagedFolder) { self.folder = RecordedFolder(folder) }

  /// - Parameter table: of the features of the range that its checkpoint has.
  public func write(_ table: FeatureTable) throws {
    var table = table
    let coder = ColumnCoder()
    try table.columns(coder)
    try folder.write(ResultsFolder.featuresPath(table.dataset, table.checkpoint), try coder.bytes())
  }

  public func finish(_ record: FeatureRangeRecord) throws {
    try folder.write(FeatureRangeWriter.recordPath, try FindingsJSON.encode(record))
    try folder.write(Checksums.name, Checksums.bytes(of: folder.written))
  }
}

/// Folders of `analyze --features` that together have all features.
public struct FeatureRanges: Sendable {
  private struct Range {
    let path: String
    let record: FeatureRangeRecord
    let checksums: Checksums

    var first: Int { record.features.lowerBound }
  }

  /// In order of their features.
  private let ranges: [Range]

  /// - Parameters:
  ///   - paths: in any order.
  ///   - run: that each has to be of.
  /// - Throws: `AtlasError` with the folder's name where one is damaged, of another run, given twice or missing.
  public init(reading paths: [String], of run: FeatureRangeRecord.Run) throws {
    let read = try paths.map { path in
      let checksums = try Checksums(ofFolder: path)
      try checksums.checkFiles(ofFolder: path)
      let file = try MappedFile(Paths.join(path, FeatureRangeWriter.recordPath))
      try checksums.check(file, FeatureRangeWriter.recordPath)
      let record = try file.withBytes { try FindingsJSON.decode(FeatureRangeRecord.self, from: $0, path: file.path) }
      if let difference = record.run.difference(from: run) {
        throw AtlasError(
          path: path, "these statistics were made with \(difference)",
          hint: "measure this range again, with the configuration and the part of this run")
      }
      guard record.features.lowerBound >= 0, record.features.upperBound < run.width else {
        throw AtlasError(path: file.path, "there are no such features", hint: "measure this range again")
      }
      return Range(path: path, record: record, checksums: checksums)
    }
    ranges = read.sorted { ($0.first, $0.path) < ($1.first, $1.path) }
    try SharedOut.check(
      ranges.map { ($0.path, $0.record.features) }, of: run.width, "feature", owner: "the widest checkpoint")
  }

  /// Statistics of the features of a checkpoint, in order.
  ///
  /// - Parameters:
  ///   - width: features of the checkpoint.
  ///   - classes: of the dataset.
  ///   - examples: with and without a label.
  /// - Throws: `AtlasError` where a table is damaged, or is not of this dataset.
  public func tables(
    _ dataset: String, _ checkpoint: String, width: Int, classes: [String], examples: Int
  ) throws -> [FeatureTable] {
    try ranges.filter { $0.first < width }.map { range in
      let name = ResultsFolder.featuresPath(dataset, checkpoint)
      let file = try MappedFile(Paths.join(range.path, name))
      try range.checksums.check(file, name)
      var table = FeatureTable(
        dataset: dataset, checkpoint: checkpoint, pooling: "", classes: classes, exampleCount: examples)
      let features = min(range.record.features.upperBound + 1, width) - range.first
      try table.columns(try ColumnCoder(path: file.path, features: features, examples: examples))
      return table
    }
  }
}
