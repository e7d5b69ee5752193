/// Every metric of one fold, in the order of `Metric.all`; nil where not defined.
///
/// - Parameter taught: classes among the training rows.
func foldScores(probabilities: [Double], labels: [Int32], classCount: Int, positive: Int, taught: Set<Int32>)
  -> [Double?]
{
  let fold = TestPredictions(
    probabilities: probabilities, labels: labels, classCount: classCount, positive: positive,
    knowsAllClasses: taught.isSuperset(of: labels))
  return Metric.all.map { metric in
    let score = metric.score(fold)
    return score.isFinite ? score : nil
  }
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
