import Charts
import Findings

/// One arm and metric of a pair, as a row of a table.
struct TransferRowSlots {
  let context: SiteContext
  let row: TransferRow
  let axis: Axis?

  static let slots: Slots<TransferRowSlots> = [
    .text("arm") { $0.row.arm.name }, .text("representation") { $0.words.representation($0.row.arm) },
    .text("place") { $0.words.place($0.row.arm) },
    .text("metric") { $0.context.words.code("metric", $0.row.metric) }, .text("class") { $0.row.classLabel },
    .text("why") { row in row.row.why.map { row.context.words.code("transfer-why", $0.rawValue) } },
    .number("score", .fixed(3)) { $0.row.score }, .number("low", .fixed(3)) { $0.row.low },
    .number("high", .fixed(3)) { $0.row.high }, .number("ceiling", .fixed(3)) { $0.row.ceiling },
    .number("matched", .fixed(3)) { $0.row.matchedScore }, .number("floor", .fixed(3)) { $0.row.floor },
    .interval("ratio", .percent) { $0.row.shownRatio }, .flag("has_ratio") { $0.row.shownRatio != nil },
    .inline("strip") { row in
      row.row.metric == "log_loss"
        ? .empty : row.context.strip(row.row.score, row.row.low, row.row.high, row.axis, reference: row.row.ceiling)
    },
  ]

  private var words: ArmWords { ArmWords(words: context.words) }
}
