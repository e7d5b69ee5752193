/// Share of examples whose predicted class is the true one; NaN without examples.
public func accuracy(predicted: [Int32], truth: [Int32]) -> Double {
  precondition(predicted.count == truth.count, "one prediction per example")
  guard !truth.isEmpty else { return .nan }
  var hits = 0
  for (p, t) in zip(predicted, truth) where p == t { hits += 1 }
  return Double(hits) / Double(truth.count)
}
