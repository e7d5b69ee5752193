/// Unweighted mean over classes of F₁ = 2TP / (2TP + FP + FN), over the classes that occur in the truth or among the
/// predictions (scikit-learn `f1_score(average="macro", zero_division=0)`); NaN without examples.
///
/// - Parameters:
///   - predicted: class index per example, in 0..<`classes`.
///   - truth: class index per example, in 0..<`classes`.
public func macroF1(predicted: [Int32], truth: [Int32], classes: Int) -> Double {
  precondition(predicted.count == truth.count, "one prediction per example")
  var hits = [Int](repeating: 0, count: classes)
  var mentions = [Int](repeating: 0, count: classes)  // 2TP + FP + FN
  for (p, t) in zip(predicted, truth) {
    if p == t { hits[Int(t)] += 1 }
    mentions[Int(p)] += 1
    mentions[Int(t)] += 1
  }
  var sum = 0.0
  var present = 0
  for c in 0..<classes where mentions[c] > 0 {
    sum += 2 * Double(hits[c]) / Double(mentions[c])
    present += 1
  }
  return present == 0 ? .nan : sum / Double(present)
}
