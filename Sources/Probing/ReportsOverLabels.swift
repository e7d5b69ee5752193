import Findings

/// What of the reports of single labels has a mean. Intervals have none: labels of the same examples are not independent.
extension ProbeStudy {
  /// How often a derived arm was which, over all labels.
  static func chosen(_ name: String, _ studies: [ProbeStudy]) -> [ArmChoice] {
    var result: [ArmChoice] = []
    for choice in studies.flatMap({ study in study.arms.first { $0.name == name }?.chosenFrom ?? [] }) {
      if let place = result.firstIndex(where: { $0.name == choice.name }) {
        result[place].count += choice.count
      } else {
        result.append(choice)
      }
    }
    return result.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(\.element)
  }

  /// Scores and their intervals are those of the arms of means; active features and Φ are means.
  static func thresholds(_ arms: [ProbeArm], _ studies: [ProbeStudy]) -> [ThresholdRow] {
    studies[0].thresholds.compactMap { row in
      let same = studies.compactMap { study in study.thresholds.first { $0.isAs(row) } }
      guard same.count == studies.count else { return nil }
      let arm = arms.first { arm in
        arm.representation == "binarized" && arm.trainingRate == 1 && arm.checkpoint == row.checkpoint
          && arm.pooling == row.pooling
          && (row.kind == ThresholdRow.fixed
            ? arm.threshold.flatMap(Double.init) == row.threshold : arm.threshold == row.kind)
      }
      let estimate = arm?.metric("macro_f1")
      return ThresholdRow(
        checkpoint: row.checkpoint, pooling: row.pooling, threshold: mean(same.map(\.threshold)), kind: row.kind,
        macroF1Mean: estimate?.mean, macroF1Low: estimate?.low, macroF1High: estimate?.high,
        meanActiveFeatures: mean(same.map(\.meanActiveFeatures)) ?? 0, stability: mean(same.map(\.stability)))
    }
  }

  /// Of arms that choose features for every label.
  static func stability(_ names: [String], _ studies: [ProbeStudy]) -> [StabilityRow] {
    names.compactMap { name in
      let rows = studies.compactMap { study in study.stability.first { $0.arm == name } }
      guard rows.count == studies.count else { return nil }
      return StabilityRow(
        arm: name, phi: mean(rows.map(\.phi)), low: nil, high: nil, selectedMean: mean(rows.map(\.selectedMean)) ?? 0)
    }
  }

  /// Brier score and log loss. A mean of intercepts would let one label's too high make up for another's too low, and bins
  /// have other edges for every label. What one label withholds is withheld: its share would follow from the mean.
  static func calibration(_ names: [String], _ studies: [ProbeStudy]) -> [CalibrationFinding] {
    studies[0].calibration.filter { names.contains($0.arm) }.compactMap { first in
      let same = studies.compactMap { study in
        study.calibration.first { ($0.arm, $0.attribute, $0.group) == (first.arm, first.attribute, first.group) }
      }
      guard same.count == studies.count else { return nil }
      var result = CalibrationFinding(arm: first.arm, attribute: first.attribute, group: first.group)
      let counts = same.compactMap(\.count)
      guard counts.count == same.count else { return result }
      // Fewer where a label is not known of all.
      result.count = counts.min()
      result.brier = mean(same.map(\.brier))
      result.logLoss = mean(same.map(\.logLoss))
      return result
    }
  }

  /// nil where one of them is.
  private static func mean(_ values: [Double?]) -> Double? {
    let known = values.compactMap { $0 }
    guard known.count == values.count, !known.isEmpty else { return nil }
    return known.reduce(0, +) / Double(known.count)
  }
}

extension ThresholdRow {
  /// The same arm, whatever was found.
  fileprivate func isAs(_ other: ThresholdRow) -> Bool {
    checkpoint == other.checkpoint && pooling == other.pooling && kind == other.kind
      && (kind != ThresholdRow.fixed || threshold == other.threshold)
  }
}
