import Findings

/// What of the reports of single labels has a mean. Intervals have none: labels of the same examples are not independent.
extension ProbeStudy {
  /// How often a derived arm was which, over all labels.
  ///
  /// - Parameter keys: the arms that every study has.
  static func chosen(_ key: ArmKey, _ studies: [ProbeStudy], _ keys: [ArmKey]) -> [ArmChoice] {
    var result: [ArmChoice] = []
    for study in studies {
      for choice in study.arms.first(where: { $0.key == key })?.chosenFrom ?? [] {
        guard let arm = keys.firstIndex(of: study.arms[choice.arm].key) else { continue }
        if let place = result.firstIndex(where: { $0.arm == arm }) {
          result[place].count += choice.count
        } else {
          result.append(ArmChoice(arm: arm, count: choice.count))
        }
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
        arm.key.representation.part == .bits && arm.key.trainingRate == 1 && arm.key.checkpoint == row.checkpoint
          && arm.key.pooling == row.pooling && arm.key.threshold == row.choice
      }
      let estimate = arm?.metric("macro_f1")
      return ThresholdRow(
        checkpoint: row.checkpoint, pooling: row.pooling, threshold: mean(same.map(\.threshold)), choice: row.choice,
        macroF1Mean: estimate?.mean, macroF1Low: estimate?.low, macroF1High: estimate?.high,
        meanActiveFeatures: mean(same.map(\.meanActiveFeatures)) ?? 0, stability: mean(same.map(\.stability)))
    }
  }

  /// Of arms that choose features for every label.
  static func stability(_ keys: [ArmKey], _ studies: [ProbeStudy]) -> [StabilityRow] {
    keys.enumerated().compactMap { place, key in
      let rows = studies.compactMap { study in study.stability.first { study.arms[$0.arm].key == key } }
      guard rows.count == studies.count else { return nil }
      return StabilityRow(
        arm: place, phi: mean(rows.map(\.phi)), low: nil, high: nil, selectedMean: mean(rows.map(\.selectedMean)) ?? 0)
    }
  }

  /// Brier score and log loss. A mean of intercepts would let one label's too high make up for another's too low, and bins
  /// have other edges for every label. What one label withholds is withheld: its share would follow from the mean.
  static func calibration(_ keys: [ArmKey], _ studies: [ProbeStudy]) -> [CalibrationFinding] {
    studies[0].calibration.compactMap { first in
      let key = studies[0].arms[first.arm].key
      guard let place = keys.firstIndex(of: key) else { return nil }
      let same = studies.compactMap { study in
        study.calibration.first {
          (study.arms[$0.arm].key, $0.attribute, $0.group) == (key, first.attribute, first.group)
        }
      }
      guard same.count == studies.count else { return nil }
      var result = CalibrationFinding(arm: place, attribute: first.attribute, group: first.group)
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
    checkpoint == other.checkpoint && pooling == other.pooling && choice == other.choice
  }
}
