import Classifiers
import Datasets
import Statistics

/// One fold of one repeat: rows to train on, inner folds of them, rows to test on.
struct Split: Sendable {
  var repeatIndex: Int
  var fold: Int
  /// Ascending.
  var training: [Int]
  var test: [Int]
  /// Training rows parted again, to choose C: [inner fold]. Empty where there is nothing to choose.
  var inner: [TrainingSet]

  /// The set to test, then the inner ones.
  func trainingSets(keepsWeights: Bool) -> [TrainingSet] {
    [TrainingSet(rows: training, scored: test, keepsWeights: keepsWeights)] + inner
  }

  var withoutInner: Split {
    var result = self
    result.inner = []
    return result
  }
}

/// The folds that all arms share.
struct FoldPlan: Sendable {
  /// [repeat][example], −1 for unlabelled ones.
  private(set) var assignments: [[Int32]] = []
  let folds: Int
  /// Inner fits only rank the values of C.
  static let innerTolerance = 1e-7
  private let labels: [Int32]
  private let clusters: [Int32]?
  private let rows: [Int]
  private let options: ProbeOptions

  init(_ examples: ExampleTable, folds: Int, options: ProbeOptions) {
    let labels = examples.labels
    self.folds = folds
    self.labels = labels
    clusters = examples.clusters?.codes
    rows = labels.indices.filter { labels[$0] >= 0 }
    self.options = options
    let dealt = examples.foldedRows
    for repeatIndex in 0..<options.repeats {
      var generator = SeededGenerator(seed: options.seed, stream: 1, UInt64(repeatIndex))
      let parts =
        examples.labelSets.map { part($0.holds, dealt, into: folds, using: &generator) }
        ?? part(dealt, into: folds, using: &generator)
      var assignment = [Int32](repeating: -1, count: labels.count)
      for (place, row) in dealt.enumerated() where labels[row] >= 0 { assignment[row] = parts[place] }
      assignments.append(assignment)
    }
  }

  /// All splits with a part of the training rows: smaller parts lie within larger ones, every class keeps its share,
  /// and at least one row.
  func splits(rate: Double) -> [Split] {
    var result: [Split] = []
    for repeatIndex in assignments.indices {
      for fold in 0..<folds {
        let assignment = assignments[repeatIndex]
        var training = rows.filter { assignment[$0] != Int32(fold) }
        let test = rows.filter { assignment[$0] == Int32(fold) }
        if training.isEmpty || test.isEmpty { continue }
        if rate < 1 {
          var generator = SeededGenerator(seed: options.seed, stream: 2, UInt64(repeatIndex), UInt64(fold))
          training = reduced(training, rate: rate, using: &generator)
        }
        var generator = SeededGenerator(seed: options.seed, stream: 3, UInt64(repeatIndex), UInt64(fold))
        let inner = innerFolds(of: training, using: &generator)
        result.append(Split(repeatIndex: repeatIndex, fold: fold, training: training, test: test, inner: inner))
      }
    }
    return result
  }

  /// The data's own split.
  func split(training: [Int], test: [Int]) -> Split {
    var generator = SeededGenerator(seed: options.seed, stream: 6)
    return Split(
      repeatIndex: 0, fold: 0, training: training, test: test, inner: innerFolds(of: training, using: &generator))
  }

  private func innerFolds(of training: [Int], using generator: inout SeededGenerator) -> [TrainingSet] {
    let parts = part(training, into: options.innerFolds, using: &generator)
    return (0..<Int32(options.innerFolds)).compactMap { part -> TrainingSet? in
      let kept = training.indices.filter { parts[$0] != part }.map { training[$0] }
      let scored = training.indices.filter { parts[$0] == part }.map { training[$0] }
      return kept.isEmpty || scored.isEmpty
        ? nil : TrainingSet(rows: kept, scored: scored, tolerance: Self.innerTolerance)
    }
  }

  private func part(_ rows: [Int], into folds: Int, using generator: inout SeededGenerator) -> [Int32] {
    guard let clusters else {
      return FoldAssignment.stratified(labels: labels, rows: rows, folds: folds, using: &generator)
    }
    return FoldAssignment.grouped(labels: labels, groups: clusters, rows: rows, folds: folds, using: &generator)
  }

  private func part(
    _ sets: [[Int32]], _ rows: [Int], into folds: Int, using generator: inout SeededGenerator
  ) -> [Int32] {
    guard let clusters else {
      return FoldAssignment.iterative(sets: sets, rows: rows, folds: folds, using: &generator)
    }
    return FoldAssignment.grouped(sets: sets, groups: clusters, rows: rows, folds: folds, using: &generator)
  }

  private func reduced(_ rows: [Int], rate: Double, using generator: inout SeededGenerator) -> [Int] {
    var result: [Int] = []
    for label in Set(rows.map { labels[$0] }).sorted() {
      var own = rows.filter { labels[$0] == label }
      generator.shuffle(&own)
      result += own.prefix(max(1, Int((rate * Double(own.count)).rounded(.up))))
    }
    return result.sorted()
  }
}

extension ExampleTable {
  /// Rows that are dealt to folds: those with a label, or, where there may be several, with any known one. The folds are
  /// then the same for every label.
  var foldedRows: [Int] {
    labels.indices.filter { row in
      labelSets.map { sets in sets.holds.contains { $0[row] >= 0 } } ?? (labels[row] >= 0)
    }
  }
}
