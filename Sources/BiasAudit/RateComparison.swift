import Statistics

/// The label-standardised firing rates of one feature in the compared groups, and what they show.
struct RateComparison: Sendable {
  /// Σ_y w_y r_yg per compared group.
  var rates: [StandardisedRate]
  /// Groups of the largest and the smallest rate.
  var largest: Int
  var smallest: Int
  /// The largest minus the smallest rate.
  var difference: Double
  /// Whether every pair of groups differs by less than the margin, each pair by two one-sided tests; a claim about
  /// all pairs holds at the level of each.
  var isEquivalent: Bool

  private let active: ArraySlice<Int32>
  private let design: CellDesign

  /// nil where fewer than two groups are compared or no label is common to them.
  init?(active: ArraySlice<Int32>, design: CellDesign, margin: Double, equivalenceZ: Double) {
    guard design.comparedGroups.count > 1, !design.commonClasses.isEmpty else { return nil }
    self.active = active
    self.design = design
    let rates = design.comparedGroups.map {
      Self.standardised($0, active: active, design: design, z: equivalenceZ)
    }
    let crude = design.comparedGroups.map { Self.crudeRate($0, active: active, design: design) }
    // Ties of standardised rates are settled by the crude ones, so that a pair that differs by composition is shown.
    var (top, bottom) = (0, 0)
    for g in 1..<rates.count {
      if (rates[top].rate, crude[top]) < (rates[g].rate, crude[g]) { top = g }
      // Of equal groups the last, so that the pair is never a group with itself.
      if (rates[g].rate, crude[g]) <= (rates[bottom].rate, crude[bottom]) { bottom = g }
    }
    self.rates = rates
    difference = rates[top].rate - rates[bottom].rate
    largest = design.comparedGroups[top]
    smallest = design.comparedGroups[bottom]
    isEquivalent = Self.allWithin(margin, rates)
  }

  /// Whether the pairs of groups are equivalent within every common label, not only on average over labels.
  func isEquivalentWithinLabels(margin: Double, z: Double) -> Bool {
    design.commonClasses.allSatisfy { y in
      Self.allWithin(
        margin,
        design.comparedGroups.map { g in
          let cell = g * design.classCount + y
          var rate = StandardisedRate(z: z)
          rate.add(
            successes: Int(active[active.startIndex + cell]), trials: Int(design.totals[cell]), weight: 1)
          return rate
        })
    }
  }

  /// Interval of the largest minus the smallest standardised rate; `z` already holds for all pairs at once, since the
  /// pair was chosen by looking.
  func interval(z: Double) -> ConfidenceInterval {
    Self.standardised(largest, active: active, design: design, z: z)
      .difference(to: Self.standardised(smallest, active: active, design: design, z: z))
  }

  /// The crude difference of two groups split by Kitagawa.
  func split(_ a: Int, _ b: Int) -> KitagawaSplit {
    KitagawaSplit(
      firedA: Self.row(a, active, design), totalA: Self.row(a, design.totals[...], design),
      firedB: Self.row(b, active, design), totalB: Self.row(b, design.totals[...], design))
  }

  /// The split of the two groups whose crude rates differ most.
  func crudeSplit() -> KitagawaSplit {
    let crude = design.comparedGroups.map { Self.crudeRate($0, active: active, design: design) }
    let order = crude.indices.sorted { (crude[$1], $0) < (crude[$0], $1) }
    return split(design.comparedGroups[order[0]], design.comparedGroups[order[order.count - 1]])
  }

  private static func row(_ g: Int, _ cells: ArraySlice<Int32>, _ design: CellDesign) -> [Int] {
    (0..<design.classCount).map { Int(cells[cells.startIndex + g * design.classCount + $0]) }
  }

  private static func crudeRate(_ g: Int, active: ArraySlice<Int32>, design: CellDesign) -> Double {
    var fired = 0
    var total = 0
    for cell in g * design.classCount..<(g + 1) * design.classCount {
      fired += Int(active[active.startIndex + cell])
      total += Int(design.totals[cell])
    }
    return Double(fired) / Double(max(1, total))
  }

  private static func standardised(
    _ g: Int, active: ArraySlice<Int32>, design: CellDesign, z: Double
  ) -> StandardisedRate {
    var rate = StandardisedRate(z: z)
    for (position, y) in design.commonClasses.enumerated() {
      let cell = g * design.classCount + y
      rate.add(
        successes: Int(active[active.startIndex + cell]), trials: Int(design.totals[cell]),
        weight: design.weights[position])
    }
    return rate
  }

  private static func allWithin(_ margin: Double, _ rates: [StandardisedRate]) -> Bool {
    for a in rates.indices {
      for b in rates.indices where a != b {
        let gap = rates[a].rate - rates[b].rate
        if gap >= margin { return false }
        if gap + (rates[a].squaredAbove + rates[b].squaredBelow).squareRoot() >= margin { return false }
      }
    }
    return true
  }
}
