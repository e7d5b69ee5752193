import Findings
import Statistics

/// Intervals and paired tests of arms on the same test rows: McNemar's and DeLong's, or those of clusters where rows share
/// one.
struct SplitInference {
  let truth: [Int32]
  let classCount: Int
  let positives: [Bool]
  /// nil where the rows are independent.
  let clusters: RowClusters?

  init(truth: [Int32], classCount: Int, positive: Int, clusters: RowClusters?) {
    self.truth = truth
    self.classCount = classCount
    positives = truth.map { Int($0) == positive }
    self.clusters = clusters.flatMap { $0.hasRepeats ? $0 : nil }
  }

  func finding(column: String) -> SplitEvaluation.Clusters? {
    clusters.map {
      SplitEvaluation.Clusters(column: column, count: $0.count, largest: $0.sizes.max() ?? 0)
    }
  }

  /// 95 % interval of the AUROC.
  func interval(_ curve: DeLong) -> ConfidenceInterval? {
    guard let clusters else { return curve.interval() }
    return ClusteredDeLong(curve, positives: positives, clusters: clusters).interval()
  }

  /// - Parameters:
  ///   - arms: their places in the study, and what they are.
  ///   - probabilities: of each arm, [row · classes + class].
  ///   - curves: of each arm; nil where there are more than two classes.
  func compare(_ arms: [(place: Int, key: ArmKey)], _ probabilities: [[Double]], _ curves: [DeLong?])
    -> [SplitEvaluation.Pair]
  {
    let right = probabilities.map { own in
      truth.indices.map { largestClass(own[$0 * classCount..<($0 + 1) * classCount]) == truth[$0] }
    }
    let pairs = ArmPairs(arms.map(\.key)).all.filter { arms[$0.b].key.representation.role != .baseline }
    var result = pairs.map { pair -> SplitEvaluation.Pair in
      let (a, b) = (pair.a, pair.b)
      let first = truth.indices.count { right[a][$0] && !right[b][$0] }
      let second = truth.indices.count { right[b][$0] && !right[a][$0] }
      var pair = SplitEvaluation.Pair(
        a: arms[a].place, b: arms[b].place, onlyFirst: first, onlySecond: second,
        mcnemarP: clusters.map { mcnemar(right[a], right[b], $0) }
          ?? McNemar.exact(onlyFirstRight: first, onlySecondRight: second))
      if let clusters, clusters.count < ClusteredDeLong.fewest.clusters { pair.verdict = "too few clusters" }
      if let one = curves[a], let other = curves[b], one.auroc.isFinite, other.auroc.isFinite {
        compareAreas(one, other, &pair)
      }
      return pair
    }
    let adjusted = ArmComparisons.holm(result.map { classCount == 2 ? $0.delongP ?? 1 : $0.mcnemarP })
    for index in result.indices where result[index].verdict.isEmpty {
      let pair = result[index]
      let lead = classCount == 2 ? pair.aurocDifference ?? 0 : Double(pair.onlyFirst - pair.onlySecond)
      result[index].verdict =
        adjusted[index] > 0.05 || lead == 0 ? "no difference shown" : lead > 0 ? "better" : "worse"
    }
    return result
  }

  private func mcnemar(_ first: [Bool], _ second: [Bool], _ clusters: RowClusters) -> Double {
    ClusteredMcNemar.exact(differences: clusters.sums(zip(first, second).map { ($0 ? 1 : 0) - ($1 ? 1 : 0) }))
  }

  private func compareAreas(_ one: DeLong, _ other: DeLong, _ pair: inout SplitEvaluation.Pair) {
    let difference = one.auroc - other.auroc
    pair.aurocDifference = difference
    if let clusters {
      let clustered = ClusteredDeLong(one, minus: other, positives: positives, clusters: clusters)
      if !clustered.isJudged { pair.verdict = "too few clusters" }
      let test = clustered.test()
      guard test.p.isFinite else { return }
      (pair.z, pair.delongP) = (test.statistic, test.p)
      let interval = clustered.interval()
      (pair.low, pair.high) = (interval?.low, interval?.high)
    } else {
      let test = one.test(against: other)
      guard test.p.isFinite, test.statistic != 0 else { return }
      let half = NormalDistribution.z95 * abs(difference / test.statistic)
      (pair.low, pair.high) = (difference - half, difference + half)
      (pair.z, pair.delongP) = (test.statistic, test.p)
    }
  }
}
