import Statistics

/// Macro-F1, accuracy and AUROC of fixed predictions for any weights of the examples: a bootstrap sample is a vector of
/// how often each example was drawn, and the predictions need sorting only once.
struct WeightedScores: Sendable {
  static let metrics = ["macro_f1", "accuracy", "auroc"]

  private let truth: [Int32]
  private let decisions: [Int32]
  private let classCount: Int
  /// Per class of which the AUROC is taken: examples in ascending order of its probability, and where ties start.
  private let orders: [(c: Int32, order: [Int], starts: [Bool])]

  /// - Parameters:
  ///   - probabilities: [example · classes + class].
  ///   - truth: class of each example.
  init(probabilities: [Double], truth: [Int32], classCount: Int) {
    self.truth = truth
    self.classCount = classCount
    decisions = truth.indices.map { example in
      var best = 0
      for c in 1..<classCount
      where probabilities[example * classCount + c] > probabilities[example * classCount + best] { best = c }
      return Int32(best)
    }
    // Two classes: of either the same, so that of the last; more: the mean over classes of one against the rest.
    orders = (classCount == 2 ? [1] : Array(0..<classCount)).map { c in
      let scores = truth.indices.map { probabilities[$0 * classCount + c] }
      let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
      let starts = order.indices.map { $0 == 0 || scores[order[$0]] != scores[order[$0 - 1]] }
      return (Int32(c), order, starts)
    }
  }

  /// The metrics in the order of `metrics`; NaN where not defined.
  ///
  /// - Parameter weights: how often each example counts; nil: once.
  func scores(weights: [Int32]? = nil) -> [Double] {
    var hits = [Int](repeating: 0, count: classCount)
    var mentions = hits
    var total = 0
    for example in truth.indices {
      let weight = Int(weights?[example] ?? 1)
      let (decided, true_) = (Int(decisions[example]), Int(truth[example]))
      if decided == true_ { hits[decided] += weight }
      mentions[decided] += weight
      mentions[true_] += weight
      total += weight
    }
    var f1 = 0.0
    var present = 0
    for c in 0..<classCount where mentions[c] > 0 {
      f1 += 2 * Double(hits[c]) / Double(mentions[c])
      present += 1
    }
    var area = 0.0
    for own in orders { area += auroc(own.c, own.order, own.starts, weights) }
    return [
      present == 0 ? .nan : f1 / Double(present), total == 0 ? .nan : Double(hits.reduce(0, +)) / Double(total),
      area / Double(orders.count),
    ]
  }

  private func auroc(_ c: Int32, _ order: [Int], _ starts: [Bool], _ weights: [Int32]?) -> Double {
    var positives = 0
    var negatives = 0
    // Twice the number of pairs in order, ties counting half.
    var pairs = 0
    var tied = (positives: 0, negatives: 0)
    for (place, example) in order.enumerated() {
      if starts[place] {
        pairs += tied.positives * (2 * negatives + tied.negatives)
        positives += tied.positives
        negatives += tied.negatives
        tied = (0, 0)
      }
      let weight = Int(weights?[example] ?? 1)
      if truth[example] == c { tied.positives += weight } else { tied.negatives += weight }
    }
    pairs += tied.positives * (2 * negatives + tied.negatives)
    positives += tied.positives
    negatives += tied.negatives
    guard positives > 0 && negatives > 0 else { return .nan }
    return Double(pairs) / 2 / (Double(positives) * Double(negatives))
  }
}
