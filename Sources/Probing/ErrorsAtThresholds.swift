import Datasets
import Evaluation
import Findings
import Statistics

/// False alarms, misses and their cost at several thresholds of an arm's probability out of fold.
///
/// Thresholds are fixed before anything is measured: .3, .5, .7, and where both errors have a price the one at which the
/// prices are even, price of a false alarm / sum of both. Rates are shares of rows that come in clusters (`ClusteredShare`,
/// Wilson's interval where rows are independent), the cost is a mean over the same rows (`ClusteredMean`).
public struct ErrorsAtThresholds {
  static let fixed = [0.3, ErrorStudy.usual, 0.7]

  let examples: ExampleTable
  /// What errors cost, and how well a trial is to know them.
  let decision: DecisionQuestion

  public init(examples: ExampleTable, decision: DecisionQuestion?) {
    self.examples = examples
    self.decision = decision ?? DecisionQuestion(question: "")
  }

  /// - Returns: nil unless there are two classes and the leading arm has a probability for every labelled example.
  public func study(_ result: ProbeLaboratory.Result) -> ErrorStudy? {
    guard result.study.design.positiveClass != nil,
      let place = result.study.headline.leading(Array(result.outOfFold.indices)),
      result.study.arms.indices.contains(place)
    else { return nil }
    let arm = result.outOfFold[place]
    guard arm.classCount == 2, arm.arm.representation.role != .baseline, !arm.isPartial(examples.labels) else {
      return nil
    }
    let labelled = examples.labels.indices.filter { examples.labels[$0] >= 0 }
    let rows = thresholds.map { row(arm, at: $0, labelled) }
    guard let own = rows.first(where: { $0.threshold == ErrorStudy.usual }), own.negatives > 0, own.positives > 0 else {
      return nil
    }
    let precision = decision.precision ?? DecisionQuestion.usualPrecision
    return ErrorStudy(
      arm: place, rows: rows, precision: precision,
      needed: Self.needed([own.falseAlarmRate, own.missRate], examples: labelled.count, precision: precision),
      settling: Self.settling(result.study))
  }

  private var thresholds: [Double] {
    guard let alarm = decision.costPerFalseAlarm, let miss = decision.costPerMiss, alarm + miss > 0 else {
      return Self.fixed
    }
    return Set(Self.fixed + [alarm / (alarm + miss)]).sorted()
  }

  private func row(_ arm: OutOfFold, at threshold: Double, _ labelled: [Int]) -> ErrorStudy.Row {
    let clusters = RowClusters(codes: labelled.map { examples.clusters?.codes[$0] ?? Int32($0) })
    var alarms = [Int](repeating: 0, count: clusters.count)
    var (negatives, misses, positives) = (alarms, alarms, alarms)
    for (row, example) in labelled.enumerated() {
      let cluster = clusters.ofRow[row]
      let isPositive = Int(examples.labels[example]) == examples.positive
      // The probe's own decision settles what lies on the threshold.
      let isSelected =
        threshold == ErrorStudy.usual
        ? Int(arm.decisions[example]) == examples.positive
        : arm.probabilities[example * arm.classCount + examples.positive] > threshold
      if isPositive {
        positives[cluster] += 1
        if !isSelected { misses[cluster] += 1 }
      } else {
        negatives[cluster] += 1
        if isSelected { alarms[cluster] += 1 }
      }
    }
    return ErrorStudy.Row(
      threshold: threshold, negatives: negatives.reduce(0, +), falseAlarms: alarms.reduce(0, +),
      positives: positives.reduce(0, +), misses: misses.reduce(0, +),
      falseAlarmRate: Self.rate(alarms, negatives, clusters), missRate: Self.rate(misses, positives, clusters),
      cost: cost(alarms, misses, zip(negatives, positives).map(+)))
  }

  private static func rate(_ successes: [Int], _ sizes: [Int], _ clusters: RowClusters) -> Interval {
    let share = ClusteredShare(successes: successes, sizes: sizes)
    let bounds =
      clusters.hasRepeats
      ? share.interval() : ConfidenceInterval.wilson(successes: share.successes, trials: share.trials)
    return Interval(value: share.share, low: bounds?.low, high: bounds?.high)
  }

  private func cost(_ alarms: [Int], _ misses: [Int], _ sizes: [Int]) -> Interval? {
    guard decision.costPerFalseAlarm != nil || decision.costPerMiss != nil else { return nil }
    let sums = zip(alarms, misses).map {
      Double($0) * (decision.costPerFalseAlarm ?? 0) + Double($1) * (decision.costPerMiss ?? 0)
    }
    let mean = ClusteredMean(sums: sums, sizes: sizes)
    let bounds = mean.interval()
    return Interval(
      value: 1000 * mean.mean, low: bounds.map { 1000 * max(0, $0.low) }, high: bounds.map { 1000 * $0.high })
  }

  /// n·(h/w)² where h is the longer arm of the widest interval and w the precision.
  static func needed(_ rates: [Interval], examples: Int, precision: Double) -> Int? {
    var widest = 0.0
    for rate in rates {
      guard let low = rate.low, let high = rate.high else { return nil }
      widest = max(widest, high - rate.value, rate.value - low)
    }
    return ceiling(Double(examples) * (widest / precision) * (widest / precision))
  }

  /// The same for the interval of bits less values on the metric of the headline, and the margin.
  static func settling(_ study: ProbeStudy) -> Int? {
    let arms = study.headline.arms
    func place(_ part: RepresentationKind.Part) -> Int? {
      arms.first { study.arms[$0].key.representation.part == part }
    }
    guard let bits = place(.bits), let values = place(.values),
      let item = study.comparisons.first(where: {
        $0.metric == study.headline.metric && $0.a == bits && $0.b == values
      }), item.margin > 0
    else { return nil }
    let ratio = (item.high - item.low) / (2 * item.margin)
    return ceiling(Double(study.design.exampleCount) * ratio * ratio)
  }

  /// Up to the next multiple of 10; nil where it is no number that could be collected.
  private static func ceiling(_ value: Double) -> Int? {
    value.isFinite && value < 1e9 ? max(10, Int((value / 10).rounded(.up)) * 10) : nil
  }
}
