import Datasets
import Diagnostics
import Findings
import Statistics

/// The twins that differ in an attribute alone, by the two groups that they tell.
///
/// Rows of one pair are twins where each has a group of its own, all share the label, and none differs from another in a
/// further attribute. Sets of more than two rows, one for each group, are a pair of every two groups.
struct PairDesign: Sendable {
  /// Twins of two groups: rows `first[i]` and `second[i]`.
  struct Comparison: Sendable {
    /// Places among the groups; `second` is the reference where it is one of the two, else the larger group.
    var groups: (first: Int, second: Int)
    var first: [Int] = []
    var second: [Int] = []
    /// Of the pairs. Rows of one cluster are in one, and so are clusters that a pair joins.
    var clusters: RowClusters

    /// Whether there are enough clusters to see how far a result could vary.
    var isJudged: Bool { clusters.count >= ClusterDesign.fewest.inAll }
  }

  var comparisons: [Comparison]
  var notes: [Note]

  /// - Parameters:
  ///   - assignments: [repeat][example]: folds of the probes; empty without.
  init(
    _ pairs: CategoryColumn, groups: GroupColumn, reference: String, examples: ExampleTable, assignments: [[Int32]]
  ) {
    var members = [[Int]](repeating: [], count: pairs.values.count)
    for (row, code) in pairs.codes.enumerated() where code >= 0 { members[Int(code)].append(row) }
    let others = examples.groups.filter { $0.name != groups.name }
    let referencePlace = groups.values.firstIndex(of: reference)
    var (alone, crowded, unknown, labels, attributes) = (0, 0, 0, 0, 0)
    var found: [Int: (first: [Int], second: [Int])] = [:]
    let count = groups.values.count
    for rows in members where !rows.isEmpty {
      let codes = rows.map { groups.codes[$0] }
      if rows.count == 1 {
        alone += 1
      } else if Set(codes).count == 1, codes[0] >= 0 {
        continue  // Twins in something else.
      } else if codes.contains(where: { $0 < 0 }) {
        unknown += 1
      } else if Set(codes).count < codes.count {
        crowded += 1
      } else if !examples.classes.isEmpty,
        examples.labels[rows[0]] < 0 || Set(rows.map { examples.labels[$0] }).count > 1
      {
        labels += 1
      } else if others.contains(where: { column in Set(rows.map { column.codes[$0] }).count > 1 }) {
        attributes += 1
      } else {
        let ordered = rows.sorted { groups.codes[$0] < groups.codes[$1] }
        for (place, larger) in ordered.enumerated() {
          for smaller in ordered.dropFirst(place + 1) {
            // Groups are in order of size, and the reference comes second.
            var (a, b) = (smaller, larger)
            if Int(groups.codes[a]) == referencePlace { (a, b) = (b, a) }
            let key = Int(groups.codes[a]) * count + Int(groups.codes[b])
            found[key, default: ([], [])].first.append(a)
            found[key, default: ([], [])].second.append(b)
          }
        }
      }
    }
    comparisons = found.keys.sorted().map { key in
      let (first, second) = found[key] ?? ([], [])
      return Comparison(
        groups: (key / count, key % count), first: first, second: second,
        clusters: Self.clusters(first, second, examples.clusters?.codes))
    }
    notes = [
      (alone, NoteCode.pairsAlone), (crowded, .pairsCrowded), (labels, .pairsOfOtherLabels),
    ].filter { $0.0 > 0 }.map { Note($0.1, $0.0, pairs.name) }
    if unknown > 0 { notes.append(Note(.pairsWithoutGroup, unknown, pairs.name, groups.name)) }
    if attributes > 0 { notes.append(Note(.pairsOfOtherAttributes, attributes, pairs.name, groups.name)) }
    let whole = comparisons.flatMap { zip($0.first, $0.second) }
    let parted = whole.count { a, b in assignments.contains { $0[a] != $0[b] } }
    if parted > 0 { notes.append(Note(.pairsParted, parted, whole.count, pairs.name)) }
    if let fewest = comparisons.map(\.clusters.count).min(), fewest < ClusterDesign.fewest.inAll {
      notes.append(Note(.pairsOfFewClusters, fewest, ClusterDesign.fewest.inAll))
    }
  }

  /// Clusters of the pairs; a pair whose rows lie in two joins them.
  private static func clusters(_ first: [Int], _ second: [Int], _ codes: [Int32]?) -> RowClusters {
    guard let codes else { return RowClusters(codes: [Int32](repeating: -1, count: first.count)) }
    var parent = Array(0...Int(codes.max() ?? -1) + 1)
    func root(_ code: Int) -> Int {
      var code = code
      while parent[code] != code { code = parent[code] }
      return code
    }
    for (a, b) in zip(first, second) where codes[a] >= 0 && codes[b] >= 0 {
      let (one, other) = (root(Int(codes[a])), root(Int(codes[b])))
      parent[max(one, other)] = min(one, other)
    }
    return RowClusters(
      codes: zip(first, second).map { a, b in
        let code = codes[a] >= 0 ? codes[a] : codes[b]
        return code >= 0 ? Int32(root(Int(code))) : -1
      })
  }
}
