@testable import Findings

extension TransferFinding {
  /// What single features and groups say, a row of each table.
  mutating func show(checkpoint: String) {
    var summary = TransferCheckpointSummary(
      checkpoint: checkpoint, rankCorrelation: 0.5, shared: 1, reversed: 0, tested: 2)
    (summary.rankLow, summary.rankHigh) = (0.25, 0.625)
    summary.partialCorrelation = Interval(value: 0.375, low: nil, high: nil)
    (summary.testedTrain, summary.testedTest, summary.sourceOnly) = (3, 2, 1)
    checkpoints.append(summary)
    var replication = BiasReplication(checkpoint: checkpoint)
    (replication.flagged, replication.tested, replication.reappearing, replication.opposite) = (4, 3, 2, 1)
    (replication.controls, replication.controlsPassing) = (8, 1)
    replication.share = Interval(value: 0.625, low: 0.125, high: 0.875)
    replication.controlShare = Interval(value: 0.125, low: 0, high: 0.5)
    replication.excess = Interval(value: 0.5, low: -0.25, high: 0.75)
    replication.cutoff = 0.03125
    var across = BiasAcross(attribute: "g")
    across.features = [replication]
    across.arm = ArmKey(.sample("top 2"))
    var gap = GapAcross(
      metric: .selectionRate, group: "a", reference: "b, c", kind: .reference, positive: "yes",
      difference: Interval(value: 0.25, low: 0.125, high: 0.375))
    gap.own = Interval(value: 0.125, low: nil, high: nil)
    gap.change = Interval(value: 0.125, low: -0.125, high: 0.25)
    across.gaps = [
      gap,
      GapAcross(metric: .equalizedOdds, group: "a", reference: "b, c", kind: .range, positive: "yes", difference: nil),
    ]
    bias = [across]
    var row = BiasReplicationRow(
      attribute: "g", checkpoint: checkpoint, feature: 7, isControl: false, most: "a", least: "b, c",
      differenceTrain: 0.25)
    (row.difference, row.p, row.q) = (Interval(value: 0.125, low: 0.0625, high: 0.25), 0.001, 0.002)
    row.verdict = .reappears
    biasRows = [
      row,
      BiasReplicationRow(
        attribute: "g", checkpoint: checkpoint, feature: 9, isControl: true, most: "b, c", least: "a",
        differenceTrain: 0.0625),
    ]
  }
}
