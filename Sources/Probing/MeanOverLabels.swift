import Diagnostics
import Evaluation
import Findings
import Statistics

extension ProbeStudy {
  /// The study of a dataset whose examples may have several labels: every metric the mean over its labels, each one
  /// against the rest, fold by fold, so that intervals and comparisons are made as for one label.
  ///
  /// Arms are those that every label has. A label on which a metric is not defined in some fold has no part in that
  /// metric for any arm.
  ///
  /// - Parameters:
  ///   - labels: names and studies, made on the same folds; at least one.
  ///   - margin: of non-inferiority.
  public static func mean(over labels: [(name: String, study: ProbeStudy)], margin: Double) -> ProbeStudy {
    let studies = labels.map(\.study)
    var design = studies[0].design
    design.positiveClass = nil
    design.labelCount = labels.count
    for study in studies.dropFirst() {
      for (index, assignment) in study.design.assignments.enumerated() {
        for (row, fold) in assignment.enumerated() where fold >= 0 { design.assignments[index][row] = fold }
      }
    }
    design.exampleCount = design.assignments.first?.count { $0 >= 0 } ?? 0
    let keys = studies[0].arms.map(\.key).filter { key in
      studies.allSatisfy { $0.arms.contains { $0.key == key } }
    }
    let rows = keys.map { key in studies.map { $0.rows(of: key) } }
    let places = (rows.first?.first ?? []).map { ($0.repeatIndex, $0.fold) }.filter { place in
      rows.allSatisfy { $0.allSatisfy { $0.contains { ($0.repeatIndex, $0.fold) == place } } }
    }
    // [metric][label]: whether it counts.
    let counts = Metric.all.indices.map { metric in
      labels.indices.map { label in
        rows.allSatisfy { arm in arm[label].allSatisfy { $0.metrics[metric] != nil } }
      }
    }
    let runs = zip(keys, rows).map { key, ofLabels -> ArmRun in
      let own = places.map { place in
        ProbeRow(
          mean: ofLabels.map { rows in rows.first { ($0.repeatIndex, $0.fold) == place } }, counting: counts)
      }
      var arm = studies[0].arms.first { $0.key == key } ?? ProbeArm(key)
      arm.metrics = metricEstimates(own)
      arm.weights = []
      arm.cost = nil
      arm.chosenFrom = chosen(key, studies, keys)
      arm.featureCount = own.isEmpty ? 0 : own.reduce(0) { $0 + Double($1.featureCount) } / Double(own.count)
      return ArmRun(
        arm: arm, rows: own, outOfFold: OutOfFold(arm: key, classCount: 0, probabilities: [], decisions: []), fits: 0)
    }
    return ProbeStudy(
      design: design, metrics: Metric.kinds, arms: runs.map(\.arm),
      rows: runs.enumerated().flatMap { index, run in
        run.rows.map { row in
          var row = row
          row.arm = index
          return row
        }
      }, comparisons: ArmComparisons.all(runs, margin: margin), thresholds: thresholds(runs.map(\.arm), studies),
      stability: stability(keys, studies), notes: notes(labels.map(\.name), counts),
      calibration: calibration(keys, studies),
      nearDuplicates: studies.compactMap(\.nearDuplicates).max { $0.exampleCount < $1.exampleCount })
  }

  private func rows(of key: ArmKey) -> [ProbeRow] {
    guard let index = arms.firstIndex(where: { $0.key == key }) else { return [] }
    return rows.filter { $0.arm == index }
  }

  private static func notes(_ labels: [String], _ counts: [[Bool]]) -> [Note] {
    var notes = [Note(.meanOverLabels, labels.count), Note(.alsoMeans), Note(.sharedFolds)]
    for (metric, counted) in zip(Metric.kinds.map(\.name), counts) {
      let left = zip(labels, counted).filter { !$0.1 }.map(\.0)
      if !left.isEmpty { notes.append(Note(.metricOfFewerLabels, metric, left)) }
    }
    return notes
  }
}

extension ProbeRow {
  /// - Parameters:
  ///   - rows: the same fold for every label.
  ///   - counts: [metric][label].
  fileprivate init(mean rows: [ProbeRow?], counting counts: [[Bool]]) {
    let known = rows.compactMap { $0 }
    self = known[0]
    metrics = metrics.indices.map { metric in
      let values = zip(rows, counts[metric]).compactMap { row, isCounted in isCounted ? row?.metrics[metric] : nil }
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    c = nil
    thresholdChosen = nil
    innerLoss = nil
    chosenArm = nil
    featureCount = known.reduce(0) { $0 + $1.featureCount } / known.count
  }
}
