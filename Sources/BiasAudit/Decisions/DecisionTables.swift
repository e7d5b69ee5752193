import Datasets
import Diagnostics
import Findings
import Parallel
import Statistics

/// What arms decide for whom: gaps of all of them, and the table of the leading one.
struct DecisionTables {
  var gaps: [GapRow] = []
  var ll144: [LL144Row] = []
  var notes: [Note] = []

  /// - Parameter lead: the arm that speaks for the others.
  init(
    _ judged: [ProbesByGroup.Judged], study: BiasStudy, groups: GroupColumn, examples: ExampleTable, lead: Int?,
    threads: Int
  ) throws {
    let clusters = examples.clusters.map { RowClusters(codes: $0.codes).count } ?? examples.count
    let reference = study.isReferenceSet ? groups.values.firstIndex(of: study.reference) : nil
    let isOneOfMany = examples.classes.count > 2
    let names = groups.values
    gaps = try parallelMap(judged.count, threads: threads) { place -> [GapRow] in
      let own = judged[place]
      return DecisionGaps(
        judged: own, names: names, reference: reference ?? own.base,
        isReferenceSet: reference != nil, least: max(1, study.minimumCell),
        clusters: clusters
      ).rows(positive: examples.classes[own.positive], isOneOfMany: isOneOfMany)
    }.flatMap { $0 }
    for own in judged where own.arm == lead {
      let positive = examples.classes[own.positive]
      let name = study.arms[own.arm].name
      ll144 += LL144.rows(
        own, names: names, arm: isOneOfMany ? "\(name): \(positive)" : name, positive: positive, unknown: study.unknown,
        minimumCell: study.minimumCell)
    }
    for place in ll144.indices { ll144[place].dates = study.dataDates }
    if !gaps.isEmpty, clusters < DecisionGaps.fewestClusters {
      notes.append(Note(.gapsOfFewClusters, clusters, DecisionGaps.fewestClusters))
    }
  }
}
