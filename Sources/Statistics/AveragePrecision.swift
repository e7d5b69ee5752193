/// Average precision: Σ (R_k − R_{k−1})·P_k over the distinct scores in descending order, without interpolation
/// (scikit-learn `average_precision_score`). NaN without positives.
public enum AveragePrecision {
  /// - Parameter scores: of being positive, one per example; no NaN.
  public static func score(_ scores: [Double], positives: [Bool]) -> Double {
    precondition(scores.count == positives.count, "one label per score")
    let total = positives.reduce(0) { $0 + ($1 ? 1 : 0) }
    guard total > 0 else { return .nan }
    let order = scores.indices.sorted { scores[$0] > scores[$1] || (scores[$0] == scores[$1] && $0 < $1) }
    var area = 0.0
    var found = 0
    var start = 0
    while start < order.count {
      let before = found
      var end = start
      while end < order.count && scores[order[end]] == scores[order[start]] {
        if positives[order[end]] { found += 1 }
        end += 1
      }
      area += Double(found - before) / Double(total) * (Double(found) / Double(end))
      start = end
    }
    return area
  }

  /// Multiclass: unweighted mean over classes of "this class against the rest"; parameters as for
  /// `AUROC.macroOneVersusRest`.
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
