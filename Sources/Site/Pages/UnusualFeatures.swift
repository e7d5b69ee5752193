import Findings

/// Dead, dense and duplicate features of a checkpoint, named: the section of its list of features.
struct UnusualFeatures {
  /// Entries of each list that a page shows; the table of all features has the rest.
  private static let shown = 300

  let catalog: FeatureCatalog
  let words: Words
  let style: PageStyle

  static let slots: Slots<UnusualFeatures> = [
    .count("dead") { $0.features(.dead).count }, .count("dense") { $0.features(.dense).count },
    .count("duplicates") { $0.duplicates.count }, .number("dense_above", .plain) { _ in FeatureTable.denseAbove * 100 },
    .number("duplicate_from", .plain) { _ in FeatureTable.duplicateFrom },
    .flag("has_duplicates") { !$0.catalog.table.duplicateOf.isEmpty },
    .block("dead_list") { unusual in
      unusual.list(runs(unusual.features(.dead))) { run, out in
        out.integer(run.first)
        if run.last > run.first {
          out.raw("–")
          out.integer(run.last)
        }
      }
    },
    .block("dense_list") { unusual in
      unusual.list(unusual.features(.dense)) { unusual.neighbours.link($0, into: &$1) }
    },
    .block("duplicate_list") { unusual in
      unusual.list(unusual.duplicates) { pair, out in
        unusual.neighbours.link(pair.feature, into: &out)
        out.raw(" → ")
        unusual.neighbours.link(pair.original, into: &out)
      }
    },
  ]

  private var neighbours: NeighbourTables { NeighbourTables(catalog: catalog, words: words) }

  private func features(_ kind: FeatureKind) -> [Int] {
    (0..<catalog.table.featureCount).filter { catalog.table.kind(of: $0) == kind }
  }

  private var duplicates: [(feature: Int, original: Int)] {
    (0..<catalog.table.featureCount).compactMap { feature in
      catalog.table.duplicated(by: feature).map { (feature, $0) }
    }
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
    var out = FragmentWriter(style, capacity: 4096)
    out.raw(style.format == .html ? "<p class=\"numbers\">" : "")
    for (index, item) in items.prefix(Self.shown).enumerated() {
      // Titles have commas of their own.
      if index > 0 { out.raw(" · ") }
      write(item, &out)
    }
    if items.count > Self.shown { out.raw(" …") }
    out.raw(style.format == .html ? "</p>" : "")
    return out.fragment
  }
}
