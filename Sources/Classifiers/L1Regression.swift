import LinearAlgebra
import Parallel

/// L1-penalised logistic regressions on one matrix: every training set along the values of C, each from where the stronger
/// penalty before it ended.
struct L1Regression: Sendable {
  /// All examples × features.
  let rows: SparseMatrix
  let labels: PathLabels

  /// - Parameter candidates: values of C, ascending.
  func fit(
    _ sets: [TrainingSet], whole: TrainingSet, candidates: [Double], threads: Int
  ) throws -> LogisticPath {
    let all = sets + [whole]
    let fits = try parallelMap(all.count, threads: threads) { path(all[$0], candidates) }
    return LogisticPath(sets: Array(fits.dropLast()), whole: fits[sets.count]) { path, places in
      try parallelMap(places.count, threads: threads) { index in
        let set = places[index].set(of: sets, whole)
        return set.isClose ? path[places[index]] : finished(path[places[index]], set.closely)
      }
    }
  }

  private func path(_ set: TrainingSet, _ candidates: [Double]) -> [LogisticFit] {
    guard let search = search(set) else { return candidates.map { labels.constant(set, c: $0, isConverged: true) } }
    return candidates.map { c in
      let isConverged = search.solve(1 / c, to: accuracy(set))
      return fit(search, set, c: c, isConverged: isConverged)
    }
  }

  private func finished(_ fit: LogisticFit, _ set: TrainingSet) -> LogisticFit {
    guard let search = search(set) else { return fit }
    let width = rows.columnCount
    search.start(
      weights: fit.intercepts.indices.map { Array(fit.coefficients[$0 * width..<($0 + 1) * width]) },
      intercepts: fit.intercepts)
    let isConverged = search.solve(1 / fit.c, to: accuracy(set))
    return self.fit(search, set, c: fit.c, isConverged: isConverged)
  }

  /// nil where fewer than two classes occur.
  private func search(_ set: TrainingSet) -> L1Newton? {
    let classes = labels.classesPresent(set.rows)
    if classes.count < 2 { return nil }
    return L1Newton(
      columns: rows.selectingRows(set.rows).transposed(),
      targets: set.rows.map { row in classes.firstIndex(of: Int(labels.labels[row])) ?? 0 }, classCount: classes.count)
  }

  /// The gap bounds what the objective can lose; below 1e-10 of it there is rounding.
  private func accuracy(_ set: TrainingSet) -> L1Newton.Accuracy {
    L1Newton.Accuracy(gap: max(1e-10, set.isClose ? 0 : 10 * set.tolerance))
  }

  private func fit(_ search: L1Newton, _ set: TrainingSet, c: Double, isConverged: Bool) -> LogisticFit {
    var scores: [Double] = []
    scores.reserveCapacity(search.scoreColumns * set.scored.count)
    for (weights, intercept) in zip(search.weights, search.intercepts) {
      for row in set.scored {
        var sum = intercept
        for position in rows.range(ofRow: row) {
          sum += weights[Int(rows.indices[position])] * Double(rows.values[position])
        }
        scores.append(sum)
      }
    }
    let standing = search.standing
    var fit = LogisticFit(
      c: c, classes: labels.classesPresent(set.rows), scores: scores, scoredCount: set.scored.count,
      intercepts: search.intercepts, objective: c * standing.objective, gradientNorm: c * standing.norm,
      iterations: 0, isConverged: isConverged, coefficients: Array(search.weights.joined()))
    fit.dualityGap = c * standing.gap
    return fit
  }
}
