import Statistics

/// What is published of a set of examples (active ones, selected ones) among those of a label: a count per group, rounded, and
/// the exact number over all groups.
struct PublishedRow: Sendable {
  /// Whose row it is.
  struct Unit: Hashable, Sendable {
    /// Place of the checkpoint; −1 for decisions of a probe.
    var source: Int
    /// The feature, or the place of the decisions.
    var index: Int
  }

  var unit: Unit
  /// Label whose group sizes are the column sums; nil where they are not those of a label.
  var label: Int?
  /// Which row of the unit, where labels do not tell.
  var part: Int
  /// Exact, by group; the last is of no group.
  var first: [Int]
  /// The other examples: silent, or rejected.
  var second: [Int]
  /// Rounded; of the last column nothing is published.
  var published: [Int]
  /// Rounded counts of `second`, where these are published too.
  var publishedSecond: [Int]?
  var base: Int

  var firstTotal: Int { first.reduce(0, +) }
  var secondTotal: Int { second.reduce(0, +) }

  /// What is known without any other row.
  ///
  /// - Parameter sizes: bounds of the column sums; nil: none.
  func bounds(_ sizes: [(low: Int, high: Int)]?) -> SplitBounds {
    SplitBounds(
      columns: first.indices.map { g in
        SplitBounds.Column(
          first: interval(published, g, firstTotal), second: interval(publishedSecond ?? [], g, secondTotal),
          whole: sizes?[g] ?? (0, firstTotal + secondTotal))
      })
  }

  private func interval(_ rounded: [Int], _ g: Int, _ total: Int) -> (low: Int, high: Int) {
    // That every example has a group can be known from elsewhere.
    if g == first.count - 1, first[g] + second[g] == 0 { return (0, 0) }
    guard g < rounded.count else { return (0, total) }
    let range = RoundedCounts.candidates(rounded[g], base: base)
    return (range.lowerBound, min(total, range.upperBound))
  }
}
