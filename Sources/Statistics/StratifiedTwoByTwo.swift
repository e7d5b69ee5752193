/// Two groups compared within strata: stratum k has `fired1[k]` of `total1[k]` firing in group 1, and likewise in 2.
/// All sums run over strata in which both groups have examples.
public struct StratifiedTwoByTwo: Sendable, Equatable {
  struct Stratum: Sendable, Equatable {
    /// Firing and silent in group 1, firing and silent in group 2.
    var a, b, c, d: Double
    var n1: Double { a + b }
    var n2: Double { c + d }
    var fired: Double { a + c }
    var total: Double { a + b + c + d }
  }

  var strata: [Stratum]

  /// Counts of firing and of all examples of either group, one for each stratum.
  public init(fired1: [Int], total1: [Int], fired2: [Int], total2: [Int]) {
    precondition(
      fired1.count == total1.count && fired2.count == total2.count && fired1.count == fired2.count,
      "one count per stratum")
    strata = fired1.indices.filter { total1[$0] > 0 && total2[$0] > 0 }.map {
      Stratum(
        a: Double(fired1[$0]), b: Double(total1[$0] - fired1[$0]), c: Double(fired2[$0]),
        d: Double(total2[$0] - fired2[$0]))
    }
  }
}
