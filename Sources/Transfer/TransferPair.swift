import Datasets
import Findings

/// Two datasets to compare.
public struct TransferPair: Sendable, Hashable {
  /// Id of the dataset to train on.
  public var train: String
  /// Id of the dataset to test on.
  public var test: String
  /// Of classes of the training dataset, the name that the test dataset has for them.
  public var labelMap: [String: String]
  /// Whether features of checkpoints and layers that have other names are declared to be the same.
  public var isSameSpace: Bool
  /// A column of the training dataset that is predicted instead of its labels.
  public var trainLabel: String?
  /// A column of the test dataset that is predicted instead of its labels. One dataset may stand on both sides with two labels:
  /// its examples are then kept apart like those of two datasets with the same ids.
  public var testLabel: String?

  public init(
    train: String, test: String, labelMap: [String: String] = [:], isSameSpace: Bool = false,
    trainLabel: String? = nil, testLabel: String? = nil
  ) {
    (self.trainLabel, self.testLabel) = (trainLabel, testLabel)
    self.train = train
    self.test = test
    self.labelMap = labelMap
    self.isSameSpace = isSameSpace
  }

  /// Classes that both have, by the names of the test dataset, in the order of those of the training dataset.
  ///
  /// - Parameters:
  ///   - here: classes with examples of the training dataset.
  ///   - there: those of the test dataset.
  public func common(_ here: [String], _ there: [String]) -> [String] {
    var result: [String] = []
    for name in here.map({ labelMap[$0] ?? $0 }) where there.contains(name) && !result.contains(name) {
      result.append(name)
    }
    return result.sorted()
  }
}

extension TransferPair {
  /// Names of the classes that have an example.
  public static func classesPresent(_ examples: ExampleTable) -> [String] { TransferSide.classesPresent(examples) }
}

/// What the probe study of a dataset fixed, so that the same quantity has the same figure there and here.
public struct ProbedDataset: Sendable {
  /// Fold of every example in the first repeat; −1 for those in none.
  public var folds: [Int32]
  /// Of an arm the C that each of these folds chose, in their order.
  public var c: [ArmKey: [Double]]

  public init(folds: [Int32], c: [ArmKey: [Double]]) {
    self.folds = folds
    self.c = c
  }
}
