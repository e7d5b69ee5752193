import Datasets
import Statistics

/// The parts of the examples on which a feature's threshold is judged: five, alike in their labels, the same for every
/// feature, every run and every order of the rows.
///
/// What must not be parted goes together: the rows of a cluster, or each row by itself. These units are put in the order
/// of a hash of their name, so that no regularity of the file ends up in one fold, and dealt to the folds in turn within
/// the label that most of their rows have.
struct ThresholdFolds: Sendable {
  static let count = 5
  /// Per example; −1 for unlabelled ones.
  let fold: [Int32]
  /// Per fold: examples of the positive class.
  let positives: [Int]

  init(_ examples: ExampleTable) {
    let classes = examples.classes.count
    var votes: [String: [Int]] = [:]
    let names = examples.labels.indices.map { row -> String in
      guard let clusters = examples.clusters, clusters.codes[row] >= 0 else { return "row " + examples.ids[row] }
      return "cluster " + clusters.values[Int(clusters.codes[row])]
    }
    for (row, label) in examples.labels.enumerated() where label >= 0 {
      votes[names[row], default: [Int](repeating: 0, count: classes)][Int(label)] += 1
    }
    let units = votes.map { name, votes in (hash: StableHash.of(name), name: name, votes: votes) }
      .sorted { ($0.hash, $0.name) < ($1.hash, $1.name) }
    var next = [Int](repeating: 0, count: classes)
    var ofUnit: [String: Int32] = [:]
    for unit in units {
      let label = unit.votes.indices.max { (unit.votes[$0], -$0) < (unit.votes[$1], -$1) } ?? 0
      ofUnit[unit.name] = Int32(next[label] % Self.count)
      next[label] += 1
    }
    fold = examples.labels.indices.map { examples.labels[$0] < 0 ? -1 : ofUnit[names[$0]] ?? -1 }
    var positives = [Int](repeating: 0, count: Self.count)
    for (row, label) in examples.labels.enumerated() where Int(label) == examples.positive {
      positives[Int(fold[row])] += 1
    }
    self.positives = positives
  }
}
