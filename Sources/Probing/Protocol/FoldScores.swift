import Findings
import Statistics

/// The metrics of one fold, in the order of `ProbeMetric.allNames`; nil where not defined.
///
/// With two classes AUROC, average precision and Brier refer to class `positive`; with more the first two are means of
/// one class against the rest, and Brier is the sum over the classes. AUROC and average precision are not defined where a
/// class was not taught: its probability is 0 for every example, which ranks nothing.
///
/// - Parameter taught: classes among the training rows.
func foldScores(probabilities: [Double], labels: [Int32], classCount: Int, positive: Int, taught: Set<Int32>)
  -> [Double?]
{
  let decisions = labels.indices.map { example in
    largestClass(probabilities[example * classCount..<(example + 1) * classCount])
  }
  var scores = [
    macroF1(predicted: decisions, truth: labels, classes: classCount), accuracy(predicted: decisions, truth: labels),
  ]
  if classCount == 2 {
    let own = labels.indices.map { probabilities[$0 * 2 + positive] }
    let positives = labels.map { Int($0) == positive }
    scores.append(AUROC.score(own, positives: positives))
    scores.append(AveragePrecision.score(own, positives: positives))
    scores.append(BrierScore.binary(own, positives: positives))
    scores.append(LogLoss.binary(own, positives: positives))
  } else {
    scores.append(AUROC.macroOneVersusRest(probabilities: probabilities, labels: labels, classes: classCount))
    scores.append(
      AveragePrecision.macroOneVersusRest(probabilities: probabilities, labels: labels, classes: classCount))
    scores.append(BrierScore.multiclass(probabilities, labels: labels, classes: classCount))
    scores.append(LogLoss.multiclass(probabilities, labels: labels, classes: classCount))
  }
  if !taught.isSuperset(of: labels) {
    for metric in ["auroc", "average_precision"] {
      if let place = ProbeMetric.allNames.firstIndex(of: metric) { scores[place] = .nan }
    }
  }
  return scores.map { $0.isFinite ? $0 : nil }
}

/// Index of the largest of the probabilities, the first of several.
func largestClass(_ probabilities: ArraySlice<Double>) -> Int32 {
  var best = 0
  for index in 0..<probabilities.count
  where probabilities[probabilities.startIndex + index] > probabilities[probabilities.startIndex + best] {
    best = index
  }
  return Int32(best)
}
