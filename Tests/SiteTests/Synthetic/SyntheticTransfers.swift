import Diagnostics
import Findings
import TestSupport

/// Findings of many datasets, each tested on every other, with every verdict that a pair can have.
enum SyntheticTransfers {
  static let names = ["english", "french", "german", "japanese", "captions and pictures", "日本語"]
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
          isNamed: (index + place) % 2 == 0, classLabel: "class 1", gain: 0.01)
      }
    }
    return finding
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
