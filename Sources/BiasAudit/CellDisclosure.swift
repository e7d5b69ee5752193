import Findings
import Parallel
import Statistics

/// Firing counts of the cells with their Wilson intervals, and what of them is withheld: counts of 1–4 firing or
/// silent examples with complementary cells (`SmallCells`), cells below the minimum size, and rates that are not
/// reliable (`RateReliability`). Withheld cells hold −1 and NaN: the figure is nowhere in the results.
enum CellDisclosure {
  /// Cells whose number of examples is itself withheld.
  static func hiddenTotals(_ totals: [Int32], classes: Int) -> [Bool] {
    var hidden = totals.map { SmallCells.isSmall(Int($0)) }
    SmallCells.complete(hidden: &hidden, counts: totals.map { Int($0) }, columns: classes)
    return hidden
  }

  /// Fills `cellCounts`, `active`, `rateLow`, `rateHigh`, `suppressed`.
  static func fill(_ table: inout GroupTable, counts: FiringCounts, design: CellDesign, options: BiasOptions) throws {
    let totals = design.totals
    let hiddenTotals = hiddenTotals(totals, classes: design.classCount)
    table.cellCounts = (0..<design.groupCount).map { g in
      (0..<design.classCount).map { y in
        let cell = g * design.classCount + y
        return hiddenTotals[cell] ? -1 : totals[cell]
      }
    }
    let cells = totals.count
    let features = cells == 0 ? 0 : counts.active.count / cells
    var active = [Int32](repeating: -1, count: counts.active.count)
    var low = [Float](repeating: .nan, count: counts.active.count)
    var high = low
    var suppressed = [Bool](repeating: true, count: counts.active.count)
    try active.withUnsafeMutableBufferPointer { active in
      try low.withUnsafeMutableBufferPointer { low in
        try high.withUnsafeMutableBufferPointer { high in
          try suppressed.withUnsafeMutableBufferPointer { suppressed in
            nonisolated(unsafe) let (active, low, high, suppressed) = (active, low, high, suppressed)
            try parallelFor((features + FiringCounts.chunk - 1) / FiringCounts.chunk, threads: options.threads) {
              chunk in
              for feature in chunk * FiringCounts.chunk..<min(features, (chunk + 1) * FiringCounts.chunk) {
                let fired = counts.ofFeature(feature).map { Int($0) }
                let hidden = hiddenCells(
                  fired: fired, totals: totals, hiddenTotals: hiddenTotals, classes: design.classCount,
                  minimumCell: options.minimumCell)
                for cell in 0..<cells where !hidden[cell] {
                  let wilson = ConfidenceInterval.wilson(successes: fired[cell], trials: Int(totals[cell]))
                  let index = feature * cells + cell
                  active[index] = Int32(fired[cell])
                  low[index] = Float(wilson.low)
                  high[index] = Float(wilson.high)
                  suppressed[index] = false
                }
              }
            }
          }
        }
      }
    }
    (table.active, table.rateLow, table.rateHigh, table.suppressed) = (active, low, high, suppressed)
  }

  /// Cells of one feature that are withheld.
  static func hiddenCells(
    fired: [Int], totals: [Int32], hiddenTotals: [Bool], classes: Int, minimumCell: Int
  ) -> [Bool] {
    var hidden = fired.indices.map { cell in
      hiddenTotals[cell] || SmallCells.isSmall(fired[cell]) || SmallCells.isSmall(Int(totals[cell]) - fired[cell])
    }
    if hidden.contains(true) { SmallCells.complete(hidden: &hidden, counts: fired, columns: classes) }
    // Reliability comes after privacy: a rate withheld for being unreliable needs no partner.
    for cell in fired.indices where !hidden[cell] {
      let trials = Int(totals[cell])
      let wilson = ConfidenceInterval.wilson(successes: fired[cell], trials: trials)
      hidden[cell] =
        trials == 0
        || !RateReliability.isShown(
          rate: Double(fired[cell]) / Double(trials), trials: trials, interval: wilson, minimum: minimumCell)
    }
    return hidden
  }
}
