import Findings
import Parallel
import Statistics

/// Firing counts of the cells with their Wilson intervals, and which rates are not reliable (`RateReliability`): these are
/// shown, and said to be so.
enum CellRates {
  /// Fills `cellCounts`, `active`, `rateLow`, `rateHigh`, `suppressed`, `unreliable`.
  ///
  /// - Parameter published: what everybody may know in place of the counts; nil: all is exact, and nothing withheld.
  static func fill(
    _ table: inout GroupTable, counts: FiringCounts, design: CellDesign, published: PublishedGroups?,
    options: BiasOptions
  ) throws {
    let totals = published?.published.totals ?? design.totals
    let classes = design.classCount
    let slack = published.map { $0.rounding.base - 1 } ?? 0
    // Of groups that are too small nothing is published but their rounded size.
    let shown = published?.published.testedCells ?? totals.count
    table.cellCounts = (0..<design.groupCount).map { g in (0..<classes).map { totals[g * classes + $0] } }
    let cells = totals.count
    let features = cells == 0 ? 0 : counts.active.count / cells
    let isTested = table.tested
    typealias Row = (low: [Float], high: [Float], unreliable: [Bool])
    let rows = try parallelMap((features + FiringCounts.chunk - 1) / FiringCounts.chunk, threads: options.threads) {
      chunk -> Row in
      var row: Row = ([], [], [])
      for feature in chunk * FiringCounts.chunk..<min(features, (chunk + 1) * FiringCounts.chunk) {
        let fired = counts.ofFeature(feature)
        for cell in 0..<cells {
          let isShown = cell < shown && (published == nil || isTested[feature])
          let (successes, trials) = (Int(fired[fired.startIndex + cell]), Int(totals[cell]))
          let rate = PublishedRate(successes: successes, failures: trials - successes, slack: (slack, 2 * slack))
            .interval()
          let low = isShown ? rate?.low ?? .nan : .nan
          let high = isShown ? rate?.high ?? .nan : .nan
          row.low.append(Float(low))
          row.high.append(Float(high))
          row.unreliable.append(
            isShown
              && !RateReliability.isShown(
                rate: rate?.value ?? 0, trials: trials, interval: ConfidenceInterval(low: low, high: high),
                minimum: options.minimumCell)
          )
        }
      }
      return row
    }
    table.rateLow = rows.flatMap(\.low)
    table.rateHigh = rows.flatMap(\.high)
    table.unreliable = rows.flatMap(\.unreliable)
    table.suppressed = (0..<features * cells).map { index in
      published != nil && (index % cells >= shown || !isTested[index / cells])
    }
    table.active = counts.active.indices.map { table.suppressed[$0] ? -1 : counts.active[$0] }
  }
}
