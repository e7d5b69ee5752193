extension TransferFinding {
  /// `transfer.csv`: one row per pair × arm × metric, over all pairs.
  static let table = CSVTable<(pair: TransferFinding, row: TransferRow)> { table in
    table.text("train", "dataset that the probe was trained on") { $0.pair.train }
    table.text("test", "dataset that it was tested on") { $0.pair.test }
    table.text("arm", "probe") { $0.row.arm.name }
    table.text("metric", "“macro_f1”, “accuracy” or “auroc”") { $0.row.metric }
    table.real("score", "on the test dataset, 0 to 1") { $0.row.score }
    table.real("ceiling", "the same arm cross-validated within the test dataset") { $0.row.ceiling }
    table.real("floor", "the same arm trained on permuted labels, mean over the permutations") { $0.row.floor }
    table.real("ratio", "(score − floor) / (ceiling − floor); empty if these do not differ clearly") {
      $0.row.ratio?.value
    }
    table.real("ci_low", "95 % bootstrap interval of the ratio") { $0.row.ratio?.low }
    table.real("ci_high", "95 % bootstrap interval of the ratio") { $0.row.ratio?.high }
    table.real("score_low", "95 % bootstrap interval of the score") { $0.row.low }
    table.real("score_high", "95 % bootstrap interval of the score") { $0.row.high }
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
