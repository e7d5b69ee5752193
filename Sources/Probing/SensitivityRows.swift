import Features
import Findings
import LinearAlgebra
import Statistics

/// The binarized arms at the full training rate, at given and at found thresholds, with how many features each leaves
/// active, and how far the folds agree on the features that weigh most (Φ of the `FoldModel.heaviestCount` heaviest).
func thresholdRows(_ runs: [ArmRun], _ dataset: EncodedDataset) -> [ThresholdRow] {
  let rows = dataset.examples.labels.indices.filter { dataset.examples.labels[$0] >= 0 }
  return runs.compactMap { run in
    let key = run.arm.key
    guard key.representation.part == .bits, key.trainingRate == 1, let checkpoint = key.checkpoint,
      let pooling = key.pooling, let choice = key.threshold,
      let matrix = dataset.features.first(where: { $0.checkpoint == checkpoint && $0.pooling.rawValue == pooling })?
        .matrix
    else { return nil }
    var row = ThresholdRow(checkpoint: checkpoint, pooling: pooling, threshold: choice.number, choice: choice)
    switch choice {
    case .fixed(let threshold): row.meanActiveFeatures = meanActive(matrix, rows) { _ in Float(threshold) }
    case .otsu:
      // Without labels: the cuts that all rows give stand for those of the folds.
      let cuts = otsuThresholds(matrix, rows: rows)
      row.meanActiveFeatures = meanActive(matrix, rows) { cuts[Int($0)] }
    case .quantile(let share):
      let cuts = quantileThresholds(matrix, rows: rows, share: share)
      row.meanActiveFeatures = meanActive(matrix, rows) { cuts[Int($0)] }
    case .automatic:
      let chosen = run.rows.compactMap(\.thresholdChosen)
      let counts = Dictionary(grouping: chosen, by: { $0 }).map { (threshold: $0.key, count: Double($0.value.count)) }
        .sorted { $0.threshold < $1.threshold }
      let total = Double(max(1, chosen.count))
      row.threshold = chosen.isEmpty ? nil : chosen.reduce(0, +) / total
      row.meanActiveFeatures = counts.reduce(0) { sum, entry in
        sum + entry.count / total * meanActive(matrix, rows) { _ in Float(entry.threshold) }
      }
    }
    let estimate = run.arm.metric("macro_f1")
    (row.macroF1Mean, row.macroF1Low, row.macroF1High) = (estimate?.mean, estimate?.low, estimate?.high)
    if run.heaviest.count > 1 {
      let stability = SelectionStability(
        selections: run.heaviest.map { $0.map(Int.init) }, features: matrix.columnCount)
      row.stability = stability.phi.isFinite ? stability.phi : nil
      let interval = stability.interval()
      (row.stabilityLow, row.stabilityHigh) = (interval?.low, interval?.high)
    }
    return row
  }
}

/// Features above their threshold, mean over the rows.
private func meanActive(_ matrix: SparseMatrix, _ rows: [Int], _ threshold: (Int32) -> Float) -> Double {
  var active = 0
  for row in rows {
    for position in matrix.range(ofRow: row) where matrix.values[position] > threshold(matrix.indices[position]) {
      active += 1
    }
  }
  return Double(active) / Double(max(1, rows.count))
}

/// nil for arms that do not choose features.
func stabilityRow(_ run: ArmRun, at place: Int, _ dataset: EncodedDataset) -> StabilityRow? {
  guard !run.selections.isEmpty,
    let width = dataset.features.first(where: { $0.checkpoint == run.arm.key.checkpoint })?.matrix.columnCount
  else { return nil }
  let stability = SelectionStability(selections: run.selections.map { $0.map(Int.init) }, features: width)
  let interval = stability.interval()
  return StabilityRow(
    arm: place, phi: stability.phi.isFinite ? stability.phi : nil, low: interval?.low, high: interval?.high,
    selectedMean: stability.meanSize)
}
