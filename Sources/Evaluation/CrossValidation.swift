import Classifiers
import Statistics

/// Cross-validation of some rows of one dataset: clusters stay whole, C is chosen by mean log loss.
public struct CrossValidation: Sendable {
  let labels: [Int32]
  /// Labelled rows, ascending.
  let rows: [Int]
  let classCount: Int
  let clusters: [Int32]?
  /// Values of C to choose from, ascending.
  let candidates: [Double]
  let folds: Int
  let seed: UInt64
  /// Tells these folds from others with the same seed.
  let stream: (UInt64, UInt64)

  /// Inner folds that choose C.
  private static let innerFolds = 3

  /// - Parameters:
  ///   - labels: class of every row of the data, at least 0 for those in `rows`.
  ///   - clusters: value of each row whose rows must stay in one fold; nil: rows are independent.
  public init(
    labels: [Int32], rows: [Int], classCount: Int, clusters: [Int32]?, candidates: [Double], folds: Int, seed: UInt64,
    stream: (UInt64, UInt64)
  ) {
    self.labels = labels
    self.rows = rows
    self.classCount = classCount
    self.clusters = clusters
    self.candidates = candidates
    self.folds = folds
    self.seed = seed
    self.stream = stream
  }

  /// The value of C (place among the candidates) of least mean log loss over the folds of all rows, and the fit on all rows
  /// there, with weights.
  public func chooseAndFit(_ matrix: ExampleMatrix) throws -> (c: Int, whole: LogisticFit) {
    var plan = SplitPlan(rows: rows)
    var split = Split(fold: 0, training: rows, test: [])
    let parts = parts(of: rows, folds: folds, purpose: 0)
    plan.addInner(
      to: &split, parts: parts.folds, count: parts.count, tolerance: TrainingSet.closeTolerance)
    let model = LogisticRegression(matrix, labels: labels)
    let path = try model.fit(plan.innerSets, whole: plan.whole, candidates: candidates, threads: 1)
    let c = choice.leastLoss(path.sets, split, plan.innerSets).c
    return (c, model.weighing(try path.finishing([.init(set: nil, c: c)])[0]))
  }

  /// Probabilities of every row when it was not trained on, C chosen inside its training rows: [row in `rows` · classes +
  /// class]. nil where some training rows lack a class: what is not taught cannot be decided.
  public func outOfFold(_ matrix: ExampleMatrix) throws -> [Double]? {
    let outer = parts(of: rows, folds: folds, purpose: 1)
    var plan = SplitPlan(rows: rows)
    for fold in 0..<Int32(outer.count) {
      let training = rows.indices.filter { outer.folds[$0] != fold }.map { rows[$0] }
      let test = rows.indices.filter { outer.folds[$0] == fold }.map { rows[$0] }
      if training.isEmpty || test.isEmpty { continue }
      var split = Split(fold: Int(fold), training: training, test: test)
      let inner = parts(of: training, folds: Self.innerFolds, purpose: 2 + UInt64(plan.splits.count))
      plan.addInner(
        to: &split, parts: inner.folds, count: inner.count, tolerance: TrainingSet.closeTolerance)
      plan.splits.append(split)
    }
    let classes = Set(rows.map { labels[$0] })
    guard plan.splits.allSatisfy({ split in Set(split.training.map { labels[$0] }) == classes }) else { return nil }
    let (path, choices) = try choice.choices(LogisticRegression(matrix, labels: labels), plan, threads: 1)
    let fits = try path.finishing(choices.enumerated().map { .init(set: $0, c: $1.c) })
    var probabilities = [Double](repeating: 0, count: labels.count * classCount)
    for (split, fit) in zip(plan.splits, fits) {
      let own = fit.probabilities(classCount: classCount)
      for (place, row) in split.test.enumerated() {
        for c in 0..<classCount { probabilities[row * classCount + c] = own[place * classCount + c] }
      }
    }
    return rows.flatMap { probabilities[$0 * classCount..<($0 + 1) * classCount] }
  }

  private var choice: NestedChoice {
    NestedChoice(labels: labels, classCount: classCount, candidates: candidates)
  }

  /// The fold of each of these rows, and how many there are.
  private func parts(of rows: [Int], folds: Int, purpose: UInt64) -> (folds: [Int32], count: Int) {
    var generator = SeededGenerator(seed: seed, stream: stream.0, stream.1, purpose)
    guard let clusters else {
      let count = max(1, min(folds, rows.count))
      return (FoldAssignment.stratified(labels: labels, rows: rows, folds: count, using: &generator), count)
    }
    let count = max(1, min(folds, FoldAssignment.groupCount(clusters, rows: rows)))
    return (
      FoldAssignment.grouped(labels: labels, groups: clusters, rows: rows, folds: count, using: &generator), count
    )
  }
}
