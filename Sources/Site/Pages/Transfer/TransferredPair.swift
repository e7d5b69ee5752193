import Charts
import Claims
import Findings

/// One pair of datasets, and what the parts of its page are made from.
struct TransferredPair {
  let context: SiteContext
  let features: FeatureDirectory
  /// The strongest examples of features on both sides.
  let counterparts: Counterparts
  let finding: TransferFinding
  let links: Links

  func say(_ claims: [Claim]) throws -> Fragment { try context.say(claims, root: links.root) }

  /// The row that speaks for the pair.
  var lead: TransferRow? { finding.lead.map { finding.rows[$0] } }

  /// Checkpoints, that of the leading row first.
  var checkpoints: [TransferCheckpointSummary] {
    let isFirst: (TransferCheckpointSummary) -> Bool = { $0.checkpoint == lead?.arm.checkpoint }
    return finding.checkpoints.filter(isFirst) + finding.checkpoints.filter { !isFirst($0) }
  }

  /// Rows of one kind, the clearest first: by the weaker side of what both have, else by the stronger.
  func clearest(_ kind: TransferKind, of table: TransferTable) -> [Int] {
    func strength(_ row: Int) -> Double {
      let sides = [table.aurocTrain[row], table.aurocTest[row]].map { $0.isNaN ? 0 : ($0 - 0.5).magnitude }
      return kind == .shared || kind == .reversed ? min(sides[0], sides[1]) : max(sides[0], sides[1])
    }
    return table.kind.indices.filter { table.kind[$0] == kind }.sorted { (strength($0), $1) > (strength($1), $0) }
  }

  /// A feature, with its page on the test side, or where it has none there on the training side.
  func mention(_ feature: Int, _ checkpoint: String) -> FeatureMention {
    FeatureMention(
      directory: features,
      dataset: features.hasPage(finding.test, checkpoint, feature) ? finding.test : finding.train,
      checkpoint: checkpoint, feature: feature, links: links)
  }

  /// Rows of the metric that leads; those of other metrics are in the file.
  private var ofLeadMetric: [TransferRow] {
    guard let lead else { return finding.rows }
    return finding.rows.filter { $0.metric == lead.metric && $0.classLabel == lead.classLabel }
  }

  /// Of these one for each representation: of the checkpoint or layer and the pooling of the one that leads, where there is
  /// such a row, else the first.
  var headline: [TransferRow] {
    guard let lead else { return ofLeadMetric }
    let rows = ofLeadMetric
    var order: [RepresentationKind] = []
    for row in rows where !order.contains(row.arm.representation) { order.append(row.arm.representation) }
    return order.compactMap { kind in
      if kind == lead.arm.representation { return lead }
      let own = rows.filter { $0.arm.representation == kind }
      return own.first { row in
        guard row.arm.pooling == lead.arm.pooling else { return false }
        return row.arm.checkpoint == nil ? row.arm.layer == lead.arm.layer : row.arm.checkpoint == lead.arm.checkpoint
      } ?? own.first
    }
  }

  /// The leading arm for one class against the rest.
  var classes: [TransferRow] {
    guard let lead else { return [] }
    return finding.rows.filter { $0.arm == lead.arm && $0.classLabel != nil }
  }

  /// Rows that are neither shown as headline nor as class.
  var hasMore: Bool { finding.rows.count > headline.count + classes.count }

  /// Rows of a table, on one scale.
  func rows(_ rows: [TransferRow]) -> (rows: [TransferRowSlots], axis: Axis?) {
    let axis = Axis(
      holding: rows.filter { $0.metric != "log_loss" }.flatMap { row in
        [row.score, row.low, row.high, row.ceiling, row.floor].compactMap { $0 }
      })
    return (rows.map { TransferRowSlots(context: context, row: $0, axis: axis) }, axis)
  }
}
