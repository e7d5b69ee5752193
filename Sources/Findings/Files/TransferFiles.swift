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
    table.text("label", "column of the test dataset that was predicted; empty for its labels") { $0.pair.label ?? "" }
    table.text("train_label", "column of the training dataset that was taught; empty for its labels") {
      $0.pair.trainLabel ?? ""
    }
  }

  static func csv(_ transfers: [TransferFinding]) -> [UInt8] {
    table.bytes(transfers.lazy.flatMap { pair in pair.rows.map { (pair, $0) } })
  }
}

extension TransferTable {
  /// `transfer.TRAIN.TEST.CHECKPOINT.features.csv`: one row per feature × class; of two classes the positive one.
  public func featuresCSV() -> [UInt8] { featuresTable.bytes(kind.indices) }

  var featuresTable: CSVTable<Int> {
    let count = max(1, classes.count)
    return CSVTable { table in
      table.integer("feature", "index in the checkpoint, from 0") { $0 / count }
      table.real(
        "auroc_train", "AUROC of the class against the rest on the training dataset, 0 to 1; empty if not tested",
        of: aurocTrain)
      table.real("q_train", "Benjamini–Hochberg q on the training dataset, over all rows", of: qTrain)
      table.real("auroc_test", "AUROC on the test dataset, 0 to 1; empty if not tested", of: aurocTest)
      table.real("q_test", "Benjamini–Hochberg q on the test dataset, over all rows", of: qTest)
      table.real("density_train", "share of active examples of the training dataset, 0 to 1") {
        densityTrain[$0 / count]
      }
      table.real("density_test", "share of active examples of the test dataset, 0 to 1") { densityTest[$0 / count] }
      table.flag("shared", "whether kind is “shared”") { kind[$0] == .shared }
      table.text("class", "class that is told from the rest; of two the positive one") { classes[$0 % count] }
      table.real("strength_train", "mean of the active values of the training dataset") { strengthTrain[$0 / count] }
      table.real("strength_test", "mean of the active values of the test dataset") { strengthTest[$0 / count] }
      table.real("p_max", "the larger of the two p: that the class is not separated on both sides", of: pMax)
      table.real("q_max", "Benjamini–Hochberg q of p_max, over all rows", of: qMax)
      table.text(
        "kind",
        "“shared”: separates the class on both sides, in one direction; “reversed”: in opposite ones; “source-only”: in "
          + "the training dataset, and less than half as well in the test dataset; “target-only”: the other way round; "
          + "“none”: none of these is shown"
      ) { kind[$0].rawValue }
      table.real("p_train", "two-sided p on the training dataset, of clusters where there are some", of: pTrain)
      table.real("p_test", "two-sided p on the test dataset", of: pTest)
      table.real(
        "q_source_only",
        "Benjamini–Hochberg q: separates in the training dataset, and |AUROC − ½| is less than half in the test dataset",
        of: qSourceOnly)
      table.real("q_target_only", "the same the other way round", of: qTargetOnly)
    }
  }
}

extension TransferCheckpointSummary {
  /// `transfer.TRAIN.TEST.agreement.csv`: one row per checkpoint.
  static let table = CSVTable<TransferCheckpointSummary> { table in
    table.text("checkpoint", "as the training dataset names it") { $0.checkpoint }
    table.integer("tested", "feature × class tested in both datasets; of two classes the positive one") { $0.tested }
    table.integer("tested_train", "tested in the training dataset") { $0.testedTrain }
    table.integer("tested_test", "tested in the test dataset") { $0.testedTest }
    table.integer("shared", "rows of this kind in the table of features") { $0.shared }
    table.integer("reversed", "rows of this kind") { $0.reversed }
    table.integer("source_only", "rows of this kind") { $0.sourceOnly }
    table.integer("target_only", "rows of this kind") { $0.targetOnly }
    table.real("rank_correlation", "Spearman, AUROCs of both datasets over what is tested in both") {
      $0.rankCorrelation
    }
    table.real("ci_low", "95 % interval, for other examples of as many, whole clusters at a time") { $0.rankLow }
    table.real("ci_high", "95 % interval") { $0.rankHigh }
    table.real("partial_correlation", "the same given the ranks of the densities of both datasets") {
      $0.partialCorrelation?.value
    }
    table.real("partial_low", "95 % interval") { $0.partialCorrelation?.low }
    table.real("partial_high", "95 % interval") { $0.partialCorrelation?.high }
  }
}
