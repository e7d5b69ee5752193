extension TransferFinding {
  /// `transfer.csv`: one row per pair × arm × metric, over all pairs.
  static let table = CSVTable<(pair: TransferFinding, row: TransferRow)> { table in
    table.text("train", "dataset that the probe was trained on") { $0.pair.train }
    table.text("test", "dataset that it was tested on") { $0.pair.test }
    table.text("arm", "probe") { $0.row.arm.name }
    table.text("metric", "“macro_f1”, “accuracy” or “auroc”") { $0.row.metric }
    table.real("score", "on all test examples, 0 to 1; mean over the folds where the datasets share something") {
      $0.row.score
    }
    table.real(
      "ceiling",
      "the same arm cross-validated once within the test dataset, taught n_train_ceiling rows, mean over folds"
    ) { $0.row.ceiling }
    table.real("floor", "chance: 0.5 for AUROC, else the mean over fits on permuted training labels") { $0.row.floor }
    table.real("ratio", "(score_matched − floor) / (ceiling − floor), less the bias of ratios; empty where not defined")
    {
      $0.row.ratio?.value
    }
    table.real("ci_low", "95 % interval of the ratio, at least 0") { $0.row.ratio?.low }
    table.real("ci_high", "95 % interval of the ratio") { $0.row.ratio?.high }
    table.real("score_low", "95 % interval of the score, over training and test examples or clusters") { $0.row.low }
    table.real("score_high", "95 % interval of the score") { $0.row.high }
    table.text("class", "class that is told from the rest; empty for all classes") { $0.row.classLabel ?? "" }
    table.real("c", "C of the transferred probe, chosen in the training dataset") { $0.row.c }
    table.integer("folds", "folds of the test dataset") { $0.row.folds }
    table.integer("permutations", "fits on permuted labels behind the floor; 0 where it is exact") {
      $0.row.permutations
    }
    table.real("n_train", "training rows behind the score, mean over the folds") { $0.row.trainCount }
    table.real("n_train_ceiling", "training rows behind the ceiling, mean over the folds") { $0.row.ceilingCount }
    table.real("difference", "score_matched − ceiling") { $0.row.difference?.value }
    table.real("difference_low", "95 % interval of the difference") { $0.row.difference?.low }
    table.real("difference_high", "95 % interval of the difference") { $0.row.difference?.high }
    table.text("why", "why there is no ratio, or why pages say it in words") { $0.row.why?.rawValue ?? "" }
    table.real("score_matched", "score of probes taught as many rows as the ceiling’s, mean over the folds") {
      $0.row.matchedScore
    }
    table.real("n_train_matched", "training rows behind it, mean over the folds") { $0.row.matchedCount }
    table.text("c_ceiling", "C of the ceiling in each fold, chosen in its training rows") {
      $0.row.ceilingC.map(shortDescription).joined(separator: " ")
    }
    table.text("label", "column that was predicted; empty for the labels") { $0.pair.label ?? "" }
  }

  static func csv(_ transfers: [TransferFinding]) -> [UInt8] {
    table.bytes(transfers.lazy.flatMap { pair in pair.rows.map { (pair, $0) } })
  }
}

extension TransferTable {
  /// `transfer.TRAIN.TEST.CHECKPOINT.features.csv`: one row per feature.
  public func featuresCSV() -> [UInt8] { featuresTable.bytes(shared.indices) }

  var featuresTable: CSVTable<Int> {
    CSVTable { table in
      table.integer("feature", "index in the checkpoint, from 0") { $0 }
      table.real("auroc_train", "AUROC on the training dataset, 0 to 1; empty if not tested", of: aurocTrain)
      table.real("q_train", "Benjamini–Hochberg q on the training dataset", of: qTrain)
      table.real("auroc_test", "AUROC on the test dataset, 0 to 1; empty if not tested", of: aurocTest)
      table.real("q_test", "Benjamini–Hochberg q on the test dataset", of: qTest)
      table.real("density_train", "share of active examples of the training dataset, 0 to 1", of: densityTrain)
      table.real("density_test", "share of active examples of the test dataset, 0 to 1", of: densityTest)
      table.flag("shared", "whether both q are small and both AUROCs on the same side of ½") { shared[$0] }
    }
  }
}
