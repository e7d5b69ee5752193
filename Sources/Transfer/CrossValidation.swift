import Classifiers
import Probing
import Statistics

/// Cross-validation inside one dataset: clusters stay whole, C is chosen by mean log loss.
struct CrossValidation: Sendable {
  let side: TransferSide
  let options: TransferOptions
  /// Tells the folds of this side from others with the same seed.
  let stream: UInt64

  /// The value of C (place in the options) of least mean log loss over the folds of all labelled rows, and the fit on all
  /// labelled rows there, with weights.
  func chooseAndFit(_ matrix: ExampleMatrix) throws -> (c: Int, whole: LogisticFit) {
    let sets = trainingSets(side.rows, folds: options.folds, purpose: 0)
    let model = LogisticRegression(matrix, labels: side.labels)
    let result = try model.fit(sets, candidates: options.c, threads: 1)
    let c = leastLoss(result.sets[...], sets)
    return (c, model.weighing(result.whole[c]))
  }

  /// Probabilities of every labelled row when it was not trained on, C chosen inside its training rows:
  /// [row in `side.rows` · classes + class]. nil where some training rows lack a class: what is not taught cannot be decided.
  func outOfFold(_ matrix: ExampleMatrix) throws -> [Double]? {
    let outer = trainingSets(side.rows, folds: options.folds, purpose: 1)
    let classes = Set(side.rows.map { side.labels[$0] })
    guard outer.allSatisfy({ set in Set(set.rows.map { side.labels[$0] }) == classes }) else { return nil }
    let inner = outer.indices.map { trainingSets(outer[$0].rows, folds: 3, purpose: 2 + UInt64($0)) }
    let result = try LogisticRegression(matrix, labels: side.labels).fit(
      outer + inner.flatMap { $0 }, candidates: options.c, threads: 1)
    var probabilities = [Double](repeating: 0, count: side.labels.count * side.classCount)
    var start = outer.count
    for (fold, set) in outer.enumerated() {
      let own = result.sets[start..<start + inner[fold].count]
      start += inner[fold].count
      let chosen = result.sets[fold][leastLoss(own, inner[fold])].probabilities(classCount: side.classCount)
      for (place, row) in set.scored.enumerated() {
        for c in 0..<side.classCount {
          probabilities[row * side.classCount + c] = chosen[place * side.classCount + c]
        }
      }
    }
    return side.rows.flatMap { probabilities[$0 * side.classCount..<($0 + 1) * side.classCount] }
  }

  /// One set per fold that has rows on both sides.
  private func trainingSets(_ rows: [Int], folds: Int, purpose: UInt64) -> [TrainingSet] {
    var generator = SeededGenerator(seed: options.seed, stream: 0x7ca5, stream, purpose)
    let assignment: [Int32]
    let count: Int
    if let clusters = side.clusters {
      count = min(folds, FoldAssignment.groupCount(clusters, rows: rows))
      assignment = FoldAssignment.grouped(
        labels: side.labels, groups: clusters, rows: rows, folds: max(1, count), using: &generator)
    } else {
      count = min(folds, rows.count)
      assignment = FoldAssignment.stratified(
        labels: side.labels, rows: rows, folds: max(1, count), using: &generator)
    }
    return (0..<Int32(max(1, count))).compactMap { fold in
      let kept = rows.indices.filter { assignment[$0] != fold }.map { rows[$0] }
      let scored = rows.indices.filter { assignment[$0] == fold }.map { rows[$0] }
      return kept.isEmpty || scored.isEmpty ? nil : TrainingSet(rows: kept, scored: scored)
    }
  }

  /// Of equal losses the smallest C.
  private func leastLoss(_ fits: ArraySlice<[LogisticFit]>, _ sets: [TrainingSet]) -> Int {
    var best = (place: 0, loss: Double.infinity)
    let truth = sets.flatMap { $0.scored.map { side.labels[$0] } }
    for place in options.c.indices {
      let probabilities = fits.flatMap { $0[place].probabilities(classCount: side.classCount) }
      let loss = LogLoss.multiclass(probabilities, labels: truth, classes: side.classCount)
      if loss < best.loss { best = (place, loss) }
    }
    return best.place
  }
}
