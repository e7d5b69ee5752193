/// Calibration and the evaluation on the data's own split, as CSV.
extension ProbeStudy {
  /// One row per arm × group; empty cells where withheld.
  func calibrationCSV() -> [UInt8] {
    var csv = CSVWriter([
      "arm", "attribute", "group", "n", "brier", "log_loss", "intercept", "slope", "suppressed",
    ])
    for row in calibration {
      csv.text(arms[row.arm].name)
      csv.text(row.attribute)
      csv.text(row.group)
      csv.integer(row.count)
      for value in [row.brier, row.logLoss, row.intercept, row.slope] { csv.real(value) }
      csv.flag(row.isWithheld)
      csv.endRow()
    }
    return csv.bytes.bytes
  }

  /// One row per arm × group × bin.
  func reliabilityCSV() -> [UInt8] {
    var csv = CSVWriter(["arm", "attribute", "group", "bin", "n", "predicted", "observed", "ci_low", "ci_high"])
    for row in calibration {
      for (index, bin) in row.bins.enumerated() {
        csv.text(arms[row.arm].name)
        csv.text(row.attribute)
        csv.text(row.group)
        csv.integer(index + 1)
        csv.integer(bin.count)
        for value in [bin.predicted, bin.observed, bin.low, bin.high] { csv.real(value) }
        csv.endRow()
      }
    }
    return csv.bytes.bytes
  }
}

extension SplitEvaluation {
  /// One row per arm; `test_clusters` is empty where the test examples are taken as independent.
  func armsCSV(_ study: ProbeStudy) -> [UInt8] {
    var csv = CSVWriter(
      ["arm", "n_train", "n_test", "c", "threshold_chosen"] + study.metrics.map(\.name)
        + ["auroc_low", "auroc_high", "test_clusters"])
    for arm in arms {
      csv.text(study.arms[arm.arm].name)
      csv.integer(trainCount)
      csv.integer(testCount)
      csv.real(arm.c)
      csv.real(arm.threshold)
      for value in arm.metrics + [arm.aurocLow, arm.aurocHigh] { csv.real(value) }
      csv.integer(clusters?.count)
      csv.endRow()
    }
    return csv.bytes.bytes
  }

  /// One row per pair of arms; with `test_clusters`, p-values are those of whole clusters and `delong_z` is a t.
  func pairsCSV(_ study: ProbeStudy) -> [UInt8] {
    var csv = CSVWriter([
      "a", "b", "only_a_right", "only_b_right", "mcnemar_p", "auroc_difference", "ci_low", "ci_high", "delong_z",
      "delong_p", "verdict", "test_clusters",
    ])
    for pair in pairs {
      csv.text(study.arms[pair.a].name)
      csv.text(study.arms[pair.b].name)
      csv.integer(pair.onlyFirst)
      csv.integer(pair.onlySecond)
      for value in [pair.mcnemarP, pair.aurocDifference, pair.low, pair.high, pair.z, pair.delongP] {
        csv.real(value)
      }
      csv.text(pair.verdict)
      csv.integer(clusters?.count)
      csv.endRow()
    }
    return csv.bytes.bytes
  }
}
