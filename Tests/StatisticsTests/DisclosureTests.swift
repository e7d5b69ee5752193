import Testing

@testable import Statistics

@Suite struct DisclosureTests {
  @Test func reliability() {
    func shown(_ successes: Int, _ trials: Int) -> Bool {
      RateReliability.isShown(
        rate: Double(successes) / Double(trials), trials: trials,
        interval: .wilson(successes: successes, trials: trials))
    }
    #expect(!shown(15, 29))  // too few
    #expect(!shown(15, 30))  // .34 wide
    #expect(shown(500, 1000))
    #expect(!shown(3, 100))  // .075 wide, 2.5 times the rate
    #expect(shown(3, 1000))  // narrow enough as it is
  }

  @Test func complementaryCells() {
    // One small cell in a 3 × 2 table: its row and its column each need a second hidden cell, and those two again.
    let counts = [3, 40, 9, 12, 30, 50]
    var hidden = counts.map { SmallCells.isSmall($0) }
    #expect(hidden == [true, false, false, false, false, false])
    SmallCells.complete(hidden: &hidden, counts: counts, columns: 2)
    #expect(hidden == [true, true, true, true, false, false])
  }

  @Test func noLineHidesASingleCell() {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<300 {
      let rows = 1 + generator.integer(below: 5)
      let columns = 1 + generator.integer(below: 4)
      let counts = (0..<rows * columns).map { _ in generator.integer(below: 12) }
      var hidden = counts.map { SmallCells.isSmall($0) }
      let before = hidden
      SmallCells.complete(hidden: &hidden, counts: counts, columns: columns)
      for row in 0..<rows where columns > 1 {
        #expect((0..<columns).reduce(0) { $0 + (hidden[row * columns + $1] ? 1 : 0) } != 1)
      }
      for column in 0..<columns where rows > 1 {
        #expect((0..<rows).reduce(0) { $0 + (hidden[$1 * columns + column] ? 1 : 0) } != 1)
      }
      #expect(zip(before, hidden).allSatisfy { !$0 || $1 })
      if !before.contains(true) { #expect(!hidden.contains(true)) }
    }
  }
}
