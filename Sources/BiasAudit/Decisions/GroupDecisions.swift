import Findings
import Statistics

/// The decisions of one arm for one class in one group.
struct GroupDecisions: Sendable {
  private(set) var exact = GroupConfusion()
  /// What everybody may know of them; nil: they are shown as they are.
  var rounded: GroupConfusion?
  /// How far a rounded count may be off.
  var slack = 0
  /// Labelled, but tested only by fits that were not taught its class.
  private(set) var undecided = 0
  private(set) var scores: [Double] = []
  private(set) var truth: [Bool] = []
  /// [cluster of the dataset]; empty where rows are independent.
  private(set) var byCluster: [GroupConfusion] = []
  /// Cluster of each decided example; empty where rows are independent.
  private(set) var clusters: [Int] = []

  /// - Parameter clusters: of all examples of the dataset; nil where they are independent.
  init(
    _ prediction: ProbePredictions, positive: Int, classes: Int, labels: [Int32], examples: [Int],
    clusters: RowClusters?
  ) {
    if let clusters { byCluster = [GroupConfusion](repeating: GroupConfusion(), count: clusters.count) }
    for example in examples where labels[example] >= 0 {
      guard prediction.predicted[example] >= 0 else {
        undecided += 1
        continue
      }
      let isPositive = Int(labels[example]) == positive
      let isSelected = Int(prediction.predicted[example]) == positive
      exact.add(isPositive: isPositive, isSelected: isSelected)
      scores.append(prediction.probabilities[example * classes + positive])
      truth.append(isPositive)
      if let cluster = clusters?.ofRow[example] {
        byCluster[cluster].add(isPositive: isPositive, isSelected: isSelected)
        self.clusters.append(cluster)
      }
    }
  }

  /// As they are shown.
  var shown: GroupConfusion { rounded ?? exact }
  var count: Int { shown.count }
  var selected: Int { shown.selected }
  /// Whether every labelled example was decided: else nothing is known that all classes have a part in.
  var isWhole: Bool { undecided == 0 }

  /// Whether others can be divided by its selection rate.
  func hasRate(_ minimumCell: Int) -> Bool { count >= max(1, minimumCell) && selected > 0 && isWhole }

  /// nil for measures that are no rate.
  func rate(_ metric: DecisionMetric) -> GroupRate? {
    guard let parts = Self.parts(metric) else { return nil }
    func sum(_ counts: GroupConfusion, _ part: [KeyPath<GroupConfusion, Int>]) -> Int {
      part.reduce(0) { $0 + counts[keyPath: $1] }
    }
    var rate = PublishedRate(
      successes: sum(shown, parts.successes), failures: sum(shown, parts.failures),
      slack: (slack * parts.successes.count, slack * parts.failures.count))
    guard !byCluster.isEmpty else { return GroupRate(rate: rate, deviations: [], isRounded: rounded != nil) }
    let successes = byCluster.map { sum($0, parts.successes) }
    let sizes = zip(byCluster, successes).map { sum($0, parts.failures) + $1 }
    let share = ClusteredShare(successes: successes, sizes: sizes)
    let spread = RateSpread(share)
    // What is published of the clusters is no more than what the intervals need.
    rate.spread = rounded == nil ? spread : spread.roundedUp
    return GroupRate(
      rate: rate, deviations: zip(successes, sizes).map { Double($0) - share.share * Double($1) },
      isRounded: rounded != nil)
  }

  /// What succeeds and what fails, of which the measure is the share.
  private static func parts(_ metric: DecisionMetric) -> (
    successes: [KeyPath<GroupConfusion, Int>], failures: [KeyPath<GroupConfusion, Int>]
  )? {
    switch metric {
    case .selectionRate: ([\.truePositives, \.falsePositives], [\.trueNegatives, \.falseNegatives])
    case .truePositiveRate: ([\.truePositives], [\.falseNegatives])
    case .falsePositiveRate: ([\.falsePositives], [\.trueNegatives])
    case .positivePredictiveValue: ([\.truePositives], [\.falsePositives])
    case .falseOmissionRate: ([\.falseNegatives], [\.trueNegatives])
    case .equalizedOdds, .calibration: nil
    }
  }

  /// Mean score less the share who are positive; nil where some example has no score, and for everybody.
  func calibration(confidence: Double = 0.95) -> Interval? {
    guard rounded == nil, !scores.isEmpty, !scores.contains(where: \.isNaN) else { return nil }
    let (sums, sizes) = errors
    let mean = ClusteredMean(sums: sums, sizes: sizes)
    let bounds = mean.interval(confidence: confidence)
    return Interval(value: mean.mean, low: bounds.map { max(-1, $0.low) }, high: bounds.map { min(1, $0.high) })
  }

  /// By cluster: sum of score less outcome, and examples.
  private var errors: (sums: [Double], sizes: [Int]) {
    let own = zip(scores, truth).map { $0 - ($1 ? 1 : 0) }
    guard !byCluster.isEmpty else { return (own, [Int](repeating: 1, count: own.count)) }
    var sums = [Double](repeating: 0, count: byCluster.count)
    for (error, cluster) in zip(own, clusters) { sums[cluster] += error }
    return (sums, byCluster.map(\.count))
  }

  /// By cluster: how far the sum of its errors is from what the mean of all would make it.
  var calibrationDeviations: [Double] {
    guard !byCluster.isEmpty else { return [] }
    let (sums, sizes) = errors
    let mean = sums.reduce(0, +) / Double(max(1, exact.count))
    return zip(sums, sizes).map { $0 - mean * Double($1) }
  }

  /// AUROC within the group, with an interval that knows of clusters; nil without positives or without negatives.
  var auroc: Interval? {
    guard exact.positives > 0, exact.negatives > 0, !scores.contains(where: \.isNaN) else { return nil }
    let curve = DeLong(scores, positives: truth)
    let bounds =
      byCluster.isEmpty
      ? curve.interval()
      : ClusteredDeLong(curve, positives: truth, clusters: RowClusters(codes: clusters.map(Int32.init))).interval()
    return Interval(value: curve.auroc, low: bounds?.low, high: bounds?.high)
  }
}

/// A rate of one group, and what clusters say of it.
struct GroupRate: Sendable {
  var rate: PublishedRate
  /// [cluster]: successes less what the rate of all would make them; empty where rows are independent.
  var deviations: [Double]
  /// Whether everybody may read it.
  var isRounded: Bool

  /// Of the shown counts.
  var trials: Int { rate.successes + rate.failures }

  /// Of the estimates of two groups that clusters have in common; for everybody at most 0, since it narrows intervals.
  func correlation(with other: GroupRate) -> Double {
    let correlation = GroupRate.correlation(deviations, other.deviations)
    guard isRounded else { return correlation }
    return correlation >= 0 ? 0 : max(-1, (correlation * 10).rounded(.down) / 10)
  }

  static func correlation(_ a: [Double], _ b: [Double]) -> Double {
    let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    let scale = (a.reduce(0) { $0 + $1 * $1 } * b.reduce(0) { $0 + $1 * $1 }).squareRoot()
    return scale > 0 ? max(-1, min(1, product / scale)) : 0
  }
}
