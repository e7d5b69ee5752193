import Findings

/// How much of two datasets few-shot curves and joint training use: everything where the pairs are few, parts of the rows and
/// fewer draws where there are many, so that the time stays within bounds. What was used is published.
struct FewShotPlan: Sendable {
  /// Rows of either dataset, at most.
  var cap: Int
  /// Draws of labelled examples in each fold.
  var draws: Int

  /// Numbers of labelled examples of the test dataset, before all that a fold leaves.
  static let sizes = [8, 16, 32, 64, 128, 256, 512]
  /// From the most that is done to the least.
  private static let levels = [
    FewShotPlan(cap: 3000, draws: 4), FewShotPlan(cap: 1500, draws: 3), FewShotPlan(cap: 1000, draws: 2),
    FewShotPlan(cap: 640, draws: 2), FewShotPlan(cap: 320, draws: 2),
  ]
  /// Sum of cubes of rows, and of squares times fits, that all curves of a run may take.
  private static let budget = 2e11

  /// - Parameter sizes: labelled rows of either side, of every curve of the run.
  static func chosen(_ sizes: [(train: Int, test: Int)], folds: Int) -> FewShotPlan {
    levels.first { level in
      sizes.reduce(0.0) { $0 + level.work($1, folds: folds) } <= budget
    } ?? levels[levels.count - 1]
  }

  private func work(_ size: (train: Int, test: Int), folds: Int) -> Double {
    let n = Double(min(cap, size.train) + min(cap, size.test))
    let fits = Double(folds * (2 + draws * Self.sizes.count))
    return n * n * (n + 10 * fits)
  }
}

/// The arms that speak for their kinds: the first hidden states, and of the first checkpoint its values and its bits, with
/// thresholds set without labels where there are some.
struct HeadlineArms {
  let arms: [TransferArm]

  /// Places among the arms that all of these datasets have.
  func places(of datasets: [Int]) -> [Int] {
    let shared = arms.indices.filter { index in
      arms[index].dependence == .nothing && arms[index].penalty == .l2
        && datasets.allSatisfy(arms[index].places.contains)
    }
    let hidden = shared.first { arms[$0].key.representation == .hidden }
    let values = shared.first { arms[$0].key.representation == .continuous }
    let own = shared.filter { index in
      let key = arms[index].key
      guard key.representation == .binarized else { return false }
      return values.map { key.checkpoint == arms[$0].key.checkpoint && key.pooling == arms[$0].key.pooling } ?? true
    }
    let bits = own.first { arms[$0].key.threshold == .otsu } ?? own.first
    return [hidden, values, bits].compactMap { $0 }
  }
}
