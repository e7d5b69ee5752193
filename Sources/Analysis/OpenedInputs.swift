import Datasets
import Diagnostics
import Findings
import Transfer

/// All that an analysis reads, opened and checked against each other; nothing is encoded yet.
public struct OpenedInputs {
  /// In the order of the configuration.
  public var checkpoints: [OpenedCheckpoint]
  /// In the order of the configuration.
  public var datasets: [OpenedDataset]
  /// Names that the user gives to features.
  public var featureNames = FeatureNames()
  /// What people said of features.
  public var reviews = FeatureReviews()
  /// The file to look at where such a name is wrong.
  public let namesPath: String
  /// Ids of tasks: what is learned on the first is tried on the second.
  public var transfers: [TransferPair] = []
  /// Examples with the label of another column: by dataset and column.
  public var relabelled: [String: [String: ExampleTable]] = [:]

  public init(checkpoints: [OpenedCheckpoint], datasets: [OpenedDataset], namesPath: String) {
    (self.checkpoints, self.datasets, self.namesPath) = (checkpoints, datasets, namesPath)
  }

  /// - Throws: `AtlasError` where a feature beyond the last of `count` is named.
  public func checkNames(of checkpoint: String, count: Int) throws {
    guard let stray = featureNames.names(of: checkpoint).keys.filter({ $0 >= count }).min() else { return }
    throw AtlasError(
      path: namesPath, "feature \(stray) of \(checkpoint) is named, but it has only \(count) features",
      hint: "check that the names are of this checkpoint")
  }

  /// The table with the names of its features; what people said is of features that it has.
  func named(_ table: FeatureTable) throws -> FeatureTable {
    try reviews.checkFeatures(of: table.checkpoint, count: table.featureCount)
    let names = featureNames.names(of: table.checkpoint)
    guard !names.isEmpty else { return table }
    try checkNames(of: table.checkpoint, count: table.featureCount)
    var table = table
    table.names = (0..<table.featureCount).map { names[$0]?.text ?? "" }
    table.nameSources = (0..<table.featureCount).map { names[$0]?.source ?? "" }
    return table
  }
}
