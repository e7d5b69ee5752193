import Testing

@testable import Statistics

@Suite struct RoundedCountsTests {
  @Test func neighboursOfTheCountsWithTheSumNearestToTheTotal() {
    var generator = SeededGenerator(seed: 3)
    for draw in 0..<2_000 {
      let counts = (0..<1 + generator.integer(below: 8)).map { _ in generator.integer(below: 40) }
      let rounding = RoundedCounts(salt: UInt64(draw))
      let rounded = rounding.row(counts)
      #expect(rounding.row(counts) == rounded, "the same row, the same rounding")
      for (exact, shown) in zip(counts, rounded) {
        #expect(shown % 5 == 0 && abs(exact - shown) < 5 && (exact % 5 != 0 || exact == shown))
        #expect(RoundedCounts.candidates(shown).contains(exact))
      }
      #expect(abs(counts.reduce(0, +) - rounded.reduce(0, +)) <= 2)
    }
  }

  /// Every row of 2 to 4 cells up to 12, against all that it may be.
  @Test func noRowGivesASmallCountAway() {
    let rounding = RoundedCounts(salt: 99)
    for cells in 2...4 {
      let most = cells == 4 ? 7 : 12
      for code in 0..<power(most + 1, cells) {
        let counts = digits(code, base: most + 1, cells)
        let rounded = rounding.row(counts)
        let total = counts.reduce(0, +)
        let columns = rounded.map { r -> SplitBounds.Column in
          let range = RoundedCounts.candidates(r)
          return .init(first: (range.lowerBound, range.upperBound), second: (0, 0), whole: (0, 1_000))
        }
        let found = SplitBounds(columns: columns).tightened(firstTotal: total, secondTotal: nil)
        for (exact, column) in zip(counts, found.columns) where SmallCells.isSmall(exact) {
          #expect(column.first.high - column.first.low >= (total == 1 ? 1 : 2), "\(counts) → \(rounded)")
        }
      }
    }
  }

  /// Against all tables within random bounds.
  @Test func boundsAreThoseOfAllTables() {
    var generator = SeededGenerator(seed: 8)
    var narrowed = 0
    for _ in 0..<400 {
      let count = 2 + generator.integer(below: 2)
      let truth = (0..<count).map { _ in (generator.integer(below: 7), generator.integer(below: 7)) }
      func around(_ value: Int) -> (low: Int, high: Int) {
        (max(0, value - generator.integer(below: 4)), value + generator.integer(below: 4))
      }
      let columns = truth.map {
        SplitBounds.Column(first: around($0.0), second: around($0.1), whole: around($0.0 + $0.1))
      }
      let (first, second) = (truth.reduce(0) { $0 + $1.0 }, truth.reduce(0) { $0 + $1.1 })
      let found = SplitBounds(columns: columns).tightened(firstTotal: first, secondTotal: second)
      var seen = [(first: Set<Int>, second: Set<Int>, whole: Set<Int>)](
        repeating: ([], [], []), count: count)
      var table = [(Int, Int)](repeating: (0, 0), count: count)
      func fill(_ place: Int, _ a: Int, _ b: Int) {
        if place == count {
          if a == 0 && b == 0 {
            for g in 0..<count {
              seen[g].first.insert(table[g].0)
              seen[g].second.insert(table[g].1)
              seen[g].whole.insert(table[g].0 + table[g].1)
            }
          }
          return
        }
        let column = columns[place]
        for x in column.first.low...column.first.high where x <= a {
          for s in column.second.low...column.second.high where s <= b {
            if x + s < column.whole.low || x + s > column.whole.high { continue }
            table[place] = (x, s)
            fill(place + 1, a - x, b - s)
          }
        }
      }
      fill(0, first, second)
      for (g, column) in found.columns.enumerated() {
        #expect(column.first.low == seen[g].first.min() && column.first.high == seen[g].first.max())
        #expect(column.second.low == seen[g].second.min() && column.second.high == seen[g].second.max())
        #expect(column.whole.low == seen[g].whole.min() && column.whole.high == seen[g].whole.max())
      }
      if found.columns != columns { narrowed += 1 }
    }
    #expect(narrowed > 100)
  }

  private func power(_ base: Int, _ exponent: Int) -> Int { (0..<exponent).reduce(1) { product, _ in product * base } }

  private func digits(_ code: Int, base: Int, _ count: Int) -> [Int] {
    var code = code
    return (0..<count).map { _ in
      defer { code /= base }
      return code % base
    }
  }
}
