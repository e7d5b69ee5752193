import Datasets
import Evaluation
import Features
import Statistics

/// One of the datasets, its labels counted in the classes that it shares with another: what is fitted to it serves every
/// pair with these classes.
struct TransferSide: Sendable {
  /// Of the dataset among those of the run.
  let place: Int
  let dataset: EncodedDataset
  /// Index into the common classes, −1 where the label is missing or not common.
  let labels: [Int32]
  /// Examples with a common label, ascending.
  let rows: [Int]
  let classCount: Int
  /// Index into the common classes: the dataset's own positive class, or the last where it is not common.
  let positive: Int
  /// Of every row: its cluster, or the row alone. Rows of a unit are not independent.
  let units: [Int32]
  /// [fold]: rows, ascending; units are whole.
  let folds: [[Int]]
  /// What replicates leave out, by which it is known how far figures depend on what is trained on.
  let thirds: Thirds
  /// The dataset's folds are those of its probe study.
  let hasGivenFolds: Bool

  /// - Parameters:
  ///   - names: of each class of the dataset, the name it has in the pair; nil: its own.
  ///   - given: fold of every row in the probe study; nil: drawn here.
  init(
    _ dataset: EncodedDataset, place: Int, common: [String], names: [String: String] = [:], given: [Int32]? = nil,
    options: TransferOptions
  ) {
    self.place = place
    self.dataset = dataset
    classCount = common.count
    let own = dataset.examples
    func index(_ name: String) -> Int? { common.firstIndex(of: names[name] ?? name) }
    positive = own.classes.isEmpty ? 0 : index(own.classes[own.positive]) ?? max(0, common.count - 1)
    let place = own.classes.map { Int32(index($0) ?? -1) }
    let labels = own.labels.map { $0 < 0 ? -1 : place[Int($0)] }
    self.labels = labels
    let rows = labels.indices.filter { labels[$0] >= 0 }
    self.rows = rows
    let clusters = own.clusters?.codes
    var units = [Int32](repeating: -1, count: labels.count)
    var next = (clusters?.max() ?? -1) + 1
    for row in labels.indices {
      if let code = clusters?[row], code >= 0 {
        units[row] = code
      } else {
        units[row] = next
        next += 1
      }
    }
    self.units = units
    let isGiven = given.map { given in rows.allSatisfy { given[$0] >= 0 } } ?? false
    hasGivenFolds = isGiven
    let parts =
      isGiven
      ? rows.map { given?[$0] ?? 0 }
      : Self.parts(
        rows, of: options.folds, labels, clusters, spread: options.folds, seed: options.seed, purpose: 1)
    let count = Int(parts.max() ?? -1) + 1
    let folds = (0..<count).map { fold in
      rows.indices.filter { parts[$0] == Int32(fold) }.map { rows[$0] }
    }.filter { !$0.isEmpty }
    self.folds = folds
    var thirds = Thirds(rowCount: labels.count)
    // A line of the design leaves out three parts.
    thirds.set(
      rows, Self.parts(rows, of: LeftOutThirds.parts, labels, clusters, spread: 4, seed: options.seed, purpose: 2))
    self.thirds = thirds
  }

  /// The part of each of these rows, of as many as asked or as there are units: drawn without a look at the labels where that
  /// gives parts with every class, so that what is trained on the others is as good as what another sample would train.
  private static func parts(
    _ rows: [Int], of count: Int, _ labels: [Int32], _ clusters: [Int32]?, spread: Int, seed: UInt64, purpose: UInt64
  ) -> [Int32] {
    var generator = SeededGenerator(seed: seed, stream: 0x7ca5, purpose)
    if rows.isEmpty { return [] }
    let units = clusters.map { FoldAssignment.groupCount($0, rows: rows) } ?? rows.count
    let drawn =
      units < count
      ? nil
      : FoldAssignment.exchangeable(
        labels: labels, groups: clusters, rows: rows, folds: count, spread: spread, using: &generator)
    if let drawn { return drawn }
    guard let clusters else {
      return FoldAssignment.stratified(
        labels: labels, rows: rows, folds: max(1, min(count, rows.count)), using: &generator)
    }
    let count = max(1, min(count, FoldAssignment.groupCount(clusters, rows: rows)))
    return FoldAssignment.grouped(labels: labels, groups: clusters, rows: rows, folds: count, using: &generator)
  }

  var clusters: [Int32]? { dataset.examples.clusters?.codes }

  /// Rows of a fold's training set.
  func training(_ fold: Int) -> [Int] { folds.indices.filter { $0 != fold }.flatMap { folds[$0] }.sorted() }

  /// Mean size of the training sets of the folds.
  var trainingSize: Int { folds.isEmpty ? 0 : rows.count - rows.count / folds.count }

  /// Size that no fold's training set exceeds.
  var largestTraining: Int {
    let least = folds.map(\.count).min() ?? 0
    return max(trainingSize, rows.count - least) == trainingSize ? trainingSize : rows.count
  }

  func hasAllClasses(_ rows: [Int]) -> Bool { Set(rows.lazy.map { labels[$0] }).count == classCount }

  /// Names of the classes that have an example.
  static func classesPresent(_ examples: ExampleTable) -> [String] {
    var counts = [Int](repeating: 0, count: examples.classes.count)
    for label in examples.labels where label >= 0 { counts[Int(label)] += 1 }
    return examples.classes.indices.filter { counts[$0] > 0 }.map { examples.classes[$0] }
  }
}
