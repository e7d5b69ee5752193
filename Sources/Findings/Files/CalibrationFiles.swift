/// Calibration and the evaluation on the data's own split, as CSV.
extension CalibrationFinding {
  /// `calibration.csv`: one row per arm × group; empty cells where withheld.
  static let table = CSVTable<(arm: String, row: CalibrationFinding)> { table in
    table.text("arm", "probe") { $0.arm }
    table.text("attribute", "attribute of the group; empty for all examples") { $0.row.attribute }
    table.text("group", "value of the attribute; empty for all examples") { $0.row.group }
    table.integer("n", "decided examples") { $0.row.count }
    table.real("brier", "mean squared error of the probability, 0 to 1") { $0.row.brier }
    table.real("log_loss", "mean −ln of the probability of what happened, in nats") { $0.row.logLoss }
    table.real("intercept", "of a logistic regression of the outcome on the logit of the probability; ideal 0") {
      $0.row.intercept
    }
    table.real("slope", "of that regression; ideal 1, below 1 too confident") { $0.row.slope }
    table.flag("suppressed", "whether the figures of the group are withheld") { $0.row.isWithheld }
    table.flag("unreliable", "whether the group has fewer examples than the minimum") { $0.row.isUnreliable }
  }

  /// `reliability.csv`: one row per arm × group × bin.
  static let binsTable = CSVTable<(arm: String, row: CalibrationFinding, bin: Int)> { table in
    table.text("arm", "probe") { $0.arm }
    table.text("attribute", "attribute of the group; empty for all examples") { $0.row.attribute }
    table.text("group", "value of the attribute; empty for all examples") { $0.row.group }
    table.integer("bin", "1 for the smallest probabilities") { $0.bin + 1 }
    table.integer("n", "examples of the bin") { $0.row.bins[$0.bin].count }
    table.real("predicted", "mean probability, 0 to 1") { $0.row.bins[$0.bin].predicted }
    table.real("observed", "share of examples where it happened, 0 to 1") { $0.row.bins[$0.bin].observed }
    table.real("ci_low", "Wilson 95 % interval of “observed”") { $0.row.bins[$0.bin].low }
    table.real("ci_high", "Wilson 95 % interval of “observed”") { $0.row.bins[$0.bin].high }
  }
}

extension ProbeStudy {
  func calibrationCSV() -> [UInt8] { CalibrationFinding.table.bytes(calibration.lazy.map { (arms[$0.arm].name, $0) }) }

  func reliabilityCSV() -> [UInt8] {
    CalibrationFinding.binsTable.bytes(
      calibration.lazy.flatMap { row in row.bins.indices.map { (arms[row.arm].name, row, $0) } })
  }
}

extension SplitEvaluation {
  /// `split.csv`: one row per arm.
  static func armsTable(_ metrics: [MetricKind]) -> CSVTable<(name: String, split: SplitEvaluation, arm: Arm)> {
    CSVTable { table in
      table.text("arm", "probe") { $0.name }
      table.integer("n_train", "training examples") { $0.split.trainCount }
      table.integer("n_test", "test examples") { $0.split.testCount }
      table.real("c", "inverse strength of the penalty, chosen on the training examples") { $0.arm.c }
      table.real("threshold_chosen", "threshold of activation, where it was chosen there too") { $0.arm.threshold }
      for (place, metric) in metrics.enumerated() {
        table.real(metric.name, "on the test examples; empty if not defined") { $0.arm.metrics[place] }
      }
      table.real("auroc_low", "95 % interval of the AUROC (DeLong; Obuchowski for clusters)") { $0.arm.aurocLow }
      table.real("auroc_high", "95 % interval of the AUROC (DeLong; Obuchowski for clusters)") { $0.arm.aurocHigh }
      table.integer("test_clusters", "clusters of test examples; empty if the examples are independent") {
        $0.split.clusters?.count
      }
    }
  }

  /// `split-comparisons.csv`: one row per pair of arms.
  static let pairsTable = CSVTable<(study: ProbeStudy, split: SplitEvaluation, pair: Pair)> { table in
    table.text("a", "first arm") { $0.study.arms[$0.pair.a].name }
    table.text("b", "second arm") { $0.study.arms[$0.pair.b].name }
    table.integer("only_a_right", "test examples that only a decides right") { $0.pair.onlyFirst }
    table.integer("only_b_right", "test examples that only b decides right") { $0.pair.onlySecond }
    table.real("mcnemar_p", "exact p of these two counts, by whole clusters if there are any") { $0.pair.mcnemarP }
    table.real("auroc_difference", "AUROC of a less that of b; two classes only") { $0.pair.aurocDifference }
    table.real("ci_low", "95 % interval of auroc_difference") { $0.pair.low }
    table.real("ci_high", "95 % interval of auroc_difference") { $0.pair.high }
    table.real("delong_z", "DeLong's z; with clusters Obuchowski's t") { $0.pair.z }
    table.real("delong_p", "p of delong_z, not corrected") { $0.pair.delongP }
    table.text("verdict", "“better”, “worse”, “no difference shown” or “too few clusters”, after Holm") {
      $0.pair.verdict
    }
    table.integer("test_clusters", "clusters of test examples; empty if the examples are independent") {
      $0.split.clusters?.count
    }
  }

  func armsCSV(_ study: ProbeStudy) -> [UInt8] {
    SplitEvaluation.armsTable(study.metrics).bytes(arms.map { (study.arms[$0.arm].name, self, $0) })
  }

  func pairsCSV(_ study: ProbeStudy) -> [UInt8] { SplitEvaluation.pairsTable.bytes(pairs.map { (study, self, $0) }) }
}
