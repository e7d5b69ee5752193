import Claims
import Findings

/// Probes trained on one dataset and tested on another, and which features carry over.
struct TransferPage {
  static let schema: PageSchema = [
    "data_link": .link, "methods_link": .link, "has_transfers": .flag,
    "pairs": .rows([
      "train": .text, "test": .text, "classes": .text, "positive_class": .text, "axis": .inline, "sentence": .inline,
      "rows": .rows([
        "arm": .text, "metric": .text, "score": .text, "low": .text, "high": .text, "ceiling": .text, "floor": .text,
        "ratio": .text, "ratio_low": .text, "ratio_high": .text, "has_ratio": .flag, "strip": .inline,
      ]),
      "checkpoints": .rows([
        "checkpoint": .text, "sentence": .inline,
        "data_link": .link,
        "features": .rows(
          FeatureDirectory.slots.adding([
            "auroc_train": .text, "q_train": .text, "auroc_test": .text, "q_test": .text,
          ])),
      ]),
      "notes": .rows(.note),
    ]),
  ]

  let context: SiteContext
  let features: FeatureDirectory

  func render() throws {
    let template = try context.template(.transfer)
    let links = Links(from: SitePaths.transfer)
    let pairs = try context.findings.transfers.map { try pair($0, links) }
    let scope: TemplateScope = [
      "data_link": .link(links.file(DataFiles.transfer)), "methods_link": .link(links.page(SitePaths.methods)),
      "has_transfers": .flag(!pairs.isEmpty), "pairs": .rows(pairs),
    ]
    try context.publish(
      template, scope,
      PageFrame(path: SitePaths.transfer, title: context.words[.transfer], section: .transfer))
  }

  private func pair(_ transfer: TransferFinding, _ links: Links) throws -> TemplateScope {
    let axis = Axis(
      holding: transfer.rows.filter { $0.metric != "log_loss" }.flatMap { row in
        [row.score, row.low, row.high, row.ceiling, row.floor].compactMap { $0 }
      })
    return [
      "train": .text(transfer.train), "test": .text(transfer.test),
      "sentence": try context.say(TransferClaims(transfer).score(), root: links.root),
      "classes": .text(transfer.classes.joined(separator: ", ")),
      "positive_class": .text(transfer.positiveClass ?? ""), "axis": context.axisHead(axis),
      "rows": .rows(transfer.rows.map { row($0, axis) }),
      "checkpoints": .rows(try transfer.checkpoints.map { try checkpoint($0, transfer, links) }),
      "notes": try context.rows(transfer.notes),
    ]
  }

  private func row(_ row: TransferRow, _ axis: Axis?) -> TemplateScope {
    [
      "arm": .text(row.arm.name), "metric": .text(context.words.code("metric", row.metric)),
      "score": .number(row.score, .fixed(3)), "low": .number(row.low, .fixed(3)),
      "high": .number(row.high, .fixed(3)), "ceiling": .number(row.ceiling, .fixed(3)),
      "floor": .number(row.floor, .fixed(3)), "ratio": .number(row.ratio?.value, .percent),
      "ratio_low": .number(row.ratio?.low, .percent), "ratio_high": .number(row.ratio?.high, .percent),
      "has_ratio": .flag(row.ratio != nil),
      "strip": row.metric == "log_loss"
        ? .fragment(.empty) : context.strip(row.score, row.low, row.high, axis, reference: row.ceiling),
    ]
  }

  private func checkpoint(
    _ summary: TransferCheckpointSummary, _ transfer: TransferFinding, _ links: Links
  ) throws -> TemplateScope {
    let table = try context.tables.transfer(transfer.train, transfer.test, summary.checkpoint)
    let shared = table.shared.indices.filter { table.shared[$0] }.sorted {
      (strength(table, $0), $1) > (strength(table, $1), $0)
    }
    let rows = shared.filter { features.hasPage(transfer.test, summary.checkpoint, $0) }.prefix(12).map {
      feature -> TemplateScope in
      var scope: TemplateScope = [
        "auroc_train": .number(table.aurocTrain.at(feature), .fixed(3)),
        "q_train": .number(table.qTrain.at(feature), .probability),
        "auroc_test": .number(table.aurocTest.at(feature), .fixed(3)),
        "q_test": .number(table.qTest.at(feature), .probability),
      ]
      scope.merge(features.scope(transfer.test, summary.checkpoint, feature, links))
      return scope
    }
    return [
      "checkpoint": .text(summary.checkpoint),
      "sentence": try context.say(TransferClaims(transfer).features(summary), root: links.root),
      "data_link": .link(links.file(DataFiles.transferFeatures(transfer.train, transfer.test, summary.checkpoint))),
      "features": .rows(rows),
    ]
  }

  /// How well a feature separates on the weaker of the two sides.
  private func strength(_ table: TransferTable, _ feature: Int) -> Double {
    let sides = [table.aurocTrain.at(feature), table.aurocTest.at(feature)].map { (($0 ?? .nan) - 0.5).magnitude }
    return sides.contains { !$0.isFinite } ? -1 : min(sides[0], sides[1])
  }
}
