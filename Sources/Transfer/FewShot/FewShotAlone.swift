import Classifiers
import LinearAlgebra

/// Probes that are trained on a few examples of a side alone; they serve every pair that is tested on it.
struct FewShotAlone: Sendable {
  let draws: FewShotDraws
  /// [size][draw][fold]: AUROC of the fold.
  let areas: [[[FoldMetrics.Part]]]

  /// - Parameter c: of each fold.
  init(_ arm: TransferArm, _ side: TransferSide, _ draws: FewShotDraws, c: [Double]) throws {
    self.draws = draws
    let matrix = try arm.space(side, rows: side.rows)(side.place)
    var found = draws.sizes.map { _ in
      [[[Double]]](repeating: [[Double]](repeating: [], count: side.folds.count), count: draws.draws)
    }
    for fold in side.folds.indices {
      let tested = matrix.selectingRows(side.folds[fold])
      for draw in 0..<draws.draws {
        guard let largest = draws.rows[fold][draw].last else { continue }
        let place = Dictionary(uniqueKeysWithValues: largest.enumerated().map { ($1, $0) })
        let model = LogisticRegression(
          matrix.selectingRows(largest), labels: largest.map { side.labels[$0] }, penalty: arm.penalty)
        let sets = draws.rows[fold][draw].map { TrainingSet(rows: $0.compactMap { place[$0] }, scored: []) }
        let whole = TrainingSet(rows: Array(largest.indices), scored: [], tolerance: TrainingSet.roughTolerance)
        let fits = try model.fit(sets, whole: whole, candidates: [c[fold]], threads: 1).sets
        for (size, fit) in fits.enumerated() {
          found[size][draw][fold] = model.weighing(fit[0]).applied(to: tested)
            .probabilities(classCount: side.classCount)
        }
      }
    }
    let metrics = FoldMetrics(side: side)
    areas = found.map { size in size.map(metrics.areas) }
  }
}
