import Datasets
import Diagnostics
import Features
import Findings
import Parallel
import Probing

/// A probe trained on one dataset and tested on another that shares its features.
///
/// For every arm the score on the test dataset stands between a ceiling, the same arm cross-validated inside the test
/// dataset, and a floor, the same arm trained on permuted labels; (score − floor) / (ceiling − floor) is given where
/// the interval of ceiling − floor lies above 0. Intervals are percentiles of a bootstrap of the test examples, whole
/// clusters at a time: they hold for the probes as trained and say nothing of other training sets.
public enum TransferStudy {
  /// - Parameter inside: out-of-fold predictions of the probe study of the test dataset. Arms of the same name take
  ///   their ceiling from it (mean over its repeats) instead of being cross-validated once more.
  /// - Returns: the finding, and one table per shared checkpoint (its first shared pooling).
  /// - Throws: `AtlasError` when the options allow no cross-validation.
  public static func run(
    train: EncodedDataset, test: EncodedDataset, inside: [OutOfFold] = [], options: TransferOptions,
    progress: Progress? = nil
  ) throws -> (TransferFinding, [TransferTable]) {
    guard options.folds >= 2, !options.c.isEmpty, options.permutations >= 1, options.replicates >= 1 else {
      throw AtlasError(
        .input, "transfer needs at least 2 folds, one value of C, one permutation and one bootstrap sample")
    }
    let here = TransferSide.classesPresent(train.examples)
    let there = TransferSide.classesPresent(test.examples)
    let common = here.filter { there.contains($0) }
    var finding = TransferFinding(train: train.id, test: test.id, classes: common)
    finding.notes = notes(train: train, test: test, here: here, there: there, common: common)
    guard common.count >= 2 else {
      finding.notes.append("Fewer than two classes are common to both datasets: no probe was trained.")
      return (finding, [])
    }
    let own = TransferSide(train, common: common)
    let other = TransferSide(test, common: common)
    if common.count == 2 { finding.positiveClass = common[own.positive] }
    let (arms, misfits) = TransferArm.all(train: train, test: test, options: options)
    finding.notes += misfits
    if options.hasOwnThresholds {
      finding.notes.append(
        "otsu: every feature counts as fired above a threshold of its own, which either dataset sets from its own values "
          + "without labels, so that another scale does not matter.")
    }
    if arms.isEmpty { finding.notes.append("The datasets share no checkpoint and no layer at the same pooling.") }
    let runner = ArmTransfer(train: own, test: other, options: options, inside: inside)
    progress?.expect(arms.count)
    finding.rows = try parallelMap(arms.count, threads: options.threads) { index in
      defer { progress?.advance() }
      return try runner.rows(arms[index])
    }.flatMap { $0 }
    let ranked = finding.rows.indices.filter { finding.rows[$0].metric == "auroc" }
    finding.lead = ranked.first { finding.rows[$0].arm.representation.part == .bits } ?? ranked.first
    var tables: [TransferTable] = []
    let single = FeatureTransfer(train: own, test: other, options: options)
    for (features, counterpart) in TransferArm.sharedFeatures(train: train, test: test)
    where features.matrix.columnCount == counterpart.matrix.columnCount
      && !tables.contains(where: { $0.checkpoint == features.checkpoint })
    {
      let (summary, table) = try single.table(features, counterpart)
      finding.checkpoints.append(summary)
      tables.append(table)
    }
    return (finding, tables)
  }

  private static func notes(
    train: EncodedDataset, test: EncodedDataset, here: [String], there: [String], common: [String]
  ) -> [String] {
    var notes: [String] = []
    for (dataset, classes) in [(train, here), (test, there)] {
      let left = classes.filter { !common.contains($0) }
      if !left.isEmpty {
        notes.append(
          "Classes of \(dataset.id) that the other dataset lacks are left out: \(left.joined(separator: ", ")).")
      }
      let unlabelled = dataset.examples.unlabelledCount
      if unlabelled > 0 { notes.append("\(unlabelled) examples of \(dataset.id) have no label: left out.") }
      if let small = dataset.examples.leftOutLabels {
        notes.append(
          "Classes of \(dataset.id) too small to be studied are left out: \(small.values.joined(separator: ", ")).")
      }
    }
    if let own = train.examples.texts, let other = test.examples.texts {
      let known = Set(own)
      let repeated = other.reduce(0) { $0 + (!$1.isEmpty && known.contains($1) ? 1 : 0) }
      if repeated > 0 {
        notes.append("\(repeated) texts of \(test.id) also occur in \(train.id): the score is too good to that extent.")
      }
    }
    return notes
  }
}
