/// Small counts withheld so that nobody can be picked out, with complementary suppression: in no row or column of the
/// table does a single cell stay hidden, since it would follow from the total by subtraction
/// (Hundepool et al. 2012, *Statistical Disclosure Control*, ch. 4).
public enum SmallCells {
  /// The largest count that is withheld; 0 is shown.
  public static let largestHidden = 4

  /// Whether a count is hidden: from 1 to `largestHidden`. 0 is not.
  public static func isSmall(_ count: Int) -> Bool { count >= 1 && count <= largestHidden }

  /// Adds the complementary cells to `hidden` until no line has exactly one hidden cell besides others that are shown.
  ///
  /// - Parameters:
  ///   - hidden: cells already withheld, [row · columns + column].
  ///   - counts: the counts of the table; the smallest positive cell of a line is hidden next, then empty ones.
  public static func complete(hidden: inout [Bool], counts: [Int], columns: Int) {
    let rows = columns == 0 ? 0 : counts.count / columns
    let lines =
      (0..<rows).map { row in (0..<columns).map { row * columns + $0 } }
      + (0..<columns).map { column in (0..<rows).map { $0 * columns + column } }
    var changed = true
    while changed {
      changed = false
      for line in lines where line.count > 1 {
        guard line.reduce(0, { $0 + (hidden[$1] ? 1 : 0) }) == 1 else { continue }
        let candidates = line.filter { !hidden[$0] }
        let next = candidates.min { lhs, rhs in
          (counts[lhs] == 0 ? 1 : 0, counts[lhs], lhs) < (counts[rhs] == 0 ? 1 : 0, counts[rhs], rhs)
        }
        if let next {
          hidden[next] = true
          changed = true
        }
      }
    }
  }
}
