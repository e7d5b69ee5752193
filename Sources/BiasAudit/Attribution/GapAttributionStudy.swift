import Classifiers
import Datasets
import Diagnostics
import Evaluation
import Findings
import Statistics

/// Which features the gap of a linear probe between a group and the reference is made of, given the label.
public enum GapAttributionStudy {
  /// Features of a gap that have an interval.
  static let topCount = 10

  /// Of each arm, group and label, and of all labels together, each with the weight that it has among the examples of all
  /// groups.
  ///
  /// - Parameter arms: of two classes.
  /// - Throws: `AtlasError` for an unknown column.
  public static func tables(
    _ arms: [LinearArm], attributes: [String], reference: String, examples: ExampleTable, options: BiasOptions
  ) throws -> [AttributionTable] {
    // Rows of a group can be told apart by sums over features: they are not for everybody.
    guard examples.classes.count == 2, !arms.isEmpty, options.disclosure == .internal else { return [] }
    let groups = try GroupColumn(attributes, of: examples)
    guard let base = groups.values.firstIndex(of: reference), groups.counts[base] >= options.minimumCell else {
      return []
    }
    var totals = [Double](repeating: 0, count: examples.classes.count)
    for row in examples.labels.indices where examples.labels[row] >= 0 && groups.codes[row] >= 0 {
      totals[Int(examples.labels[row])] += 1
    }
    let sum = totals.reduce(0, +)
    let whole = totals.map { $0 / sum }
    let clusters = RowClusters(
      codes: examples.clusters?.codes ?? [Int32](repeating: -1, count: examples.count))
    return arms.flatMap { arm in
      groups.values.indices.filter { $0 != base && groups.counts[$0] >= options.minimumCell }.flatMap { group in
        let side = groups.codes.map { Int8($0 == Int32(group) ? 1 : $0 == Int32(base) ? 0 : -1) }
        return ([nil] + examples.classes.indices.map(Optional.some)).compactMap { label -> AttributionTable? in
          let weights = label.map { own in whole.indices.map { $0 == own ? 1.0 : 0 } } ?? whole
          let parts = GapParts(
            tests: arm.folds.map(\.test), labels: examples.labels, side: side, labelWeights: weights)
          var gap = GapAttribution(
            arm: arm.arm, group: groups.values[group], reference: reference, label: label.map { examples.classes[$0] },
            gap: Interval(value: 0, low: nil, high: nil), features: 0, top: [])
          return table(&gap, arm, parts, clusters)
        }
      }
    }
  }

  private static func table(
    _ gap: inout GapAttribution, _ arm: LinearArm, _ parts: GapParts, _ clusters: RowClusters
  ) -> AttributionTable? {
    guard let coefficients = parts.coefficients() else { return nil }
    let width = arm.folds.reduce(0) { width, fold in
      max(width, fold.features.map { Int($0.last ?? -1) + 1 } ?? fold.matrix.featureCount)
    }
    var shares = [Double](repeating: 0, count: width)
    // The logits less their intercepts, which are the same for all members of a stratum.
    var scores = [Double](repeating: 0, count: parts.members.count)
    for (place, member) in parts.members.enumerated() {
      let fold = arm.folds[parts.strata[member.stratum].fold]
      fold.matrix.forEachEntry(ofRow: member.row) { column, value in
        let part = fold.weights[column] * value
        scores[place] += part
        shares[Int(fold.feature(column))] += coefficients[place] * part
      }
    }
    let value = zip(coefficients, scores).reduce(0) { $0 + $1.0 * $1.1 }
    let order = shares.indices.filter { shares[$0] != 0 }.sorted {
      abs(shares[$0]) != abs(shares[$1]) ? abs(shares[$0]) > abs(shares[$1]) : $0 < $1
    }
    let top = Array(order.prefix(topCount))
    var places: [Int32: Int] = [:]
    for (rank, feature) in top.enumerated() { places[Int32(feature)] = rank }
    var values = [[Double]](repeating: [Double](repeating: 0, count: scores.count), count: top.count)
    for (place, member) in parts.members.enumerated() {
      let fold = arm.folds[parts.strata[member.stratum].fold]
      fold.matrix.forEachEntry(ofRow: member.row) { column, value in
        if let rank = places[fold.feature(column)] { values[rank][place] += fold.weights[column] * value }
      }
    }
    let bounds = parts.intervals([scores] + values, estimates: [value] + top.map { shares[$0] }, clusters: clusters)
    func interval(_ value: Double, _ place: Int) -> Interval {
      Interval(value: value, low: bounds?[place].low, high: bounds?[place].high)
    }
    gap.gap = interval(value, 0)
    gap.features = order.count
    var cumulative = 0.0
    gap.top = top.enumerated().map { rank, feature in
      cumulative += shares[feature]
      return AttributedFeature(
        feature: Int32(feature), share: interval(shares[feature], rank + 1), cumulative: cumulative)
    }
    return AttributionTable(gap: gap, features: order.map { Int32($0) }, shares: order.map { shares[$0] })
  }
}
