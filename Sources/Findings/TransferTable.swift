/// Where a feature separates a class from the rest.
public enum TransferKind: String, Codable, Sendable, CaseIterable {
  /// On both sides, in the same direction.
  case shared
  /// On both sides, in opposite directions.
  case reversed
  /// In the training dataset, and in the test dataset less than half as well.
  case sourceOnly = "source-only"
  /// In the test dataset, and in the training dataset less than half as well.
  case targetOnly = "target-only"
  /// None of these is shown.
  case none

  /// The same seen from the other dataset.
  public var turned: TransferKind {
    switch self {
    case .sourceOnly: .targetOnly
    case .targetOnly: .sourceOnly
    default: self
    }
  }
}

/// `transfer.TRAIN.TEST.CHECKPOINT.features.csv`: features × classes; NaN: not defined. Of two classes there is a row of the
/// positive one alone: the other's AUROCs are 1 less these.
public struct TransferTable: Sendable {
  /// Id of the dataset that was trained on.
  public var train: String
  /// Id of the dataset that was tested on.
  public var test: String
  /// Id of the checkpoint.
  public var checkpoint: String
  /// Of the rows of a feature, in their order.
  public var classes: [String]

  // Per row: feature · classes + class.
  /// Of the class against the rest on the training dataset, 0 to 1.
  public var aurocTrain: [Double] = []
  /// Benjamini–Hochberg q on the training dataset, over all rows.
  public var qTrain: [Double] = []
  /// On the test dataset, 0 to 1.
  public var aurocTest: [Double] = []
  /// Benjamini–Hochberg q on the test dataset, over all rows.
  public var qTest: [Double] = []
  public var pTrain: [Double] = []
  public var pTest: [Double] = []
  /// The larger of the two p.
  public var pMax: [Double] = []
  /// Benjamini–Hochberg q of it, over all rows.
  public var qMax: [Double] = []
  /// That the class is separated in the training dataset, and less than half as well in the test dataset.
  public var qSourceOnly: [Double] = []
  /// The other way round.
  public var qTargetOnly: [Double] = []
  public var kind: [TransferKind] = []

  // Per feature.
  /// Share of active examples of the training dataset, 0 to 1.
  public var densityTrain: [Double] = []
  /// Share of active examples of the test dataset, 0 to 1.
  public var densityTest: [Double] = []
  /// Mean of the active values of the training dataset.
  public var strengthTrain: [Double] = []
  /// Mean of the active values of the test dataset.
  public var strengthTest: [Double] = []

  /// - Parameter classes: of the rows of a feature, at least one.
  public init(train: String, test: String, checkpoint: String, classes: [String]) {
    self.train = train
    self.test = test
    self.checkpoint = checkpoint
    self.classes = classes
  }

  /// The row that speaks for a feature: of several classes the one of the smallest q of both sides, else the first. nil beyond
  /// the table.
  public func leadingRow(_ feature: Int) -> Int? {
    let rows = feature * classes.count..<(feature + 1) * classes.count
    guard feature >= 0, rows.upperBound <= kind.count else { return nil }
    func weight(_ row: Int) -> (Int, Double) {
      (kind[row] == .none ? 1 : 0, qMax[row].isNaN ? 2 : qMax[row])
    }
    return rows.min { weight($0) < weight($1) }
  }
}
