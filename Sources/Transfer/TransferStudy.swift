import Datasets
import Diagnostics
import Evaluation
import Features
import Findings
import Parallel

/// Probes trained on one dataset and tested on another that shares its features.
///
/// Nothing leaks: where datasets share ids, clusters, texts, near-copies or states, every fold of the test dataset has a probe
/// that was trained without what is linked to it. Like is compared with like: the ceiling is one cross-validation inside the
/// test dataset whose training sets have the size that the training dataset gives; where that is larger, parts of it are
/// trained on for the comparison. Figures are means over the folds of the test dataset, as those of the probes are.
///
/// Intervals hold for other training and test examples, whole clusters at a time, C and folds staying what they are. What
/// other test examples would change follows from the influence of each; for what other training examples would change,
/// everything is fitted again without a third of them (`LeftOutThirds`). Of the ratio by Fieller's theorem.
public enum TransferStudy {
  /// One pair alone.
  ///
  /// - Returns: the finding, and one table per shared checkpoint (its first shared pooling).
  /// - Throws: `AtlasError` when the options allow no cross-validation.
  public static func run(
    train: EncodedDataset, test: EncodedDataset, options: TransferOptions, progress: Progress? = nil
  ) throws -> (TransferFinding, [TransferTable]) {
    try run(
      [train, test], pairs: [TransferPair(train: train.id, test: test.id)], options: options, progress: progress)[0]
  }

  /// All pairs together: what is fitted to a dataset serves every pair that it is in.
  ///
  /// - Parameters:
  ///   - probed: by the ids of datasets.
  ///   - relabelled: examples with the labels of another column, by dataset and column.
  /// - Returns: for every pair its finding, and one table per shared checkpoint.
  /// - Throws: `AtlasError` when the options allow no cross-validation, or a pair names no dataset.
  public static func run(
    _ datasets: [EncodedDataset], pairs: [TransferPair], probed: [String: ProbedDataset] = [:],
    relabelled: [String: [String: ExampleTable]] = [:], options: TransferOptions, progress: Progress? = nil
  ) throws -> [(TransferFinding, [TransferTable])] {
    try all(
      datasets, pairs: pairs, probed: probed, relabelled: relabelled, options: options, progress: progress
    ).pairs
  }

  /// The same, with probes that are trained on all datasets but one.
  public static func all(
    _ datasets: [EncodedDataset], pairs: [TransferPair], probed: [String: ProbedDataset] = [:],
    relabelled: [String: [String: ExampleTable]] = [:], options: TransferOptions, progress: Progress? = nil
  ) throws -> (pairs: [(TransferFinding, [TransferTable])], leftOut: [TransferFinding]) {
    guard options.folds >= 2, !options.c.isEmpty, options.permutations >= 1 else {
      throw AtlasError(.input, "transfer needs at least 2 folds, one value of C and one permutation")
    }
    var run = try TransferRun(datasets, pairs, probed, relabelled, options)
    try run.measure(progress)
    return (try run.findings(), try run.leftOut())
  }
}
