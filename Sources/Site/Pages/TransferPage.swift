import Charts
import Claims
import Findings

extension SiteSection {
  static let transfer = SiteSection(
    "transfer", path: SitePaths.transfer, TransferPage.slots, isPresent: { !$0.transfers.isEmpty }
  ) { TransferPage(context: $0.context, features: $0.features) }
}

/// Probes trained on one dataset and tested on another, and which features carry over.
struct TransferPage {
  let context: SiteContext
  let features: FeatureDirectory
  let links = Links(from: SitePaths.transfer)

  static let slots: Slots<TransferPage> = [
    .link("data_link") { $0.links.file(DataFiles.transfer) },
    .link("methods_link") { $0.links.page(SitePaths.methods) },
    .rows("pairs", Pair.slots) { page in page.context.findings.transfers.map { Pair(page: page, transfer: $0) } },
  ]

  private struct Pair {
    let page: TransferPage
    let transfer: TransferFinding

    static let slots: Slots<Pair> = [
      .text("train") { $0.transfer.train }, .text("test") { $0.transfer.test },
      .inline("sentence") { try $0.say(TransferClaims($0.transfer).score()) },
      .text("classes") { $0.page.context.words.list($0.transfer.classes) },
      .text("positive_class") { $0.transfer.positiveClass }, .inline("axis") { $0.page.context.axisHead($0.axis) },
      .rows("rows", Row.slots) { $0.rows($0.headline) },
      .rows("other_rows", Row.slots) { pair in
        let shown = pair.headline
        return pair.rows(pair.ofLeadMetric.filter { !shown.contains($0) })
      },
      .rows("checkpoints", Checkpoint.slots) { pair in
        pair.transfer.checkpoints.map { Checkpoint(pair: pair, summary: $0) }
      },
      .rows("notes", NoteRow.slots) { $0.page.context.rows($0.transfer.notes) },
    ]

    /// Rows of the metric that leads; the others are in the file.
    private var ofLeadMetric: [Int] {
      guard let lead = transfer.lead.map({ transfer.rows[$0] }) else { return Array(transfer.rows.indices) }
      return transfer.rows.indices.filter {
        transfer.rows[$0].metric == lead.metric && transfer.rows[$0].classLabel == lead.classLabel
      }
    }

    /// Of these one for each representation: of the checkpoint or layer and the pooling of the one that leads, where there
    /// is such a row, else the first.
    private var headline: [Int] {
      guard let lead = transfer.lead else { return ofLeadMetric }
      let key = transfer.rows[lead].arm
      var order: [RepresentationKind] = []
      for place in ofLeadMetric where !order.contains(transfer.rows[place].arm.representation) {
        order.append(transfer.rows[place].arm.representation)
      }
      return order.compactMap { kind in
        if kind == key.representation { return lead }
        let own = ofLeadMetric.filter { transfer.rows[$0].arm.representation == kind }
        return own.first { place in
          let other = transfer.rows[place].arm
          guard other.pooling == key.pooling else { return false }
          return other.checkpoint == nil ? other.layer == key.layer : other.checkpoint == key.checkpoint
        } ?? own.first
      }
    }

    private func rows(_ places: [Int]) -> [Row] {
      let axis = axis
      return places.map { Row(context: page.context, row: transfer.rows[$0], axis: axis) }
    }

    private var axis: Axis? {
      Axis(
        holding: transfer.rows.filter { $0.metric != "log_loss" }.flatMap { row in
          [row.score, row.low, row.high, row.ceiling, row.floor].compactMap { $0 }
        })
    }

    func say(_ claims: [Claim]) throws -> Fragment { try page.context.say(claims, root: page.links.root) }
  }

  /// One arm and metric.
  struct Row {
    let context: SiteContext
    let row: TransferRow
    let axis: Axis?

    static let slots: Slots<Row> = [
      .text("arm") { $0.row.arm.name }, .text("metric") { $0.context.words.code("metric", $0.row.metric) },
      .text("class") { $0.row.classLabel },
      .text("why") { row in row.row.why.map { row.context.words.code("transfer-why", $0.rawValue) } },
      .number("score", .fixed(3)) { $0.row.score }, .number("low", .fixed(3)) { $0.row.low },
      .number("high", .fixed(3)) { $0.row.high }, .number("ceiling", .fixed(3)) { $0.row.ceiling },
      .number("matched", .fixed(3)) { $0.row.matchedScore },
      .number("floor", .fixed(3)) { $0.row.floor }, .interval("ratio", .percent) { $0.row.ratio },
      .flag("has_ratio") { $0.row.ratio != nil },
      .inline("strip") { row in
        row.row.metric == "log_loss"
          ? .empty
          : row.context.strip(row.row.score, row.row.low, row.row.high, row.axis, reference: row.row.ceiling)
      },
    ]
  }

  private struct Checkpoint {
    let pair: Pair
    let summary: TransferCheckpointSummary

    private var transfer: TransferFinding { pair.transfer }

    static let slots: Slots<Checkpoint> = [
      .text("checkpoint") { $0.summary.checkpoint },
      .inline("reasons") {
        try $0.pair.say(TransferReasonClaims($0.transfer).all(of: $0.summary.checkpoint))
      },
      .flag("has_reasons") { row in row.transfer.reasons.contains { $0.checkpoint == row.summary.checkpoint } },
      .part(PairFeatures.slots) { row in
        PairFeatures(
          context: row.pair.page.context, directory: row.pair.page.features, links: row.pair.page.links,
          transfer: row.transfer, summary: row.summary)
      },
    ]
  }
}
