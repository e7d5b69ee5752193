import Datasets
import Evaluation
import Features

/// One of the two datasets, its labels counted in the classes that both have.
struct TransferSide: Sendable {
  var dataset: EncodedDataset
  /// Index into the common classes, −1 where the label is missing or not common.
  var labels: [Int32]
  /// Examples with a common label, ascending.
  var rows: [Int]
  var classCount: Int
  /// Index into the common classes: the dataset's own positive class, or the last where it is not common.
  var positive: Int

  init(_ dataset: EncodedDataset, common: [String]) {
    self.dataset = dataset
    classCount = common.count
    let own = dataset.examples
    positive =
      own.classes.isEmpty ? 0 : common.firstIndex(of: own.classes[own.positive]) ?? max(0, common.count - 1)
    let place = dataset.examples.classes.map { name in Int32(common.firstIndex(of: name) ?? -1) }
    let labels = dataset.examples.labels.map { $0 < 0 ? -1 : place[Int($0)] }
    self.labels = labels
    rows = labels.indices.filter { labels[$0] >= 0 }
  }

  /// - Parameter stream: tells the folds of this side from those of the other.
  func crossValidation(_ options: TransferOptions, stream: UInt64) -> CrossValidation {
    CrossValidation(
      labels: labels, rows: rows, classCount: classCount, clusters: clusters, candidates: options.c,
      folds: options.folds, seed: options.seed, stream: (0x7ca5, stream))
  }

  var clusters: [Int32]? { dataset.examples.clusters?.codes }

  /// Names of the classes that have an example.
  static func classesPresent(_ examples: ExampleTable) -> [String] {
    var counts = [Int](repeating: 0, count: examples.classes.count)
    for label in examples.labels where label >= 0 { counts[Int(label)] += 1 }
    return examples.classes.indices.filter { counts[$0] > 0 }.map { examples.classes[$0] }
  }
}
