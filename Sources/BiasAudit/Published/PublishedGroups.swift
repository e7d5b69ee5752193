import Datasets
import Diagnostics
import Features
import Findings
import LinearAlgebra
import Parallel
import Statistics

/// What everybody may know of the counts of an attribute: group sizes, active examples of features, decisions of probes, all
/// rounded, and what of them is left out since it would give a small count away.
struct PublishedGroups: Sendable {
  /// Of one checkpoint.
  struct Features: Sendable {
    /// Chosen by their pooled counts.
    var isTested: [Bool]
    /// Rounded, at most the published size of the cell; 0 for features that are not tested.
    var counts: FiringCounts
  }

  let rounding: RoundedCounts
  let column: GroupColumn
  /// Exact counts; what is compared is decided by published ones.
  let design: CellDesign
  /// The same with published counts.
  let published: CellDesign
  /// One per checkpoint.
  private(set) var features: [Features] = []
  /// [decisions][group]: rounded, last of no group.
  private(set) var decisions: [[GroupConfusion]] = []
  private(set) var check: DisclosureCheck

  /// Bases that are tried one after the other, where the sizes of an intersection say too much beside those of its attributes.
  private static let bases = [RoundedCounts.base, 10, 20, 50, 100, 1_000]

  /// - Parameter columns: features × examples of every checkpoint.
  init(
    _ attributes: [String], dataset: EncodedDataset, columns: [SparseMatrix], predictions: [ProbePredictions],
    options: BiasOptions
  ) throws {
    let examples = dataset.examples
    var outer: [PublishedGroups] = []
    if attributes.count > 1 {
      // Every smaller set of the attributes.
      for mask in 1..<(1 << attributes.count) - 1 {
        let part = attributes.indices.filter { mask >> $0 & 1 == 1 }.map { attributes[$0] }
        outer.append(
          try PublishedGroups(
            part, dataset: dataset, columns: columns, predictions: predictions, options: options))
      }
    }
    var found: PublishedGroups?
    for base in Self.bases {
      let groups = try Self(
        attributes, examples, columns: columns, predictions: predictions, outer: outer, base: base, options: options)
      found = groups
      if !groups.check.areSizesOpen { break }
    }
    self = found!
  }

  private init(
    _ attributes: [String], _ examples: ExampleTable, columns: [SparseMatrix], predictions: [ProbePredictions],
    outer: [PublishedGroups], base: Int, options: BiasOptions
  ) throws {
    var rounding = RoundedCounts(salt: examples.groupKey)
    rounding.base = base
    let column = try GroupColumn(attributes, of: examples, rounding: rounding)
    let groups = column.values.count
    let design = CellDesign(
      group: column.codes, groups: groups, labels: examples.labels, classes: examples.classes.count,
      minimumCell: options.minimumCell, published: column.published, clusters: examples.clusters?.codes)
    let classes = design.classCount
    let published = design.published(column.published ?? design.totals, minimumCell: options.minimumCell)
    let labels = examples.classes.isEmpty ? [Int32](repeating: 0, count: examples.count) : examples.labels
    var sizes = (0..<classes).map { y in (0..<groups).map { Int(design.totals[$0 * classes + y]) } + [0] }
    for (example, label) in labels.enumerated() where label >= 0 && column.codes[example] < 0 {
      sizes[Int(label)][groups] += 1
    }
    var rows: [PublishedRow] = []
    for (source, matrix) in columns.enumerated() {
      let counts = try FiringCounts(
        columns: matrix, cells: design.cells, cellCount: design.totals.count, threads: options.threads)
      let pooled = try FiringCounts(columns: matrix, cells: labels, cellCount: classes, threads: options.threads)
      var isTested = try OmnibusTests.attainable(
        counts: counts, design: design, falseDiscoveryRate: options.falseDiscoveryRate, threads: options.threads)
      for feature in isTested.indices where matrix.range(ofRow: feature).count < options.fewestActive {
        isTested[feature] = false
      }
      var shown = counts
      shown.active = [Int32](repeating: 0, count: counts.active.count)
      for feature in isTested.indices where isTested[feature] {
        let cells = counts.ofFeature(feature)
        for y in 0..<classes {
          var active = (0..<groups).map { Int(cells[cells.startIndex + $0 * classes + y]) }
          active.append(Int(pooled.active[feature * classes + y]) - active.reduce(0, +))
          var rounded = rounding.row(active)
          rounded.removeLast()
          for g in rounded.indices {
            // A published count is still less than the base away from its own.
            rounded[g] = min(rounded[g], Int(published.totals[g * classes + y]))
            shown.active[feature * shown.cellCount + g * classes + y] = Int32(rounded[g])
          }
          rows.append(
            PublishedRow(
              unit: .init(source: source, index: feature), label: y, part: y, first: active,
              second: zip(sizes[y], active).map { $0 - $1 }, published: rounded, publishedSecond: nil, base: base))
        }
      }
      features.append(Features(isTested: isTested, counts: shown))
    }
    for (index, exact) in ProbesByGroup.confusions(predictions, groups: column, examples: examples).enumerated() {
      let rounded = GroupConfusion.rounded(exact.cells, by: rounding)
      decisions.append(rounded)
      let unit = PublishedRow.Unit(source: -1, index: index)
      rows += exact.rows(rounded, unit: unit, sizes: sizes, base: base)
    }
    (self.rounding, self.column, self.design, self.published) = (rounding, column, design, published)
    let publishedSizes = (0..<classes).map { y in
      // What is published of examples without a group is their number over all labels.
      (0..<groups).map { Int(published.totals[$0 * classes + y]) } + [rounding.row(sizes[y])[groups]]
    }
    check = DisclosureCheck(
      sizes: sizes, publishedSizes: publishedSizes, base: base, rows: rows,
      margins: outer.map { .init(column: column.columns(of: $0.column), check: $0.check) })
  }

  /// What is not compared, or not published, since everybody may read it.
  ///
  /// - Parameter fewest: active examples that a feature needs.
  func notes(fewest: Int) -> [Note] {
    let withheld = check.withheld
    let features = withheld.count(where: { $0.source >= 0 })
    return [Note(.rareFeaturesUntested, fewest)]
      + (features > 0 ? [Note(.featuresWithheld, features)] : [])
      + (withheld.count > features ? [Note(.decisionsWithheld, withheld.count - features)] : [])
  }

  /// Whether the counts of a feature are left out.
  func isWithheld(_ feature: Int, of source: Int) -> Bool {
    check.withheld.contains(.init(source: source, index: feature))
  }

  /// Whether decisions are left out.
  func areDecisionsWithheld(_ index: Int) -> Bool { check.withheld.contains(.init(source: -1, index: index)) }
}

extension GroupColumn {
  /// [own group]: group of a column that this one is an intersection with; the last of both stands for none.
  fileprivate func columns(of other: GroupColumn) -> [Int] {
    var result = [Int](repeating: other.values.count, count: values.count + 1)
    for (own, code) in zip(codes, other.codes) where own >= 0 && code >= 0 { result[Int(own)] = Int(code) }
    return result
  }
}
