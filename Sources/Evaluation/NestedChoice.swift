import Classifiers
import Statistics

/// A value of C as inner folds see it.
public struct InnerChoice: Sendable {
  /// Place among the candidates.
  public var c = 0
  /// Mean log loss over the rows of the inner folds; infinite where there are none.
  public var score = Double.infinity
  /// That of the inner folds' own means.
  public var standardError = 0.0
}

/// Chooses C where the test rows are not seen: that of least mean log loss over the rows of the inner folds; of several the
/// smallest.
public struct NestedChoice: Sendable {
  let labels: [Int32]
  let classCount: Int
  /// Ascending values of C.
  let candidates: [Double]

  public init(labels: [Int32], classCount: Int, candidates: [Double]) {
    self.labels = labels
    self.classCount = classCount
    self.candidates = candidates
  }

  /// - Parameters:
  ///   - fits: [inner set][C].
  ///   - sets: those that the inner folds of `split` name.
  public func leastLoss(_ fits: [[LogisticFit]], _ split: Split, _ sets: [TrainingSet]) -> InnerChoice {
    var best = InnerChoice()
    if split.inner.isEmpty { return best }
    for c in candidates.indices {
      var total = 0.0
      var count = 0
      var means: [Double] = []
      for inner in split.inner {
        let loss = meanLogLoss(
          fits[inner.set][c].probabilities(classCount: classCount, places: inner.places),
          inner.places.map { labels[sets[inner.set].scored[$0]] })
        means.append(loss)
        total += loss * Double(inner.places.count)
        count += inner.places.count
      }
      let score = total / Double(count)
      if score < best.score { best = InnerChoice(c: c, score: score, standardError: standardError(means)) }
    }
    return best
  }

  /// Every set of a plan fitted at every C, and what the inner folds of each split choose.
  public func choices(
    _ model: LogisticRegression, _ plan: SplitPlan, threads: Int
  ) throws -> (path: LogisticPath, choices: [InnerChoice]) {
    let path = try model.fit(plan.trainingSets, whole: plan.whole, candidates: candidates, threads: threads)
    let inner = Array(path.sets[plan.splits.count...])
    return (path, plan.splits.map { leastLoss(inner, $0, plan.innerSets) })
  }

  /// Mean −ln p of the true class; infinite without rows, so that nothing is chosen by it.
  private func meanLogLoss(_ probabilities: [Double], _ truth: [Int32]) -> Double {
    truth.isEmpty ? .infinity : LogLoss.multiclass(probabilities, labels: truth, classes: classCount)
  }

  /// Of a mean; 0 for fewer than two values.
  private func standardError(_ values: [Double]) -> Double {
    let count = Double(values.count)
    guard count >= 2 else { return 0 }
    let mean = values.reduce(0, +) / count
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) / count).squareRoot()
  }
}
