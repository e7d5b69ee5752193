import Datasets
import Diagnostics
import Evaluation
import Features
import Findings
import Parallel

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
      finding.notes.append(Note(.fewerThanTwoCommon))
      return (finding, [])
    }
    let own = TransferSide(train, common: common)
    let other = TransferSide(test, common: common)
    if common.count == 2 { finding.positiveClass = common[own.positive] }
    let (arms, misfits) = TransferArm.all(train: train, test: test, options: options)
    finding.notes += misfits
    if options.hasOwnThresholds { finding.notes.append(Note(.ownThresholds)) }
    if arms.isEmpty { finding.notes.append(Note(.nothingShared)) }
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
  ) -> [Note] {
    var notes: [Note] = []
    for (dataset, classes) in [(train, here), (test, there)] {
      let left = classes.filter { !common.contains($0) }
      if !left.isEmpty { notes.append(Note(.classesNotCommon, dataset.id, left)) }
      let unlabelled = dataset.examples.unlabelledCount
      if unlabelled > 0 { notes.append(Note(.unlabelledOfDataset, unlabelled, dataset.id)) }
      if let small = dataset.examples.leftOutLabels {
        notes.append(Note(.smallClassesOfDataset, dataset.id, small.values))
      }
    }
    if let own = train.examples.texts, let other = test.examples.texts {
      let known = Set(own)
      let repeated = other.reduce(0) { $0 + (!$1.isEmpty && known.contains($1) ? 1 : 0) }
      if repeated > 0 { notes.append(Note(.textsInBoth, repeated, test.id, train.id)) }
    }
    return notes
  }
}
