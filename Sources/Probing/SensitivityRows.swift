import Features
import Findings
import Statistics

/// The binarized arms at fixed thresholds and the full training rate, with how many features each leaves active, and how
/// far the folds agree on the features that weigh most (Φ of the `FoldModel.heaviestCount` heaviest).
func thresholdRows(_ runs: [ArmRun], _ dataset: EncodedDataset) -> [ThresholdRow] {
  let rows = dataset.examples.labels.indices.filter { dataset.examples.labels[$0] >= 0 }
  return runs.compactMap { run in
    let arm = run.arm
    guard arm.representation == "binarized", arm.trainingRate == 1, let checkpoint = arm.checkpoint,
      let pooling = arm.pooling, let threshold = arm.threshold.flatMap(Double.init),
      let features = dataset.features.first(where: { $0.checkpoint == checkpoint && $0.pooling.rawValue == pooling })
    else { return nil }
    var active = 0
    for row in rows {
      for position in features.matrix.range(ofRow: row) where features.matrix.values[position] > Float(threshold) {
        active += 1
      }
    }
    let estimate = arm.metric("macro_f1")
    let stability =
      run.heaviest.count < 2
      ? nil
      : SelectionStability(
        selections: run.heaviest.map { $0.map(Int.init) }, features: features.matrix.columnCount
      ).phi
    return ThresholdRow(
      checkpoint: checkpoint, pooling: pooling, threshold: threshold, macroF1Mean: estimate?.mean,
      macroF1Low: estimate?.low, macroF1High: estimate?.high,
      meanActiveFeatures: Double(active) / Double(max(1, rows.count)),
      stability: stability.flatMap { $0.isFinite ? $0 : nil })
  }
}

/// nil for arms that do not choose features.
func stabilityRow(_ run: ArmRun, _ dataset: EncodedDataset) -> StabilityRow? {
  guard !run.selections.isEmpty,
    let width = dataset.features.first(where: { $0.checkpoint == run.arm.checkpoint })?.matrix.columnCount
  else { return nil }
  let stability = SelectionStability(selections: run.selections.map { $0.map(Int.init) }, features: width)
  let interval = stability.interval()
  return StabilityRow(
    arm: run.arm.name, phi: stability.phi.isFinite ? stability.phi : nil, low: interval?.low, high: interval?.high,
    selectedMean: stability.meanSize)
}
