import Statistics

/// Which rows cannot be published beside all others, since together they leave a single value for a count of 1 to 4.
///
/// Rows of a label share their group sizes. Bounds of each row are exact (`SplitBounds`); what a row says of the sizes narrows
/// those of all others until nothing changes. Groups of an intersection add up to those of its attributes, which narrows both.
/// What is left out is decided again from the start, since it narrows nothing any more.
struct DisclosureCheck: Sendable {
  typealias Bounds = (low: Int, high: Int)

  /// Groups of one attribute of an intersection, and what is known of them.
  struct Margin: Sendable {
    /// [column of the intersection]: column of the attribute; the last of both is of no group.
    var column: [Int]
    var check: DisclosureCheck
  }

  /// [label][group, last of none]: exact.
  let sizes: [[Int]]
  let base: Int
  let rows: [PublishedRow]
  let margins: [Margin]
  private(set) var withheld: Set<PublishedRow.Unit> = []
  /// [label][group].
  private(set) var sizeBounds: [[Bounds]] = []
  /// Whether group sizes alone leave a single value.
  private(set) var areSizesOpen = false

  private struct RowKey: Hashable {
    var unit: PublishedRow.Unit
    var part: Int
  }
  private var places: [RowKey: Int] = [:]

  /// - Parameter publishedSizes: [label][group]: rounded, last of none.
  init(sizes: [[Int]], publishedSizes: [[Int]], base: Int, rows: [PublishedRow], margins: [Margin] = []) {
    (self.sizes, self.base, self.rows, self.margins) = (sizes, base, rows, margins)
    for (place, row) in rows.enumerated() { places[RowKey(unit: row.unit, part: row.part)] = place }
    let start = publishedSizes.enumerated().map { label, row in
      let total = sizes[label].reduce(0, +)
      return row.enumerated().map { g, rounded -> Bounds in
        if g == row.count - 1, sizes[label][g] == 0 { return (0, 0) }
        let range = RoundedCounts.candidates(rounded, base: base)
        return (range.lowerBound, min(total, range.upperBound))
      }
    }
    sizeBounds = settled(start, over: []).bounds
    areSizesOpen = sizes.indices.contains { label in
      zip(sizes[label], sizeBounds[label]).contains { Self.isGivenAway($0, $1, isLinked: !margins.isEmpty) }
    }
    while true {
      let open = rows.filter { !withheld.contains($0.unit) }
      let (bounds, narrowed) = settled(start, over: open)
      var found: Set<PublishedRow.Unit> = []
      for label in sizes.indices {
        for g in sizes[label].indices where Self.isGivenAway(sizes[label][g], bounds[label][g], isLinked: false) {
          if let unit = narrowed[label][g] { found.insert(unit) }
        }
      }
      for row in open where isGivenAway(row, bounds) { found.insert(row.unit) }
      sizeBounds = bounds
      if found.isEmpty { break }
      withheld.formUnion(found)
    }
  }

  /// Narrows the sizes by all rows until nothing changes.
  private func settled(
    _ start: [[Bounds]], over rows: [PublishedRow]
  ) -> (bounds: [[Bounds]], narrowed: [[PublishedRow.Unit?]]) {
    var bounds = start
    var narrowed = start.map { [PublishedRow.Unit?](repeating: nil, count: $0.count) }
    for label in bounds.indices { bounds[label] = ofSizes(bounds[label], label) }
    for _ in 0..<20 {
      var isChanged = false
      for row in rows {
        guard let label = row.label else { continue }
        let found = row.bounds(bounds[label]).tightened(firstTotal: row.firstTotal, secondTotal: row.secondTotal)
        for (g, column) in found.columns.enumerated() {
          let old = bounds[label][g]
          let new: Bounds = (max(old.low, column.whole.low), min(old.high, column.whole.high))
          if new.low > old.low || new.high < old.high {
            bounds[label][g] = new
            narrowed[label][g] = row.unit
            isChanged = true
          }
        }
      }
      if !isChanged { break }
      for label in bounds.indices { bounds[label] = ofSizes(bounds[label], label) }
    }
    return (bounds, narrowed)
  }

  /// Sizes add up to the examples of the label, and in an intersection to those of its attributes.
  private func ofSizes(_ bounds: [Bounds], _ label: Int) -> [Bounds] {
    var own = bounds
    let total = sizes[label].reduce(0, +)
    Self.close(&own, total)
    for margin in margins {
      var outer = margin.check.sizeBounds[label]
      Self.link(&own, &outer, margin.column)
    }
    return own
  }

  private func isGivenAway(_ row: PublishedRow, _ bounds: [[Bounds]]) -> Bool {
    let alone = tightened(row, row.label.map { bounds[$0] })
    if Self.isGivenAway(row, alone, isLinked: false) { return true }
    if margins.isEmpty { return false }
    // The same examples by the attributes one at a time.
    var inner = alone
    var outer = margins.map { margin in
      margin.check.place(row).map { place in
        let own = margin.check.rows[place]
        return margin.check.tightened(own, own.label.map { margin.check.sizeBounds[$0] })
      }
    }
    for _ in 0..<8 {
      let before = inner
      for (m, margin) in margins.enumerated() {
        guard var other = outer[m], let place = margin.check.place(row) else { continue }
        for part in [\SplitBounds.Column.first, \.second, \.whole] {
          var own = inner.columns.map { $0[keyPath: part] }
          var sums = other.columns.map { $0[keyPath: part] }
          Self.link(&own, &sums, margin.column)
          for g in own.indices { inner.columns[g][keyPath: part] = own[g] }
          for g in sums.indices { other.columns[g][keyPath: part] = sums[g] }
        }
        let own = margin.check.rows[place]
        other = other.tightened(firstTotal: own.firstTotal, secondTotal: own.secondTotal)
        outer[m] = other
        inner = inner.tightened(firstTotal: row.firstTotal, secondTotal: row.secondTotal)
        if Self.isGivenAway(own, other, isLinked: true) { return true }
      }
      if inner == before { break }
    }
    return Self.isGivenAway(row, inner, isLinked: true)
  }

  private func tightened(_ row: PublishedRow, _ sizes: [Bounds]?) -> SplitBounds {
    row.bounds(sizes).tightened(firstTotal: row.firstTotal, secondTotal: row.secondTotal)
  }

  /// Place of the same row among those that are published here.
  private func place(_ row: PublishedRow) -> Int? {
    withheld.contains(row.unit) ? nil : places[RowKey(unit: row.unit, part: row.part)]
  }

  private static func isGivenAway(_ row: PublishedRow, _ bounds: SplitBounds, isLinked: Bool) -> Bool {
    bounds.columns.indices.contains { g in
      isGivenAway(row.first[g], bounds.columns[g].first, isLinked: isLinked)
        || isGivenAway(row.second[g], bounds.columns[g].second, isLinked: isLinked)
    }
  }

  /// Bounds of linked tables are not exact: one candidate more is asked for.
  private static func isGivenAway(_ count: Int, _ bounds: Bounds, isLinked: Bool) -> Bool {
    SmallCells.isSmall(count) && bounds.high - bounds.low < (isLinked ? 2 : 1)
  }

  /// Counts that add up to a known total.
  private static func close(_ bounds: inout [Bounds], _ total: Int) {
    let low = bounds.reduce(0) { $0 + $1.low }
    let high = bounds.reduce(0) { $0 + $1.high }
    bounds = bounds.map { (max($0.low, total - high + $0.high), min($0.high, total - low + $0.low)) }
  }

  /// Counts of an intersection that add up to those of an attribute. An example that has no other attribute is of no group of
  /// the intersection, but of one of the attribute.
  private static func link(_ own: inout [Bounds], _ sums: inout [Bounds], _ column: [Int]) {
    let none = own.count - 1
    let spare = own[none].high
    for target in sums.indices.dropLast() {
      let members = own.indices.dropLast().filter { column[$0] == target }
      let low = members.reduce(0) { $0 + own[$1].low }
      let high = members.reduce(0) { $0 + own[$1].high }
      sums[target] = (max(sums[target].low, low), min(sums[target].high, high + spare))
      for g in members {
        own[g] = (
          max(own[g].low, sums[target].low - spare - high + own[g].high),
          min(own[g].high, sums[target].high - low + own[g].low)
        )
      }
    }
  }
}
