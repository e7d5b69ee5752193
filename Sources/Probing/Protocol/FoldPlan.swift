import Classifiers
import Datasets
import Evaluation
import Statistics

/// The folds that all arms share.
struct FoldPlan: Sendable {
  /// [repeat][example], −1 for unlabelled ones.
  private(set) var assignments: [[Int32]] = []
  let folds: Int
  private let labels: [Int32]
  private let clusters: [Int32]?
  private let rows: [Int]
  private let options: ProbeOptions

  /// - Parameter given: the fold of each row where the data names them, once for all repeats.
  init(_ examples: ExampleTable, folds: Int, given: [Int32]? = nil, options: ProbeOptions) {
    let labels = examples.labels
    self.folds = folds
    self.labels = labels
    clusters = examples.clusters?.codes
    rows = labels.indices.filter { labels[$0] >= 0 }
    self.options = options
    let dealt = examples.foldedRows
    if let given {
      assignments = [labels.indices.map { labels[$0] < 0 ? -1 : given[$0] }]
      return
    }
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

  /// Inner folds of a split.
  var innerCount: Int { folds > 2 ? folds - 1 : options.innerFolds }

  /// All splits with a part of the training rows, in groups that are fitted together.
  ///
  /// The inner folds of a fold are the other folds: a fit without both serves to choose for either, and neither of them is
  /// seen by what chooses for it. Smaller parts of the rows lie within larger ones, and every class keeps its share.
  func plans(rate: Double) -> [SplitPlan] {
    let plans = assignments.indices.map { repeatIndex in
      let kept = rate < 1 ? reduced(repeatIndex, rate: rate) : rows
      return folds > 2 ? plan(repeatIndex, kept) : planOfTwo(repeatIndex, kept)
    }
    // Parts of the rows differ from repeat to repeat; all rows are the same ones.
    return rate < 1 ? plans.filter { !$0.splits.isEmpty } : [joined(plans)]
  }

  private func plan(_ repeatIndex: Int, _ kept: [Int]) -> SplitPlan {
    let assignment = assignments[repeatIndex]
    var result = SplitPlan(rows: kept)
    // [fold]: the inner folds of the split that tests it.
    var inner = [[Split.InnerFold]](repeating: [], count: folds)
    for first in 0..<folds {
      for second in first + 1..<folds {
        let pair = [Int32(first), Int32(second)]
        let scored = kept.filter { pair.contains(assignment[$0]) }
        let training = kept.filter { !pair.contains(assignment[$0]) }
        guard !training.isEmpty else { continue }
        for (own, other) in [(first, second), (second, first)] {
          let places = scored.indices.filter { assignment[scored[$0]] == Int32(other) }
          if !places.isEmpty { inner[own].append(Split.InnerFold(set: result.innerSets.count, places: places)) }
        }
        result.innerSets.append(TrainingSet(rows: training, scored: scored, tolerance: TrainingSet.roughTolerance))
      }
    }
    result.splits = (0..<folds).compactMap { split(repeatIndex, $0, kept, inner: inner[$0]) }
    return result
  }

  /// With two folds the other one is all there is to train on, and is parted anew.
  private func planOfTwo(_ repeatIndex: Int, _ kept: [Int]) -> SplitPlan {
    var result = SplitPlan(rows: kept)
    for fold in 0..<folds {
      guard var split = split(repeatIndex, fold, kept, inner: []) else { continue }
      var generator = SeededGenerator(seed: options.seed, stream: 3, UInt64(repeatIndex), UInt64(fold))
      result.addInner(
        to: &split, parts: part(split.training, into: innerCount, using: &generator), count: innerCount)
      result.splits.append(split)
    }
    return result
  }

  private func split(_ repeatIndex: Int, _ fold: Int, _ kept: [Int], inner: [Split.InnerFold]) -> Split? {
    let assignment = assignments[repeatIndex]
    let training = kept.filter { assignment[$0] != Int32(fold) }
    let test = rows.filter { assignment[$0] == Int32(fold) }
    if training.isEmpty || test.isEmpty { return nil }
    return Split(repeatIndex: repeatIndex, fold: fold, training: training, test: test, inner: inner)
  }

  /// The data's own split.
  func plan(training: [Int], test: [Int]) -> SplitPlan {
    var generator = SeededGenerator(seed: options.seed, stream: 6)
    var split = Split(fold: 0, training: training, test: test)
    var result = SplitPlan(rows: training)
    result.addInner(
      to: &split, parts: part(split.training, into: innerCount, using: &generator), count: innerCount)
    result.splits = [split]
    return result
  }

  private func joined(_ plans: [SplitPlan]) -> SplitPlan {
    var result = SplitPlan(rows: rows)
    for plan in plans {
      let start = result.innerSets.count
      result.innerSets += plan.innerSets
      result.splits += plan.splits.map { split in
        var split = split
        for index in split.inner.indices { split.inner[index].set += start }
        return split
      }
    }
    return result
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

  /// Of every class the same part of the rows, of all folds alike; at least three rows, which lie in three folds where there
  /// are so many, so that no set to train on loses the class.
  private func reduced(_ repeatIndex: Int, rate: Double) -> [Int] {
    let assignment = assignments[repeatIndex]
    var generator = SeededGenerator(seed: options.seed, stream: 2, UInt64(repeatIndex))
    let order = generator.permutation(folds)
    var result: [Int] = []
    for label in Set(rows.map { labels[$0] }).sorted() {
      var ranked: [(rank: Double, fold: Int, row: Int)] = []
      for fold in 0..<folds {
        var own = rows.filter { labels[$0] == label && assignment[$0] == Int32(fold) }
        generator.shuffle(&own)
        for (place, row) in own.enumerated() {
          ranked.append(((Double(place) + 0.5) / Double(own.count), order[fold], row))
        }
      }
      ranked.sort { ($0.rank, $0.fold, $0.row) < ($1.rank, $1.fold, $1.row) }
      result += ranked.prefix(max(3, Int((rate * Double(ranked.count)).rounded(.up)))).map(\.row)
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
