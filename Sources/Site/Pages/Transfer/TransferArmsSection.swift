import Charts
import Findings

/// Arms of a pair, one of each kind, and the leading arm class by class; all others are in the file.
struct TransferArmsSection {
  /// Classes that are shown; those of more are in the file.
  private static let mostClasses = 24

  let pair: TransferredPair

  static let slots: Slots<TransferArmsSection> = [
    .text("metric") { part in part.pair.lead.map { part.pair.context.words.code("metric", $0.metric) } },
    .text("lead_arm") { part in
      part.pair.lead.map { ArmWords(words: part.pair.context.words).representation($0.arm) }
    },
    .inline("axis") { $0.pair.context.axisHead($0.arms.axis) },
    .rows("rows", TransferRowSlots.slots) { $0.arms.rows }, .flag("has_more_rows") { $0.pair.hasMore },
    .inline("class_axis") { $0.pair.context.axisHead($0.classes.axis) },
    .rows("class_rows", TransferRowSlots.slots) { $0.classes.rows },
    .link("rows_link") { $0.pair.links.file(DataFiles.transfer) },
  ]

  private var arms: (rows: [TransferRowSlots], axis: Axis?) { pair.rows(pair.headline) }
  private var classes: (rows: [TransferRowSlots], axis: Axis?) {
    pair.rows(Array(pair.classes.prefix(Self.mostClasses)))
  }
}
