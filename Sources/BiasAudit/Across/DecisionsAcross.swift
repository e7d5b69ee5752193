import Datasets
import Features
import Findings
import Statistics

/// How far groups of a dataset are apart in the decisions of probes that were trained elsewhere, beside those of the dataset's
/// own probes of the same kind.
///
/// A transferred probe and the own one decide the same examples, so that the change of a gap is known better than either gap:
/// with d_i = 1, 0 or −1 where an example is selected by the first alone, by both or neither, or by the second alone, the change
/// of a − b is the mean of d over group a less that over group b; its variance is K/(K − 1) Σ_k e_k² over clusters or examples
/// k, e_k their parts in it, and 1/n_a² + 1/n_b² for what a few more examples would say; Student's t.
public struct DecisionsAcross {
  let dataset: EncodedDataset
  let attributes: [String]
  /// Of this dataset and attribute.
  let study: BiasStudy
  /// Of the probes of this dataset.
  let own: [ProbePredictions]
  let options: BiasOptions

  public init(
    _ dataset: EncodedDataset, _ attributes: [String], study: BiasStudy, own: [ProbePredictions], options: BiasOptions
  ) {
    (self.dataset, self.attributes, self.study, self.own, self.options) = (dataset, attributes, study, own, options)
  }

  /// - Parameter transferred: decisions of probes trained elsewhere, on all examples of this dataset.
  /// - Returns: for each of them its gaps; nil where they are withheld, since they would give a small count away.
  public func gaps(_ transferred: [ProbePredictions]) throws -> [[GapAcross]?] {
    let examples = dataset.examples
    guard examples.classes.count > 1 else { return transferred.map { _ in [] } }
    let published = try published(transferred)
    let groups = try published?.all.column ?? GroupColumn(attributes, of: examples)
    let reference = study.isReferenceSet ? groups.values.firstIndex(of: study.reference) : nil
    let judged = ProbesByGroup(
      groups: groups, examples: examples, reference: study.isReferenceSet ? study.reference : nil,
      minimumCell: study.minimumCell, published: published?.all
    ).judged(own + transferred)
    let clusters = examples.clusters.map { RowClusters(codes: $0.codes).count } ?? examples.count
    func rows(_ judged: ProbesByGroup.Judged, beside base: Int?) -> [GapRow] {
      DecisionGaps(
        judged: judged, names: groups.values, reference: reference ?? base ?? judged.base, isReferenceSet: false,
        least: max(1, study.minimumCell), clusters: clusters
      ).rows(positive: examples.classes[judged.positive], isOneOfMany: examples.classes.count > 2)
    }
    return transferred.enumerated().map { place, prediction in
      if published?.areWithheld ?? false { return nil }
      let ownPlace = own.firstIndex { $0.arm == prediction.arm }
      var result: [GapAcross] = []
      for mine in judged where mine.arm == own.count + place {
        if mine.isWithheld { return nil }
        let counterpart = judged.first { $0.arm == ownPlace && $0.positive == mine.positive }
        let others = counterpart.map { rows($0, beside: nil) } ?? []
        for row in rows(mine, beside: counterpart?.base) {
          let other = others.first {
            $0.metric == row.metric && $0.kind == row.kind
              && (row.kind == .range || ($0.group == row.group && $0.reference == row.reference))
          }
          var across = GapAcross(
            metric: row.metric, group: row.group, reference: row.reference, kind: row.kind, positive: row.positive,
            difference: row.difference)
          across.own = other?.difference
          if published == nil, row.kind == .reference, let ownPlace, other?.difference != nil, row.difference != nil {
            across.change = change(row, groups, prediction, own[ownPlace], mine.positive)
          }
          result.append(across)
        }
      }
      return result
    }
  }

  /// What everybody may know of the decisions of all probes together; nil where figures are for those who may see the data.
  private func published(_ transferred: [ProbePredictions]) throws -> (all: PublishedGroups, areWithheld: Bool)? {
    guard options.disclosure == .everybody else { return nil }
    var seen: Set<String> = []
    let columns = dataset.features.filter { seen.insert($0.checkpoint).inserted }.map { $0.matrix.transposed() }
    func groups(_ predictions: [ProbePredictions]) throws -> PublishedGroups {
      try PublishedGroups(attributes, dataset: dataset, columns: columns, predictions: predictions, options: options)
    }
    let before = try groups(own)
    let all = try groups(own + transferred)
    let classes = dataset.examples.classes.count
    let first = own.count * (classes == 2 ? 1 : classes)
    // What is published already stays so; only the new decisions can be left out.
    let known = all.check.withheld.filter { $0.source >= 0 || $0.index < first }
    return (all, known != before.check.withheld || all.rounding.base != before.rounding.base)
  }

  /// Of the same pair of groups.
  private func change(
    _ row: GapRow, _ groups: GroupColumn, _ one: ProbePredictions, _ other: ProbePredictions, _ positive: Int
  ) -> Interval? {
    let labels = dataset.examples.labels
    func counts(_ example: Int) -> Bool {
      guard labels[example] >= 0, one.predicted[example] >= 0, other.predicted[example] >= 0 else { return false }
      switch row.metric {
      case .selectionRate: return true
      case .truePositiveRate: return Int(labels[example]) == positive
      case .falsePositiveRate: return Int(labels[example]) != positive
      default: return false
      }
    }
    guard let a = groups.values.firstIndex(of: row.group), let b = groups.values.firstIndex(of: row.reference) else {
      return nil
    }
    let rows = labels.indices.filter { (Int(groups.codes[$0]) == a || Int(groups.codes[$0]) == b) && counts($0) }
    let isFirst = rows.map { Int(groups.codes[$0]) == a }
    let d = rows.map { example -> Double in
      (Int(one.predicted[example]) == positive ? 1 : 0) - (Int(other.predicted[example]) == positive ? 1 : 0)
    }
    let (n, m) = (Double(isFirst.count { $0 }), Double(isFirst.count { !$0 }))
    guard n >= 2, m >= 2 else { return nil }
    let sums = zip(d, isFirst).reduce(into: (0.0, 0.0)) { sums, item in
      if item.1 { sums.0 += item.0 } else { sums.1 += item.0 }
    }
    let means = (sums.0 / n, sums.1 / m)
    let parts = zip(d, isFirst).map { $1 ? ($0 - means.0) / n : -($0 - means.1) / m }
    let clusters = RowClusters(codes: rows.map { dataset.examples.clusters?.codes[$0] ?? -1 })
    let k = Double(clusters.count)
    let difference = means.0 - means.1
    guard clusters.count >= DecisionGaps.fewestClusters else {
      return Interval(value: difference, low: nil, high: nil)
    }
    let variance =
      k / (k - 1) * clusters.sums(parts).reduce(0) { $0 + $1 * $1 } + 1 / (n * n) + 1 / (m * m)
    let half = StudentT(degreesOfFreedom: k - 1).inverseSurvival(0.025) * variance.squareRoot()
    return Interval(value: difference, low: max(-2, difference - half), high: min(2, difference + half))
  }
}
