import Statistics
import Testing

@testable import BiasAudit

@Suite struct DisclosureTests {
  @Test func smallCountsAreNowhere() throws {
    var generator = SeededGenerator(seed: 12)
    let data = PlantedData(
      groups: ["a", "b", "c"], labels: ["0", "1"], sizes: [[400, 300], [200, 150], [60, 3]], features: 80,
      generator: &generator, rate: { feature, _, _ in 0.005 * Double(feature) })
    let table = try BiasAuditTests.run(data, permutations: 0).table
    let totals = [[400, 300], [200, 150], [60, 3]]
    // The three examples of c × 1 are withheld, and one partner in its row and in its column.
    #expect(table.cellCounts[2] == [-1, -1])
    #expect(table.cellCounts.flatMap { $0 }.filter { $0 == -1 }.count == 4)
    for feature in 0..<80 {
      for cell in 0..<6 {
        let index = feature * 6 + cell
        let active = table.active[index]
        if table.suppressed[index] {
          #expect(active == -1 && table.rateLow[index].isNaN && table.rateHigh[index].isNaN)
        } else {
          let n = totals[cell / 2][cell % 2]
          #expect(n >= 30 && !(1...4).contains(Int(active)) && !(1...4).contains(n - Int(active)))
          let wilson = ConfidenceInterval.wilson(successes: Int(active), trials: n)
          #expect(table.rateLow[index] == Float(wilson.low) && table.rateHigh[index] == Float(wilson.high))
        }
      }
    }
    #expect(table.suppressed.contains(false))
  }

  /// With two of four cells small, nothing follows from row or column sums.
  @Test func complementaryCellsOfAFeature() {
    let hidden = CellDisclosure.hiddenCells(
      fired: [120, 3, 200, 130], totals: [500, 400, 600, 500], hiddenTotals: [false, false, false, false], classes: 2,
      minimumCell: 30)
    #expect(hidden == [true, true, true, true])
    let open = CellDisclosure.hiddenCells(
      fired: [120, 90, 200, 130], totals: [500, 400, 600, 500], hiddenTotals: [false, false, false, false], classes: 2,
      minimumCell: 30)
    #expect(open == [false, false, false, false])
  }
}
