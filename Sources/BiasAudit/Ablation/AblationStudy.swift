import Classifiers
import Datasets
import Diagnostics
import Features
import Findings
import LinearAlgebra
import Parallel
import Statistics

/// What becomes of a probe without the features that stand for a group: its AUROC, its gaps between groups, and how
/// well the group can still be told within the label. Features are flagged on the training folds only, the probe is
/// binarised at 0, and random sets of the same firing rate and weight show what losing any features costs.
///
/// Limits: zeroing a weight leaves what correlated features carry, and a new fit may find it again; a gap that closes
/// says nothing of a person's treatment.
struct AblationStudy: Sendable {
  let features: PooledFeatures
  let groups: GroupColumn
  let labels: [Int32]
  /// The class that is selected, 0 or 1.
  let positive: Int
  let options: BiasOptions
  let ablation: AblationOptions
  /// Cluster of each example; nil where they are independent.
  var clusters: [Int32]?
  var progress: Progress?

  /// The rows of one checkpoint; empty where fewer than half of the training folds flag any feature.
  func rows() throws -> [AblationRow] {
    let folds = Array(Set(ablation.folds).subtracting([-1])).sorted()
    guard folds.count >= 2 else { return [] }
    let columns = features.matrix.transposed()
    let results = try parallelMap(folds.count, threads: options.threads) { index in
      defer { progress?.advance() }
      return try FoldAblation(study: self, columns: columns, fold: folds[index]).run()
    }
    guard 2 * results.filter({ $0.flagged > 0 }).count >= results.count else { return [] }
    let design = CellDesign(
      group: groups.codes, groups: groups.values.count, labels: labels, classes: 2, minimumCell: options.minimumCell)
    let tested = results.flatMap(\.test)
    let truth = tested.map { Int(labels[$0]) == positive }
    // Scores are decision values for class 1.
    let sign: Double = positive == 1 ? 1 : -1
    let group = tested.map { groups.codes[$0] }
    func outcome(_ scores: (FoldAblation.Result) -> [Double]) -> Outcome {
      Outcome(
        scores: results.flatMap(scores).map { sign * $0 }, truth: truth, group: group, groups: design.testedGroups,
        minimumCell: options.minimumCell)
    }
    let base = outcome(\.all)
    let flagged = results.reduce(0) { $0 + $1.flagged } / results.count
    let controlSize = Int((results.reduce(0) { $0 + $1.controlSize } / Double(results.count)).rounded())
    let zeroed = (0..<ablation.zeroedControls).map { control in outcome { $0.zeroedControls[control] } }
    let refitted = (0..<ablation.refittedControls).map { control in outcome { $0.refittedControls[control] } }
    let name = features.checkpoint
    var rows = [
      base.row("\(name): all features", features: features.matrix.columnCount, base: base),
      outcome(\.zeroed).row("\(name): flagged zeroed", features: flagged, base: base),
      outcome(\.refitted).row("\(name): flagged dropped, fitted anew", features: flagged, base: base),
    ]
    rows[0].leakageAUROC = leakage(results.flatMap(\.groupScores), truth: truth, group: group, design: design)
    rows[2].leakageAUROC = leakage(results.flatMap(\.groupScoresRefitted), truth: truth, group: group, design: design)
    rows += [
      Outcome.mean(
        zeroed, "\(name): random zeroed, mean of \(ablation.zeroedControls)", features: controlSize, base: base),
      Outcome.mean(
        refitted, "\(name): random dropped, mean of \(ablation.refittedControls)", features: controlSize, base: base),
    ].compactMap { $0 }
    return rows
  }

  /// AUROC of telling each tested group from the others within the label, mean over groups, weighted by examples.
  ///
  /// - Parameter scores: [example · tested groups + group]; NaN rows are left out.
  private func leakage(_ scores: [Double], truth: [Bool], group: [Int32], design: CellDesign) -> Double? {
    let width = design.testedGroups
    guard width >= 2, scores.count == truth.count * width else { return nil }
    var sum = 0.0
    var weight = 0.0
    for label in [false, true] {
      let rows = truth.indices.filter {
        truth[$0] == label && group[$0] >= 0 && Int(group[$0]) < width && !scores[$0 * width].isNaN
      }
      for g in 0..<width {
        let area = AUROC.score(rows.map { scores[$0 * width + g] }, positives: rows.map { Int(group[$0]) == g })
        if area.isNaN { continue }
        sum += area * Double(rows.count)
        weight += Double(rows.count)
      }
    }
    return weight > 0 ? sum / weight : nil
  }
}
