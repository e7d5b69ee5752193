import Findings
import Statistics

/// How far groups are apart in the decisions of one arm for one class.
///
/// Intervals of a difference join those of the two groups (square and add), each as wide as its clusters ask for, with the
/// correlation of two groups that share clusters. The interval of the largest difference holds for all pairs at once
/// (Bonferroni): from the largest lower bound of any pair to the largest upper one. So does that of the lowest ratio to a
/// reference, for all groups beside it.
struct DecisionGaps {
  /// Fewest clusters of which intervals are given.
  static let fewestClusters = 8

  let judged: ProbesByGroup.Judged
  /// Names of the groups.
  let names: [String]
  /// Group that others are set beside; nil: there is none.
  let reference: Int?
  /// Whether the configuration names it, so that it does not depend on the decisions.
  let isReferenceSet: Bool
  /// Groups with fewer examples than this behind a rate are not compared.
  let least: Int
  /// Clusters of the dataset, or its examples where they are independent.
  let clusters: Int

  private var level: Double { 0.05 }
  private var hasBounds: Bool { clusters >= Self.fewestClusters }
  private var isRounded: Bool { judged.groups.contains { $0.rounded != nil } }

  func rows(positive: String, isOneOfMany: Bool) -> [GapRow] {
    // What everybody may read has no calibration: its sums are not of counts.
    let metrics = DecisionMetric.allCases.filter { $0 != .calibration || !isRounded }
    return judged.isWithheld ? [] : metrics.flatMap { rows($0, positive: positive, isOneOfMany: isOneOfMany) }
  }

  func rows(_ metric: DecisionMetric, positive: String, isOneOfMany: Bool) -> [GapRow] {
    let pairs = Pairs(self, metric)
    func row(
      _ group: Int, _ other: Int, _ kind: GapRow.Kind, _ difference: Interval?, _ ratio: Interval?, _ level: Double
    ) -> GapRow {
      var row = GapRow(
        arm: judged.arm, positive: positive, metric: metric, group: names[group], reference: names[other], kind: kind,
        difference: shown(difference), ratio: shown(ratio))
      row.isOneOfMany = isOneOfMany
      if metric == .selectionRate, row.difference != nil {
        let parts = split(group, other)
        row.ratePart = shown(parts, .proxy, level: level)
        row.labelPart = shown(parts, .composition, level: level)
        row.partsDifference = shown(parts, .excess, level: level)
      }
      return row
    }
    let others = reference.map { reference in names.indices.filter { $0 != reference }.map { ($0, reference) } } ?? []
    let range = pairs.range(level: level).map {
      row($0.highest, $0.lowest, .range, $0.difference, $0.ratio, $0.level)
    }
    let compared = others.map { g, other in
      row(
        g, other, .reference, pairs.difference(g, other, level: level), pairs.ratio(g, other, level: level), level)
    }
    return compared + [lowest(others, pairs, metric, row), range].compactMap { $0 }
  }

  /// The group with the lowest ratio to a reference that was named beforehand: of several the interval holds for all at once.
  private func lowest(
    _ others: [(Int, Int)], _ pairs: Pairs, _ metric: DecisionMetric,
    _ row: (Int, Int, GapRow.Kind, Interval?, Interval?, Double) -> GapRow
  ) -> GapRow? {
    guard metric == .selectionRate, isReferenceSet else { return nil }
    let known = others.filter { pairs.ratio($0.0, $0.1, level: level) != nil }
    guard known.count > 1 else { return nil }
    let own = level / Double(known.count)
    let found = known.compactMap { g, other in pairs.ratio(g, other, level: own).map { (g, other, $0) } }
    return found.min { ($0.2.value, $0.0) < ($1.2.value, $1.0) }.map { g, other, ratio in
      row(g, other, .lowest, pairs.difference(g, other, level: own), ratio, own)
    }
  }

  /// What of a difference of selection rates lies within labels, and what follows from the labels of the groups; for everybody
  /// of rounded counts.
  private func split(_ a: Int, _ b: Int) -> ClusteredSplit {
    func counts(_ confusion: GroupConfusion) -> ClusteredSplit.Counts {
      ClusteredSplit.Counts(
        fired: [confusion.truePositives, confusion.falsePositives], total: [confusion.positives, confusion.negatives])
    }
    let (own, other) = (judged.groups[a], judged.groups[b])
    guard !isRounded, !own.byCluster.isEmpty else {
      return ClusteredSplit(a: counts(own.shown), b: counts(other.shown))
    }
    return ClusteredSplit(a: own.byCluster.map(counts), b: other.byCluster.map(counts))
  }

  /// For everybody two digits and no interval.
  private func shown(_ split: ClusteredSplit, _ quantity: ClusteredSplit.Quantity, level: Double) -> Interval {
    let value = quantity.value(split.split)
    guard !isRounded else { return Interval(value: (value * 100).rounded() / 100, low: nil, high: nil) }
    let bounds = hasBounds ? split.interval(quantity, confidence: 1 - level) : nil
    return Interval(value: value, low: bounds?.low, high: bounds?.high)
  }

  /// For everybody two digits, bounds rounded outwards.
  private func shown(_ interval: Interval?) -> Interval? {
    guard var own = interval else { return nil }
    if !hasBounds { (own.low, own.high) = (nil, nil) }
    guard isRounded else { return own }
    return Interval(
      value: (own.value * 100).rounded() / 100, low: own.low.map { ($0 * 100).rounded(.down) / 100 },
      high: own.high.map { ($0 * 100).rounded(.up) / 100 })
  }

  /// One measure in all groups.
  private struct Pairs {
    private enum Content {
      /// nil where too few examples are known.
      case rates([GroupRate?])
      case means([GroupDecisions?])
      /// The larger of two.
      case larger([Pairs])
    }

    private let content: Content

    init(_ gaps: DecisionGaps, _ metric: DecisionMetric) {
      let groups = gaps.judged.groups.prefix(gaps.names.count)
      switch metric {
      case .equalizedOdds:
        content = .larger([Pairs(gaps, .truePositiveRate), Pairs(gaps, .falsePositiveRate)])
      case .calibration:
        content = .means(
          groups.map { $0.isWhole && $0.count >= gaps.least && $0.calibration() != nil ? $0 : nil })
      default:
        // Of a group of which only some classes could be decided, only rates of one class are known.
        let isOfOneClass = metric == .truePositiveRate || metric == .falsePositiveRate
        content = .rates(
          groups.map { group in
            guard isOfOneClass || group.isWhole, let rate = group.rate(metric), rate.trials >= gaps.least else {
              return nil
            }
            return rate
          })
      }
    }

    /// Whether something is known of the group.
    private func isKnown(_ g: Int) -> Bool {
      switch content {
      case .rates(let rates): rates[g] != nil
      case .means(let means): means[g] != nil
      case .larger(let parts): parts.allSatisfy { $0.isKnown(g) }
      }
    }

    private func value(_ g: Int) -> Double? {
      switch content {
      case .rates(let rates): rates[g]?.rate.value
      case .means(let means): means[g]?.calibration()?.value
      case .larger: nil
      }
    }

    func difference(_ a: Int, _ b: Int, level: Double) -> Interval? {
      switch content {
      case .rates(let rates):
        guard let own = rates[a], let other = rates[b] else { return nil }
        return join(
          own.rate.interval(confidence: 1 - level), other.rate.interval(confidence: 1 - level),
          own.correlation(with: other))
      case .means(let means):
        guard let own = means[a], let other = means[b] else { return nil }
        return join(
          own.calibration(confidence: 1 - level), other.calibration(confidence: 1 - level),
          GroupRate.correlation(own.calibrationDeviations, other.calibrationDeviations))
      case .larger(let parts):
        let found = parts.compactMap { $0.difference(a, b, level: level / Double(parts.count)) }
        guard found.count == parts.count else { return nil }
        return .largest(found)
      }
    }

    private func join(_ own: Interval?, _ other: Interval?, _ correlation: Double) -> Interval? {
      guard let own, let other else { return nil }
      guard let low = own.low, let high = own.high, let otherLow = other.low, let otherHigh = other.high else {
        return Interval(value: own.value - other.value, low: nil, high: nil)
      }
      let bounds = ConfidenceInterval.difference(
        own.value, ConfidenceInterval(low: low, high: high), minus: other.value,
        ConfidenceInterval(low: otherLow, high: otherHigh), correlation: correlation)
      return Interval(value: own.value - other.value, low: max(-1, bounds.low), high: min(1, bounds.high))
    }

    func ratio(_ a: Int, _ b: Int, level: Double) -> Interval? {
      guard case .rates(let rates) = content, let own = rates[a], let other = rates[b] else { return nil }
      return own.rate.ratio(to: other.rate, correlation: own.correlation(with: other), confidence: 1 - level)
    }

    /// The two groups farthest apart, with an interval for the largest difference of any two.
    ///
    /// - Returns: also the level that each pair is given.
    func range(level: Double) -> (highest: Int, lowest: Int, difference: Interval, ratio: Interval?, level: Double)? {
      let count: Int
      switch content {
      case .rates(let rates): count = rates.count
      case .means(let means): count = means.count
      case .larger(let parts):
        let ranges = parts.compactMap { $0.range(level: level / Double(parts.count)) }
        guard ranges.count == parts.count, let widest = ranges.max(by: { $0.difference.value < $1.difference.value })
        else { return nil }
        return (widest.highest, widest.lowest, .largest(ranges.map(\.difference)), nil, widest.level)
      }
      let known = (0..<count).filter(isKnown)
      guard known.count > 1 else { return nil }
      let order = known.sorted { (value($0) ?? 0, $0) < (value($1) ?? 0, $1) }
      let (lowest, highest) = (order[0], order[order.count - 1])
      let own = level / (Double(known.count * (known.count - 1)) / 2)
      var differences: [Interval] = []
      var ratios: [Interval] = []
      for (place, a) in order.enumerated() {
        for b in order[..<place] {
          if let difference = difference(a, b, level: own) { differences.append(difference) }
          if let ratio = ratio(b, a, level: own) { ratios.append(ratio) }
        }
      }
      guard !differences.isEmpty else { return nil }
      var ratio: Interval?
      if let least = ratios.min(by: { $0.value < $1.value }) {
        let isBounded = ratios.allSatisfy { $0.low != nil && $0.high != nil }
        // Above 1 the pair may be the other way round.
        ratio = Interval(
          value: least.value, low: isBounded ? ratios.compactMap(\.low).min() : nil,
          high: isBounded ? ratios.compactMap(\.high).map { min(1, $0) }.min() : nil)
      }
      return (highest, lowest, .largest(differences), ratio, own)
    }
  }
}

extension Interval {
  /// Of the largest |x|, from intervals that hold at once.
  fileprivate static func largest(_ parts: [Interval]) -> Interval {
    let lows = parts.compactMap { part in part.low.flatMap { low in part.high.map { max(0, low, -$0) } } }
    let highs = parts.compactMap { part in part.low.flatMap { low in part.high.map { max(abs(low), abs($0)) } } }
    let isBounded = lows.count == parts.count
    return Interval(
      value: parts.map { abs($0.value) }.max() ?? .nan, low: isBounded ? lows.max() : nil,
      high: isBounded ? highs.max() : nil)
  }
}
