import Statistics

/// The label-standardised firing rates of one feature in the compared groups, and what they show.
struct RateComparison: Sendable {
  /// Groups of the largest and the smallest rate.
  var largest: Int
  var smallest: Int
  /// The largest minus the smallest rate.
  var difference: Double

  private let active: ArraySlice<Int32>
  private let design: CellDesign
  private let spread: FeatureSpread?

  /// nil where fewer than two groups are compared or no label is common to them.
  ///
  /// - Parameter spread: of the feature over clusters; nil where examples are independent.
  init?(active: ArraySlice<Int32>, design: CellDesign, spread: FeatureSpread? = nil) {
    guard design.comparedGroups.count > 1, !design.commonClasses.isEmpty else { return nil }
    (self.active, self.design, self.spread) = (active, design, spread)
    let rates = design.comparedGroups.map {
      Self.standardised($0, active: active, design: design, z: 0).rate
    }
    let crude = design.comparedGroups.map { Self.crudeRate($0, active: active, design: design) }
    // Ties of standardised rates are settled by the crude ones, so that a pair that differs by composition is shown.
    var (top, bottom) = (0, 0)
    for g in 1..<rates.count {
      if (rates[top], crude[top]) < (rates[g], crude[g]) { top = g }
      // Of equal groups the last, so that the pair is never a group with itself.
      if (rates[g], crude[g]) <= (rates[bottom], crude[bottom]) { bottom = g }
    }
    difference = rates[top] - rates[bottom]
    largest = design.comparedGroups[top]
    smallest = design.comparedGroups[bottom]
  }

  /// Whether every pair of groups differs by less than the margin within every common label, each pair and label by two
  /// one-sided tests: a claim about all of them holds at the level of each. Opposite effects in two labels are not averaged.
  func isEquivalent(margin: Double, z: Double) -> Bool {
    guard spread != nil else { return areIndependentEquivalent(margin: margin, z: z) }
    return design.commonClasses.allSatisfy { y in
      design.comparedGroups.indices.allSatisfy { i in
        design.comparedGroups[..<i].allSatisfy { other in
          let bounds = interval(design.comparedGroups[i], other, labels: [(y, 1)], z: z)
          return bounds.low > -margin && bounds.high < margin
        }
      }
    }
  }

  /// The same where examples are independent, so that a group's bounds serve all its pairs.
  private func areIndependentEquivalent(margin: Double, z: Double) -> Bool {
    var rates = [StandardisedRate](repeating: StandardisedRate(z: z), count: design.comparedGroups.count)
    for y in design.commonClasses {
      for (place, g) in design.comparedGroups.enumerated() {
        let cell = g * design.classCount + y
        rates[place] = StandardisedRate(z: z)
        rates[place].add(
          successes: Int(active[active.startIndex + cell]), trials: Int(design.totals[cell]), weight: 1)
        for other in 0..<place {
          let bounds = rates[place].difference(to: rates[other])
          if bounds.low <= -margin || bounds.high >= margin { return false }
        }
      }
    }
    return true
  }

  /// Interval of the largest minus the smallest standardised rate; `z` already holds for all pairs at once, since the
  /// pair was chosen by looking.
  func interval(z: Double) -> ConfidenceInterval { interval(largest, smallest, z: z) }

  /// Interval of the standardised rate of `a` less that of `b`.
  func interval(_ a: Int, _ b: Int, z: Double) -> ConfidenceInterval {
    interval(a, b, labels: zip(design.commonClasses, design.weights).map { ($0, $1) }, z: z)
  }

  /// How many times as many examples a comparison of the two extreme groups needs as if they were independent.
  var inflation: Double {
    let factor = spread?.factor(
      largest, smallest, weights: zip(design.commonClasses, design.weights).map { ($0, $1) })
    return factor.map { $0 * $0 } ?? 1
  }

  private func interval(
    _ a: Int, _ b: Int, labels: [(label: Int, weight: Double)], z: Double
  ) -> ConfidenceInterval {
    // Wilson's interval with z√D is that of n/D examples.
    let z = z * (spread?.factor(a, b, weights: labels) ?? 1)
    func rate(_ g: Int) -> StandardisedRate {
      var rate = StandardisedRate(z: z)
      for (y, weight) in labels {
        let cell = g * design.classCount + y
        rate.add(
          successes: Int(active[active.startIndex + cell]), trials: Int(design.totals[cell]), weight: weight)
      }
      return rate
    }
    return rate(a).difference(to: rate(b))
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
}
