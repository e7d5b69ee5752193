import Classifiers
import Findings
import Statistics

extension ArmRunner {
  /// Adds to the weights of the fit on all examples what the fits of the folds made of the same features, and how each
  /// does alone.
  func weightsOverFolds(_ whole: [ClassWeights], _ models: [FoldModel]) -> [ClassWeights] {
    guard let last = models.last else { return whole }
    let totals = ClassSeparation.classTotals(labels: labels, classes: classes.count)
    return whole.map { entry in
      var entry = entry
      guard let index = classes.firstIndex(of: entry.className) else { return entry }
      let folds = models.compactMap { model in model.weights(towards: index).map { (model, $0) } }
      entry.overFolds = zip(entry.features, entry.weights).map { feature, weight in
        let values = folds.map { model, own in
          model.column(feature).map { own.sign * own.weights[$0] } ?? 0
        }
        let sorted = values.sorted()
        let count = Double(max(1, values.count))
        // A fold that selected the feature has its values; all folds see the same ones.
        let holder = models.first { $0.column(feature) != nil } ?? last
        return WeightOverFolds(
          mean: values.reduce(0, +) / count, low: quantile(sorted: sorted, 0.025),
          high: quantile(sorted: sorted, 0.975),
          signConsistency: Double(values.count { $0 * weight > 0 }) / count,
          selected: Double(values.count { $0 != 0 }) / count,
          auroc: holder.column(feature).flatMap { alone(holder.matrix, $0, index, totals) })
      }
      return entry
    }
  }

  /// AUROC of one column for a class against the rest.
  private func alone(_ matrix: ExampleMatrix, _ column: Int, _ index: Int, _ totals: [Int]) -> Double? {
    var rows: [Int32] = []
    var values: [Float] = []
    for row in labels.indices {
      let value = matrix.value(row: row, column: column)
      if value != 0 {
        rows.append(Int32(row))
        values.append(Float(value))
      }
    }
    let found = ClassSeparation.oneVersusRest(
      DescendingColumn(rows: rows[...], values: values[...]), labels: labels, totals: totals)[index].auroc
    return found.isFinite ? found : nil
  }
}
