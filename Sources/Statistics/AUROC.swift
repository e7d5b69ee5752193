/// Area under the receiver operating characteristic: the probability that a positive scores above a negative, ties
/// counted half (Mann & Whitney 1947; scikit-learn `roc_auc_score`). In [0, 1]; NaN without positives or negatives.
public enum AUROC {
  /// - Parameters:
  ///   - scores: one per example; no NaN.
  ///   - positives: whether each example is positive.
  public static func score(_ scores: [Double], positives: [Bool]) -> Double {
    precondition(scores.count == positives.count, "one label per score")
    let ranks = Midranks(scores).ranks
    var sum = 0.0
    var count = 0
    for (rank, isPositive) in zip(ranks, positives) where isPositive {
      sum += rank
      count += 1
    }
    return fromRankSum(sum, positives: count, negatives: scores.count - count)
  }

  /// From the sum of the positives' midranks.
  public static func fromRankSum(_ rankSum: Double, positives: Int, negatives: Int) -> Double {
    guard positives > 0 && negatives > 0 else { return .nan }
    let p = Double(positives)
    return (rankSum - p * (p + 1) / 2) / (p * Double(negatives))
  }

  /// Multiclass: the unweighted mean over classes of the area of "this class against the rest" (scikit-learn
  /// `multi_class="ovr", average="macro"`). NaN when a class has no example.
  ///
  /// - Parameters:
  ///   - probabilities: [example · classes + class].
  ///   - labels: class index of each example.
  public static func macroOneVersusRest(probabilities: [Double], labels: [Int32], classes: Int) -> Double {
    precondition(probabilities.count == labels.count * classes, "one probability per example and class")
    var sum = 0.0
    for c in 0..<classes {
      let scores = labels.indices.map { probabilities[$0 * classes + c] }
      sum += score(scores, positives: labels.map { Int($0) == c })
    }
    return sum / Double(classes)
  }
}
