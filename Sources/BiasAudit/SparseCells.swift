import Buffers
import Statistics

/// The test of a feature so rare, or so seldom silent, that the χ² law of G² does not hold: `StratifiedScore` with its exact
/// tails, labels as strata. Simulated with 2 groups of 1,000 and 2,000 features firing in 1 %, flags by G² are wrong in 8 % at
/// q ≤ .05, these in under 3 % (`Benchmarks/README.md`).
struct SparseCells {
  /// Expected firing, or silent, examples of the smallest cell below which G² is not trusted.
  static let fewestExpected = 10.0

  private let totals: [Int32]
  private let strata: Int
  private let groups: Int
  /// Share of the smallest group in each stratum, of those that it has.
  private let smallest: [Double]
  private let sizes: [Double]
  private var scores: [StratifiedScore]
  /// [stratum · groups + group].
  private let transposed: [Int32]
  private var marked: [Int32]

  init(totals: [Int32], strata: Int) {
    let groups = totals.count / max(1, strata)
    (self.totals, self.strata, self.groups) = (totals, strata, groups)
    let cells = (0..<strata).map { y in (0..<groups).map { Double(totals[$0 * strata + y]) } }
    sizes = cells.map { $0.reduce(0, +) }
    smallest = zip(cells, sizes).map { cell, size in (cell.filter { $0 > 0 }.min() ?? 0) / max(1, size) }
    scores = [StratifiedScore](repeating: StratifiedScore(groups: groups), count: strata)
    transposed = (0..<strata).flatMap { y in (0..<groups).map { totals[$0 * strata + y] } }
    marked = [Int32](repeating: 0, count: totals.count)
  }

  /// nil where G² will do.
  ///
  /// - Parameter active: firing examples, [group · strata + stratum].
  mutating func score(_ active: UnsafeBufferPointer<Int32>) -> ScoreTests.Score? {
    var isSparse = false
    for y in 0..<strata {
      var fired = 0.0
      for g in 0..<groups { fired += Double(active[g * strata + y]) }
      let rarer = min(fired, sizes[y] - fired)
      if rarer > 0, rarer * smallest[y] < Self.fewestExpected { isSparse = true }
    }
    guard isSparse else { return nil }
    for y in 0..<strata {
      for g in 0..<groups { marked[y * groups + g] = active[g * strata + y] }
    }
    transposed.withUnsafeBufferPointer { sizes in
      marked.withUnsafeBufferPointer { marked in
        for y in 0..<strata {
          scores[y].reset()
          scores[y].add(sizes: sizes.start + y * groups, marked: marked.start + y * groups)
        }
      }
    }
    return ScoreTests.Score(&scores, groups: groups)
  }
}
