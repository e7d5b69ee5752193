import Datasets
import Findings

/// Compares how often the features of a checkpoint fire in two runs.
struct FeatureComparison {
  let before: PublishedRun
  let after: PublishedRun
  let dataset: RunDifference.Dataset
  /// Claims of both, by id.
  let old: [String: ClaimRecord]
  let new: [String: ClaimRecord]

  static func name(_ dataset: String, _ checkpoint: String) -> String { "\(dataset)/\(checkpoint)" }

  /// nil where a run has no table of them.
  func compare(
    _ checkpoint: String
  ) throws -> (summary: RunDifference.Features, changes: [RunDifference.Change])? {
    let columns = ["feature", "active_examples", "density", "decoder_norm", "encoder_decoder_cosine"]
    let file = DataFiles.features(dataset.dataset, checkpoint)
    guard let a = try before.table(file, columns: columns), let b = try after.table(file, columns: columns) else {
      return nil
    }
    var summary = RunDifference.Features(
      dataset: dataset.dataset, checkpoint: checkpoint, method: dataset.sameExamples ? .exact : .tested, compared: 0,
      changed: 0)
    // Norms and cosines are those of the encoder alone, in any run.
    guard a.columns[0] == b.columns[0], a.columns[3] == b.columns[3], a.columns[4] == b.columns[4] else {
      summary.method = .otherCheckpoint
      return (summary, [])
    }
    let (first, second) = (units(old, dataset.before), units(new, dataset.after))
    var changes: [RunDifference.Change] = []
    for row in 0..<a.rowCount {
      guard let x = Double(a.columns[2][row]), let y = Double(b.columns[2][row]) else { continue }
      summary.compared += 1
      if x == y, a.columns[1][row] == b.columns[1][row], dataset.sameExamples { continue }
      var change = RunDifference.Change(
        subject: a.columns[0][row], of: Self.name(dataset.dataset, checkpoint), figure: "density", before: x, after: y)
      if dataset.sameExamples {
        change.isChanged = true
      } else if let first, let second, let test = BeyondChance.shares((x, first), (y, second)) {
        (change.low, change.high, change.p) = (test.low, test.high, test.p)
      } else {
        continue
      }
      changes.append(change)
    }
    return (summary, changes)
  }

  /// Independent examples of a run: its clusters where rows of one belong together, so that a feature that fires in all rows
  /// of a cluster counts once.
  private func units(_ claims: [String: ClaimRecord], _ examples: Int?) -> Double? {
    for id in ["data.\(dataset.dataset).independence", "data.\(dataset.dataset).clusters"] {
      if let clusters = claims[id]?.figures.first(where: { $0.name == "clusters" }) { return clusters.value }
    }
    return examples.map(Double.init)
  }
}
