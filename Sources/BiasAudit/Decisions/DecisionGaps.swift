import Findings
import Statistics

/// How far apart groups are by what one arm decides for one class.
struct DecisionGaps {
  /// Names of the groups that are compared.
  let groups: [String]
  let reference: String
  /// Groups with fewer examples to take a rate of are left out.
  let minimumCell: Int
  /// For each group.
  let rates: [GroupMetric: [DecisionRate]]
  /// Errors of the probabilities, for each group; nil where they are not compared.
  let calibration: [ClusteredMean?]

  /// - Parameter make: a gap from metric, kind, the two groups, difference and ratio.
  func all(_ make: (GroupMetric, GroupGap.Kind, String, String, Interval, Interval?) -> GroupGap) -> [GroupGap] {
    var gaps: [GroupGap] = []
    let order: [GroupMetric] = [
      .selectionRate, .truePositiveRate, .falsePositiveRate, .positivePredictiveValue, .falseOmissionRate,
    ]
    for metric in order {
      guard let rates = rates[metric] else { continue }
      let shown = groups.indices.filter { isLarge(rates[$0]) }
      if let base = shown.first(where: { groups[$0] == reference }) {
        for group in shown where group != base {
          gaps.append(
            make(
              metric, .reference, groups[group], reference, difference(rates[group], rates[base]),
              rates[group].ratio(to: rates[base])))
        }
      }
      if let (high, low, range) = range(shown.map { rates[$0] }) {
        gaps.append(make(metric, .range, groups[shown[high]], groups[shown[low]], range, nil))
      }
    }
    return gaps + equalizedOdds(make) + calibrationGaps(make)
  }

  private func isLarge(_ rate: DecisionRate) -> Bool {
    rate.published.successes + rate.published.failures >= max(1, minimumCell)
  }

  private func difference(_ a: DecisionRate, _ b: DecisionRate, confidence: Double = 0.95) -> Interval {
    let value = (a.published.value ?? .nan) - (b.published.value ?? .nan)
    if a.isExact {
      let bounds = RateContrast(a.exact, b.exact).difference(confidence: confidence)
      return Interval(value: value, low: bounds?.low, high: bounds?.high)
    }
    // Of rounded counts: as far apart as the ends of both intervals.
    guard confidence == 0.95, let one = a.interval, let other = b.interval, let low = one.low, let high = one.high,
      let otherLow = other.low, let otherHigh = other.high
    else { return Interval(value: value, low: nil, high: nil) }
    return Interval(value: value, low: max(-1, low - otherHigh), high: min(1, high - otherLow))
  }

  /// Places of the largest and the smallest rate, and how far apart they are; nil for fewer than two.
  private func range(_ rates: [DecisionRate], confidence: Double = 0.95) -> (high: Int, low: Int, Interval)? {
    let values = rates.map { $0.published.value ?? .nan }
    guard values.count > 1, let top = values.max(), let bottom = values.min(), let high = values.firstIndex(of: top),
      let low = values.lastIndex(of: bottom)
    else { return nil }
    var bounds: ConfidenceInterval?
    if rates[0].isExact {
      bounds = RateRange.interval(rates.map(\.exact), confidence: confidence)
    } else if rates.count == 2 {
      let own = difference(rates[high], rates[low], confidence: confidence)
      bounds = own.low.flatMap { low in own.high.map { ConfidenceInterval(low: max(0, low), high: $0) } }
    }
    return (high, low, Interval(value: top - bottom, low: bounds?.low, high: bounds?.high))
  }

  /// The larger of two gaps, each with an interval of 97.5 %.
  private func equalizedOdds(
    _ make: (GroupMetric, GroupGap.Kind, String, String, Interval, Interval?) -> GroupGap
  ) -> [GroupGap] {
    guard let tpr = rates[.truePositiveRate], let fpr = rates[.falsePositiveRate] else { return [] }
    let shown = groups.indices.filter { isLarge(tpr[$0]) && isLarge(fpr[$0]) }
    var gaps: [GroupGap] = []
    func larger(_ gaps: [Interval]) -> Interval {
      let low = gaps.map { gap in gap.low.flatMap { low in gap.high.map { max(0, low, -$0) } } }
      let high = gaps.map { gap in gap.high.flatMap { high in gap.low.map { max(high, -$0) } } }
      let isKnown = !low.contains(nil) && !high.contains(nil)
      return Interval(
        value: gaps.map { abs($0.value) }.max() ?? .nan, low: isKnown ? low.compactMap { $0 }.max() : nil,
        high: isKnown ? high.compactMap { $0 }.max() : nil)
    }
    if let base = shown.first(where: { groups[$0] == reference }) {
      for group in shown where group != base {
        let both = [tpr, fpr].map { difference($0[group], $0[base], confidence: 0.975) }
        gaps.append(make(.equalizedOdds, .reference, groups[group], reference, larger(both), nil))
      }
    }
    let ranges = [tpr, fpr].compactMap { rates in range(shown.map { rates[$0] }, confidence: 0.975) }
    if ranges.count == 2, let widest = ranges.max(by: { $0.2.value < $1.2.value }) {
      gaps.append(
        make(
          .equalizedOdds, .range, groups[shown[widest.high]], groups[shown[widest.low]], larger(ranges.map(\.2)), nil))
    }
    return gaps
  }

  private func calibrationGaps(
    _ make: (GroupMetric, GroupGap.Kind, String, String, Interval, Interval?) -> GroupGap
  ) -> [GroupGap] {
    let shown = groups.indices.filter { (calibration[$0]?.rowCount ?? 0) >= max(1, minimumCell) }
    guard let base = shown.first(where: { groups[$0] == reference }), let own = calibration[base] else { return [] }
    return shown.filter { $0 != base }.compactMap { group in
      guard let other = calibration[group] else { return nil }
      let value = other.mean - own.mean
      var gap = Interval(value: value, low: nil, high: nil)
      let clusters = min(other.effectiveClusters, own.effectiveClusters)
      if min(other.clusterCount, own.clusterCount) >= SampledRate.fewestClusters, clusters > 1 {
        // What clusters have in common is not taken off: the interval is rather too wide.
        let half =
          StudentT(degreesOfFreedom: clusters - 1).inverseSurvival(0.025) * (other.variance + own.variance).squareRoot()
        (gap.low, gap.high) = (value - half, value + half)
      }
      return make(.calibration, .reference, groups[group], reference, gap, nil)
    }
  }
}
