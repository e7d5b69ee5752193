import Diagnostics
import Findings
import TestSupport

/// Findings of many datasets, each tested on every other, with every verdict that a pair can have.
enum SyntheticTransfers {
  static let names = ["english", "french", "german", "a|b <i>`&`</i>", "captions and pictures", "日本語"]
  static let widths = ["l3-w40": 12, "l6-w24": 12, "l6-w90": 12]
  private static let metrics = ["auroc", "macro_f1", "accuracy"]
  private static let kinds = [
    "hidden", "pca", "tf-idf", "continuous", "binarized", "top-n", "l1", "random-dictionary",
  ]

  static func atlas(_ names: [String] = names) -> AtlasFindings {
    var findings = SyntheticFindings.atlas(widths, hostile: false)
    let pattern = findings.datasets[0]
    findings.datasets = names.map { name in
      var dataset = pattern
      dataset.id = name
      dataset.probes = nil
      dataset.bias = []
      return dataset
    }
    findings.transfers = names.flatMap { train in names.filter { $0 != train }.map { (train, $0) } }.enumerated().map {
      pair($1.0, $1.1, place: $0)
    }
    findings.leftOut = names.enumerated().map { place, test in
      var finding = pair(names.filter { $0 != test }.joined(separator: " + "), test, place: place)
      (finding.checkpoints, finding.reasons, finding.curve, finding.joint) = ([], [], [], [])
      return finding
    }
    return findings
  }

  private static func pair(_ train: String, _ test: String, place: Int) -> TransferFinding {
    let checkpoints = widths.keys.sorted()
    let classes = (1...8).map { "class \($0)" }
    var finding = TransferFinding(
      train: train, test: test, classes: classes,
      checkpoints: checkpoints.map {
        TransferCheckpointSummary(checkpoint: $0, rankCorrelation: 0.4, shared: 2, reversed: 1, tested: 11)
      }, notes: [Note(.classesNotCommon, test, ["a", "b"]), Note(.ownThresholds)])
    for kind in kinds {
      for checkpoint in kind == "hidden" || kind == "tf-idf" ? [nil] : checkpoints.map(Optional.some) {
        let arm = ArmKey(
          .sample(kind), checkpoint: checkpoint, pooling: "max", threshold: kind == "binarized" ? .fixed(0) : nil)
        finding.rows += metrics.map { row(arm, $0, place) }
        finding.rows += classes.map {
          var own = row(arm, "auroc", place)
          own.classLabel = $0
          return own
        }
      }
    }
    finding.lead = finding.rows.firstIndex { $0.arm.representation.name == "binarized" }
    finding.reasons = checkpoints.flatMap { checkpoint in
      TransferReason.Kind.allCases.enumerated().map { index, kind in
        TransferReason(
          checkpoint: checkpoint, kind: kind, value: 0.3, low: 0.2, high: 0.4, expected: 0.1, limit: 0.1,
          isNamed: (index + place) % 3 == 0, isCleared: (index + place) % 3 == 1, classLabel: "class 1", gain: 0.01)
      }
    }
    if let lead = finding.lead.map({ finding.rows[$0].arm }) { addCurve(lead, place, to: &finding) }
    return finding
  }

  /// The gain ends, lasts, or is not there, one after the other.
  private static func addCurve(_ arm: ArmKey, _ place: Int, to finding: inout TransferFinding) {
    func around(_ value: Double, _ half: Double) -> Interval {
      Interval(value: value, low: value - half, high: value + half)
    }
    let labels = [0, 8, 16, 32, 64, 128, 256, 512, 800]
    finding.curve = labels.enumerated().map { step, count in
      let alone = 0.55 + 0.04 * Double(step)
      let gain = place % 3 == 2 ? 0 : max(place % 3 == 1 ? 0.05 : 0, 0.3 - 0.05 * Double(step))
      return TransferCurvePoint(
        arm: arm, labels: count, isAll: step == 8, targetCount: Double(count), trainCount: 900, draws: 4,
        score: around(alone + gain, 0.03), alone: step == 0 ? nil : around(alone, 0.04),
        gain: step == 0 ? nil : around(gain, 0.008), ceiling: 0.87, difference: around(alone + gain - 0.87, 0.008),
        margin: 0.01, c: 1, aloneC: [1, 1])
    }
    finding.joint = [finding.train, finding.test].map { name in
      TransferJointRow(
        arm: arm, testedOn: name, score: around(0.88, 0.02), ceiling: 0.87, difference: around(0.01, 0.005),
        margin: 0.01, trainCount: 700, testCount: 800, c: 1, ceilingC: [1, 1])
    }
  }

  /// Kept, partly, lost, worse than chance, above the ceiling, not settled, not defined, one after the other.
  private static func row(_ arm: ArmKey, _ metric: String, _ place: Int) -> TransferRow {
    let score = [0.84, 0.71, 0.52, 0.38, 0.93, 0.78, 0.66][place % 7]
    let ceiling = place % 7 == 6 ? 0.54 : 0.85
    var row = TransferRow(
      arm: arm, metric: metric, score: score, low: score - 0.03, high: score + 0.03, ceiling: ceiling, floor: 0.5,
      ratio: nil)
    row.matchedScore = score - 0.01
    let difference = score - 0.01 - ceiling
    switch place % 7 {
    case 0: row.ratio = Interval(value: 0.95, low: 0.91, high: 1.02)
    case 1: row.ratio = Interval(value: 0.57, low: 0.44, high: 0.68)
    case 2, 3: row.why = .atFloor
    case 4: row.why = .aboveCeiling
    case 5: row.ratio = Interval(value: 0.77, low: 0.52, high: 1.04)
    default: row.why = .noRoom
    }
    let half = place % 7 == 5 ? 0.12 : 0.03
    row.difference = Interval(value: difference, low: difference - half, high: difference + half)
    return row
  }
}
