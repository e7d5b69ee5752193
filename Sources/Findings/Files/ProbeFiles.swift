/// The CSV files of a probe study.
extension ProbeStudy {
  /// `folds.csv`: one row per example × repeat; examples without a label have no fold and no row.
  static let foldsTable = CSVTable<(id: String, repeatIndex: Int, fold: Int32)> { table in
    table.text("example", "id of the example") { $0.id }
    table.integer("repeat", "repeat of the cross-validation, from 0") { $0.repeatIndex }
    table.integer("fold", "fold in which the example is tested, from 0") { $0.fold }
  }

  /// - Parameter ids: of the examples, in their order.
  public func foldsCSV(ids: [String]) -> [UInt8] {
    ProbeStudy.foldsTable.bytes(
      design.assignments.enumerated().lazy.flatMap { repeatIndex, assignment in
        assignment.enumerated().lazy.filter { $0.element >= 0 }.map { (ids[$0.offset], repeatIndex, $0.element) }
      })
  }

  /// `probes.csv`: one row per arm × repeat × fold.
  static func probesTable(_ metrics: [MetricKind]) -> CSVTable<(arm: ProbeArm, row: ProbeRow, study: ProbeStudy)> {
    CSVTable { table in
      table.text("arm", "name of the arm") { $0.arm.name }
      table.text("representation", "what the classifier is given") { $0.arm.key.representation.name }
      table.text("checkpoint", "whose features; empty if none are used") { $0.arm.key.checkpoint }
      table.integer("layer", "layer of the states") { $0.arm.key.layer }
      table.text("pooling", "how token values become one value of the example") { $0.arm.key.pooling }
      table.text("threshold", "above which a value counts as active: a number, or the rule that chooses it") {
        $0.arm.key.threshold?.text
      }
      table.integer("top", "number of features that are kept") { $0.arm.key.top }
      table.real("training_rate", "share of the training rows that is used, 0 to 1") { $0.arm.key.trainingRate }
      table.integer("repeat", "repeat of the cross-validation, from 0") { $0.row.repeatIndex }
      table.integer("fold", "fold that is tested, from 0") { $0.row.fold }
      table.integer("n_train", "training rows") { $0.row.trainCount }
      table.integer("n_test", "test rows") { $0.row.testCount }
      table.real("c", "inverse strength of the penalty, chosen on inner folds") { $0.row.c }
      table.real("threshold_chosen", "threshold, where it was chosen on inner folds") { $0.row.thresholdChosen }
      for (place, metric) in metrics.enumerated() {
        table.real(metric.name, "on the test rows; empty if not defined") { $0.row.metrics[place] }
      }
      table.integer("n_features", "features with a weight") { $0.row.featureCount }
      table.text("seconds", "always empty: times differ from run to run, see timings.json") { _ in nil }
      table.real("inner_log_loss", "log loss over the inner folds at the values chosen, in nats") { $0.row.innerLoss }
      table.text("chosen_arm", "the arm that a derived arm is in this fold") { row in
        row.row.chosenArm.map { row.study.arms[$0].name }
      }
      table.real("objective", "that the fit reached: ½‖w‖² (L1: ‖w‖₁) + C·Σ log loss") { $0.row.objective }
      table.real("gradient_norm", "of the objective there") { $0.row.gradientNorm }
      table.real("duality_gap", "bound of what the objective exceeds its optimum by; L1 only") { $0.row.dualityGap }
    }
  }

  /// `probes.csv`: one row per arm × repeat × fold.
  public func probesCSV() -> [UInt8] {
    ProbeStudy.probesTable(metrics).bytes(rows.lazy.map { (arms[$0.arm], $0, self) })
  }
  /// `thresholds.csv`: one row per checkpoint × pooling × threshold.
  public func thresholdsCSV() -> [UInt8] { ThresholdRow.table.bytes(thresholds) }
  /// `stability.csv`: one row per arm that selects features.
  public func stabilityCSV() -> [UInt8] { StabilityRow.table.bytes(stability.lazy.map { ($0, self) }) }
  /// `comparisons.csv`: one row per pair of arms × metric.
  public func comparisonsCSV() -> [UInt8] { ArmComparison.table.bytes(comparisons.lazy.map { ($0, self) }) }
}

extension ThresholdRow {
  /// `thresholds.csv`: one row per checkpoint × pooling × threshold.
  static let table = CSVTable<ThresholdRow> { table in
    table.real("threshold", "of activation; empty if every feature has its own") { $0.threshold }
    table.real("macro_f1_mean", "macro-F1 of the binarized arm, mean over the folds, 0 to 1") { $0.macroF1Mean }
    table.real("macro_f1_low", "95 % interval of macro_f1_mean") { $0.macroF1Low }
    table.real("macro_f1_high", "95 % interval of macro_f1_mean") { $0.macroF1High }
    table.real("mean_active_features", "features above the threshold, mean over the labelled examples") {
      $0.meanActiveFeatures
    }
    table.real("stability", "Φ of the heaviest features of the folds, at most 1 (Nogueira 2018)") { $0.stability }
    table.text("checkpoint", "whose features") { $0.checkpoint }
    table.text("pooling", "how token values become one value of the example") { $0.pooling }
    table.real("stability_low", "95 % interval of stability, taking the fits as independent") { $0.stabilityLow }
    table.real("stability_high", "95 % interval of stability, taking the fits as independent") { $0.stabilityHigh }
    table.text("kind", "“fixed”, “auto” or “otsu”") { $0.choice.kind }
  }
}

extension StabilityRow {
  /// `stability.csv`: one row per arm that selects features.
  static let table = CSVTable<(row: StabilityRow, study: ProbeStudy)> { table in
    table.text("arm", "probe") { $0.study.arms[$0.row.arm].name }
    table.real("phi", "Φ of the features that the folds select, at most 1 (Nogueira 2018)") { $0.row.phi }
    table.real("ci_low", "95 % interval of phi, taking the fits as independent") { $0.row.low }
    table.real("ci_high", "95 % interval of phi, taking the fits as independent") { $0.row.high }
    table.real("selected_mean", "features selected, mean over the folds") { $0.row.selectedMean }
  }
}

extension ArmComparison {
  /// `comparisons.csv`: one row per pair of arms × metric.
  static let table = CSVTable<(row: ArmComparison, study: ProbeStudy)> { table in
    table.text("a", "first arm") { $0.study.arms[$0.row.a].name }
    table.text("b", "second arm") { $0.study.arms[$0.row.b].name }
    table.text("metric", "“macro_f1” or “auroc”") { $0.row.metric }
    table.real("mean_a", "mean of the first arm over the folds, 0 to 1") { $0.row.meanA }
    table.real("mean_b", "mean of the second arm over the folds, 0 to 1") { $0.row.meanB }
    table.real("difference", "mean_a − mean_b") { $0.row.difference }
    table.real("ci_low", "95 % interval of the difference (corrected resampled t)") { $0.row.low }
    table.real("ci_high", "95 % interval of the difference (corrected resampled t)") { $0.row.high }
    table.real("t", "corrected resampled t; empty if all differences are the same") { $0.row.t }
    table.integer("df", "degrees of freedom of t") { $0.row.degreesOfFreedom }
    table.real("p", "two-sided p of t, not corrected") { $0.row.p }
    table.text("verdict", "“better”, “worse”, “not worse” or “no difference shown”") { $0.row.verdict }
    table.real("p_adjusted", "p after Holm's correction over the pairs of the family and metric") { $0.row.adjustedP }
    table.real("margin", "loss up to which “not worse” is said") { $0.row.margin }
    table.text("family", "what p is corrected over: “headline”, “further”, “majority” or a training rate") {
      $0.row.family
    }
    table.text("same_as", "pair of the same arms under other names, which is counted in its place") { row in
      row.row.sameAs.map { "\(row.study.arms[$0.a].name) − \(row.study.arms[$0.b].name)" }
    }
  }
}

extension NearDuplicateFinding {
  /// `near-duplicates.csv`: one row per pair of examples that are alike.
  static let pairsTable = CSVTable<(pair: Pair, ids: [String])> { table in
    table.text("example", "id of the first example") { $0.ids[$0.pair.first] }
    table.text("other", "id of the second example") { $0.ids[$0.pair.second] }
    table.real("similarity", "Jaccard similarity of words and pairs of words, 0 to 1; 1 for equal states") {
      $0.pair.similarity
    }
    table.integer("parted", "repeats in which the two are in different folds") { $0.pair.parted }
    table.flag("across_split", "whether one is a training and one a test row of the data's own split") {
      $0.pair.isAcrossSplit
    }
    table.text("seen_in", "“text” or “state”: where they are alike") { $0.pair.kind }
  }

  func pairsCSV(ids: [String]) -> [UInt8] { NearDuplicateFinding.pairsTable.bytes(pairs.lazy.map { ($0, ids) }) }
}
