import Charts
import Findings

/// Paired comparisons of arms on one scale.
struct ComparisonRows {
  let page: ProbedDataset
  let comparisons: [ArmComparison]
  let axis: Axis?

  init(_ page: ProbedDataset, _ comparisons: [ArmComparison]) {
    self.page = page
    self.comparisons = comparisons
    // Against majority all differences are large; on one scale with them the others would all be nothing.
    let close = comparisons.filter { $0.family != ComparisonFamily.majority }
    axis = Axis(holding: [0] + close.flatMap { [$0.low, $0.high, $0.difference] })
  }

  var rows: [Row] { comparisons.map { Row(table: self, item: $0) } }

  /// One pair, with the verdict in words.
  struct Row {
    let table: ComparisonRows
    let item: ArmComparison

    static let slots: Slots<Row> = [
      .text("a") { $0.table.page.name($0.item.a) }, .text("b") { $0.table.page.name($0.item.b) },
      .text("metric") { $0.words.code("metric", $0.item.metric) },
      .number("difference", .signed(3)) { $0.item.difference }, .number("low", .signed(3)) { $0.item.low },
      .number("high", .signed(3)) { $0.item.high }, .number("p", .probability) { $0.item.p },
      .number("adjusted", .probability) { $0.item.adjustedP },
      .text("family") { $0.words.code("family", $0.item.family) },
      .text("verdict") { $0.words.code("comparison", $0.item.verdict) },
      .inline("strip") { row in
        row.item.family == ComparisonFamily.majority
          ? .empty
          : row.table.page.context.strip(row.item.difference, row.item.low, row.item.high, row.table.axis, reference: 0)
      },
    ]

    private var words: Words { table.page.context.words }
  }
}
