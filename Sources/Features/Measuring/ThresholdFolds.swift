import Datasets

/// The parts of the examples on which a feature's threshold is judged: five, alike in their labels.
///
/// Within each class the labelled examples go to the folds in turn, in their order; a row whose cluster has a fold already
/// goes there. The folds of the probes are drawn anew for every repeat; these hold for every feature and every run.
struct ThresholdFolds: Sendable {
  static let count = 5
  /// Per example; −1 for unlabelled ones.
  let fold: [Int32]
  /// Per fold: examples of the second class.
  let positives: [Int]

  init(_ examples: ExampleTable) {
    var next = [Int32](repeating: 0, count: max(1, examples.classes.count))
    var ofCluster: [Int32: Int32] = [:]
    var positives = [Int](repeating: 0, count: Self.count)
    fold = examples.labels.indices.map { row in
      let label = Int(examples.labels[row])
      guard label >= 0 else { return -1 }
      let cluster = examples.clusters?.codes[row] ?? -1
      let fold: Int32
      if cluster >= 0, let known = ofCluster[cluster] {
        fold = known
      } else {
        fold = next[label] % Int32(Self.count)
        next[label] += 1
        if cluster >= 0 { ofCluster[cluster] = fold }
      }
      if label == 1 { positives[Int(fold)] += 1 }
      return fold
    }
    self.positives = positives
  }
}
