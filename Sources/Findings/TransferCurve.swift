import Diagnostics

/// One point of a few-shot curve: a probe trained on the training dataset and some labelled examples of the test dataset,
/// beside one that is trained on these examples alone.
public struct TransferCurvePoint: Codable, Sendable {
  /// Name of the arm.
  public var arm: ArmKey
  /// `auroc`.
  public var metric: String
  /// Labelled examples of the test dataset that were asked for; of the last point as many as a fold leaves to train on.
  public var labels: Int
  /// Whether it is the last point: all that a fold leaves.
  public var isAll: Bool
  /// Such examples in fact, mean over folds and draws: with clusters whole ones are taken.
  public var targetCount: Double
  /// Rows of the training dataset, mean over the folds.
  public var trainCount: Double
  /// Draws of the examples in each fold; 1 where there is no choice.
  public var draws: Int
  /// Mean over folds and draws, with its 95 % interval over other test examples (whole clusters) and other draws.
  public var score: Interval
  /// The same without the training dataset; nil where a draw lacks a class, as with no examples.
  public var alone: Interval?
  /// Score − score alone.
  public var gain: Interval?
  /// Of the probe that is trained on all that a fold of the test dataset leaves.
  public var ceiling: Double
  /// Score − ceiling.
  public var difference: Interval?
  /// What counts as no difference.
  public var margin: Double
  /// Chosen in the training dataset.
  public var c: Double
  /// Of the probe alone: of each fold, chosen in its training rows.
  public var aloneC: [Double]

  public init(
    arm: ArmKey, metric: String = "auroc", labels: Int, isAll: Bool, targetCount: Double, trainCount: Double,
    draws: Int,
    score: Interval, alone: Interval?, gain: Interval?, ceiling: Double, difference: Interval?, margin: Double,
    c: Double,
    aloneC: [Double]
  ) {
    self.arm = arm
    self.metric = metric
    self.labels = labels
    self.isAll = isAll
    self.targetCount = targetCount
    self.trainCount = trainCount
    self.draws = draws
    self.score = score
    self.alone = alone
    self.gain = gain
    self.ceiling = ceiling
    self.difference = difference
    self.margin = margin
    self.c = c
    self.aloneC = aloneC
  }

  /// `transfer.curve.csv`: one row per pair × arm × number of examples.
  static let table = CSVTable<(pair: TransferFinding, point: TransferCurvePoint)> { table in
    table.text("train", "dataset that all probes but those alone were trained on") { $0.pair.train }
    table.text("test", "dataset that they were tested on") { $0.pair.test }
    table.text("arm", "probe") { $0.point.arm.name }
    table.text("metric", "“auroc”") { $0.point.metric }
    table.integer("n_test_labels", "labelled examples of the test dataset asked for") { $0.point.labels }
    table.real("score", "trained on both, mean over folds and draws, 0 to 1") { $0.point.score.value }
    table.real("ci_low", "95 % interval over test examples or clusters, and draws") { $0.point.score.low }
    table.real("ci_high", "95 % interval over test examples or clusters, and draws") { $0.point.score.high }
    table.real("score_alone", "trained on the same examples of the test dataset alone; empty where a class is lacking")
    {
      $0.point.alone?.value
    }
    table.real("alone_low", "95 % interval of score_alone") { $0.point.alone?.low }
    table.real("alone_high", "95 % interval of score_alone") { $0.point.alone?.high }
    table.real("gain", "score − score_alone") { $0.point.gain?.value }
    table.real("gain_low", "95 % interval of the gain") { $0.point.gain?.low }
    table.real("gain_high", "95 % interval of the gain") { $0.point.gain?.high }
    table.real("ceiling", "trained on all that a fold of the test dataset leaves") { $0.point.ceiling }
    table.real("difference", "score − ceiling") { $0.point.difference?.value }
    table.real("difference_low", "95 % interval of the difference") { $0.point.difference?.low }
    table.real("difference_high", "95 % interval of the difference") { $0.point.difference?.high }
    table.real("margin", "what counts as no difference") { $0.point.margin }
    table.flag("all", "whether these are all that a fold leaves to train on") { $0.point.isAll }
    table.real("n_test_drawn", "examples of the test dataset trained on, mean over folds and draws") {
      $0.point.targetCount
    }
    table.real("n_train", "rows of the training dataset trained on, mean over folds") { $0.point.trainCount }
    table.integer("draws", "draws of the examples in each fold") { $0.point.draws }
    table.real("c", "C, chosen in the training dataset") { $0.point.c }
    table.text("c_alone", "C of score_alone and ceiling in each fold") {
      $0.point.aloneC.map(shortDescription).joined(separator: " ")
    }
    table.text("label", "column of the test dataset that was predicted; empty for its labels") { $0.pair.label ?? "" }
    table.text("train_label", "column of the training dataset that was taught; empty for its labels") {
      $0.pair.trainLabel ?? ""
    }
  }

  static func csv(_ transfers: [TransferFinding]) -> [UInt8] {
    table.bytes(transfers.lazy.flatMap { pair in pair.curve.map { (pair, $0) } })
  }
}

/// A probe trained on both datasets' training folds together, tested on the held-out fold of one of them.
public struct TransferJointRow: Codable, Sendable {
  /// Name of the arm.
  public var arm: ArmKey
  /// `auroc`.
  public var metric: String
  /// Id of the dataset whose folds are tested.
  public var testedOn: String
  /// Mean over its folds, with its 95 % interval over other test examples or clusters.
  public var score: Interval
  /// Of the same arm trained on this dataset's training folds alone.
  public var ceiling: Double
  /// Score − ceiling.
  public var difference: Interval?
  /// What counts as no difference.
  public var margin: Double
  /// Rows of the pair's training dataset, and of its test dataset, mean over the folds.
  public var trainCount: Double
  public var testCount: Double
  /// Of the joint probe, chosen in the pair's training dataset.
  public var c: Double
  /// Of each fold of the ceiling.
  public var ceilingC: [Double]

  public init(
    arm: ArmKey, metric: String = "auroc", testedOn: String, score: Interval, ceiling: Double, difference: Interval?,
    margin: Double, trainCount: Double, testCount: Double, c: Double, ceilingC: [Double]
  ) {
    self.arm = arm
    self.metric = metric
    self.testedOn = testedOn
    self.score = score
    self.ceiling = ceiling
    self.difference = difference
    self.margin = margin
    self.trainCount = trainCount
    self.testCount = testCount
    self.c = c
    self.ceilingC = ceilingC
  }

  /// `transfer.joint.csv`: one row per pair × arm × dataset tested on.
  static let table = CSVTable<(pair: TransferFinding, row: TransferJointRow)> { table in
    table.text("train", "first dataset of the pair") { $0.pair.train }
    table.text("test", "second dataset of the pair") { $0.pair.test }
    table.text("arm", "probe") { $0.row.arm.name }
    table.text("metric", "“auroc”") { $0.row.metric }
    table.text("tested_on", "dataset whose held-out folds are scored") { $0.row.testedOn }
    table.real("score", "trained on the training folds of both, mean over the folds, 0 to 1") { $0.row.score.value }
    table.real("score_low", "95 % interval over test examples or clusters") { $0.row.score.low }
    table.real("score_high", "95 % interval over test examples or clusters") { $0.row.score.high }
    table.real("ceiling", "trained on the training folds of tested_on alone") { $0.row.ceiling }
    table.real("floor", "chance") { _ in 0.5 }
    table.real("difference", "score − ceiling") { $0.row.difference?.value }
    table.real("difference_low", "95 % interval of the difference") { $0.row.difference?.low }
    table.real("difference_high", "95 % interval of the difference") { $0.row.difference?.high }
    table.real("margin", "what counts as no difference") { $0.row.margin }
    table.real("n_train", "rows of the first dataset trained on, mean over folds") { $0.row.trainCount }
    table.real("n_test", "rows of the second dataset trained on, mean over folds") { $0.row.testCount }
    table.real("c", "C of the probe trained on both, chosen in the first dataset") { $0.row.c }
    table.text("c_ceiling", "C of the ceiling in each fold") {
      $0.row.ceilingC.map(shortDescription).joined(separator: " ")
    }
    table.text("label", "column of the test dataset that was predicted; empty for its labels") { $0.pair.label ?? "" }
    table.text("train_label", "column of the training dataset that was taught; empty for its labels") {
      $0.pair.trainLabel ?? ""
    }
  }

  static func csv(_ transfers: [TransferFinding]) -> [UInt8] {
    table.bytes(transfers.lazy.flatMap { pair in pair.joint.map { (pair, $0) } })
  }
}
