import Findings

/// Dead, dense and duplicate features of a checkpoint, named: the section of its list of features.
struct UnusualFeatures {
  static let schema: PageSchema = [
    "dead": .text, "dense": .text, "duplicates": .text, "dense_above": .text, "duplicate_from": .text,
    "has_duplicates": .flag, "dead_list": .block, "dense_list": .block, "duplicate_list": .block,
  ]
  /// Entries of each list that a page shows; the table of all features has the rest.
  private static let shown = 300

  let catalog: FeatureCatalog
  let words: Words
  let format: PageFormat

  var scope: TemplateScope {
    let table = catalog.table
    let features = 0..<table.featureCount
    let dead = features.filter { table.kind(of: $0) == .dead }
    let dense = features.filter { table.kind(of: $0) == .dense }
    let duplicates = features.compactMap { feature in table.duplicated(by: feature).map { (feature, $0) } }
    let neighbours = NeighbourTables(catalog: catalog, words: words)
    return [
      "dead": .count(dead.count), "dense": .count(dense.count), "duplicates": .count(duplicates.count),
      "dense_above": .plain(FeatureTable.denseAbove * 100),
      "duplicate_from": .plain(FeatureTable.duplicateFrom), "has_duplicates": .flag(!table.duplicateOf.isEmpty),
      "dead_list": .fragment(
        list(Self.runs(dead)) { run, out in
          out.integer(run.first)
          if run.last > run.first {
            out.raw("–")
            out.integer(run.last)
          }
        }),
      "dense_list": .fragment(list(dense) { neighbours.link($0, into: &$1) }),
      "duplicate_list": .fragment(
        list(duplicates) { pair, out in
          neighbours.link(pair.0, into: &out)
          out.raw(" → ")
          neighbours.link(pair.1, into: &out)
        }),
    ]
  }

  /// Numbers that follow each other, as one entry.
  private static func runs(_ numbers: [Int]) -> [(first: Int, last: Int)] {
    numbers.reduce(into: [(first: Int, last: Int)]()) { runs, number in
      if let last = runs.last, last.last == number - 1 {
        runs[runs.count - 1].last = number
      } else {
        runs.append((number, number))
      }
    }
  }

  private func list<T>(_ items: [T], _ write: (T, inout FragmentWriter) -> Void) -> Fragment {
    guard !items.isEmpty else { return .empty }
    var out = FragmentWriter(format, capacity: 4096)
    out.raw(format == .html ? "<p class=\"numbers\">" : "")
    for (index, item) in items.prefix(Self.shown).enumerated() {
      if index > 0 { out.raw(", ") }
      write(item, &out)
    }
    if items.count > Self.shown { out.raw(" …") }
    out.raw(format == .html ? "</p>" : "")
    return out.fragment
  }
}
