import Datasets
import Diagnostics
import Evaluation
import Findings
import Statistics
import Testing

@testable import Probing

/// Examples that may have several labels at once.
@Suite struct SeveralLabelsTests {
  private func sets(rows: Int, shares: [Double], seed: UInt64) -> [[Int32]] {
    var generator = SeededGenerator(seed: seed)
    return shares.map { share in (0..<rows).map { _ in generator.uniform() < share ? 1 : 0 } }
  }

  /// Every label, however rare, in its share; folds of equal size.
  @Test(arguments: [UInt64(1), 2, 3]) func foldsKeepTheShareOfEveryLabel(seed: UInt64) {
    let sets = sets(rows: 403, shares: [0.5, 0.2, 0.04, 0.03], seed: seed)
    let rows = (0..<403).filter { $0 % 10 != 3 }
    var generator = SeededGenerator(seed: seed)
    let folds = FoldAssignment.iterative(sets: sets, rows: rows, folds: 5, using: &generator)
    #expect(folds.allSatisfy { (0..<5).contains($0) })
    for (label, holds) in sets.enumerated() {
      let counts = (0..<5).map { fold in rows.indices.count { folds[$0] == fold && holds[rows[$0]] == 1 } }
      let spread = (counts.max() ?? 0) - (counts.min() ?? 0)
      #expect(spread <= (label < 2 ? 4 : 1), "label \(label): \(counts)")
    }
    let sizes = (0..<5).map { fold in folds.count { $0 == fold } }
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 4, "\(sizes)")
    var again = SeededGenerator(seed: seed)
    #expect(folds == FoldAssignment.iterative(sets: sets, rows: rows, folds: 5, using: &again))
  }

  @Test func groupsStayWhole() {
    let sets = sets(rows: 240, shares: [0.4, 0.1], seed: 5)
    let groups = (0..<240).map { Int32($0 / 4) }
    var generator = SeededGenerator(seed: 5)
    let folds = FoldAssignment.grouped(sets: sets, groups: groups, rows: Array(0..<240), folds: 4, using: &generator)
    for group in 0..<60 { #expect(Set(folds[group * 4..<group * 4 + 4]).count == 1) }
    for holds in sets {
      let counts = (0..<4).map { fold in (0..<240).count { folds[$0] == fold && holds[$0] == 1 } }
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 6, "\(counts)")
    }
  }

  /// Two labels: the first that of the data, the second one with unknown cells.
  private func studies() throws -> [(name: String, study: ProbeStudy)] {
    var dataset = SmallDatasets.make(examples: 80)
    var second = sets(rows: 80, shares: [0.3], seed: 9)[0]
    for row in stride(from: 0, to: 80, by: 16) { second[row] = -1 }
    dataset.examples.labelSets = LabelSets(names: ["odd", "rare"], holds: [dataset.examples.labels, second])
    var options = ProbeOptions()
    options.representations = ["majority", "hidden", "binarized"]
    options.thresholds = [.fixed(0)]
    options.folds = 4
    options.repeats = 2
    return try [0, 1].map { label in
      var own = dataset
      own.examples = dataset.examples.oneVersusRest(label)
      return (["odd", "rare"][label], try ProbeLaboratory.study(own, options: options).study)
    }
  }

  @Test func figuresAreMeansOverLabelsFoldByFold() throws {
    let labels = try studies()
    let (first, second) = (labels[0].study, labels[1].study)
    #expect(first.design.positiveClass == "odd")
    // The same folds wherever the label is known.
    for (one, other) in zip(first.design.assignments, second.design.assignments) {
      for row in one.indices { #expect(other[row] == (row % 16 == 0 ? -1 : one[row])) }
    }
    let mean = ProbeStudy.mean(over: labels, margin: 0.01)
    #expect(mean.arms.map(\.name) == first.arms.map(\.name))
    #expect(mean.design.assignments == first.design.assignments)
    #expect(mean.rows.count == first.rows.count)
    for (row, (a, b)) in zip(mean.rows, zip(first.rows, second.rows)) {
      #expect((row.arm, row.repeatIndex, row.fold) == (a.arm, a.repeatIndex, a.fold))
      for metric in Metric.all.indices {
        let expected = try #require(a.metrics[metric]) + #require(b.metrics[metric])
        #expect(abs(try #require(row.metrics[metric]) - expected / 2) < 1e-15)
      }
    }
    for (arm, (a, b)) in zip(mean.arms, zip(first.arms, second.arms)) {
      for metric in Metric.kinds.map(\.name) {
        let expected = try #require(a.metric(metric)?.mean) + #require(b.metric(metric)?.mean)
        #expect(abs(try #require(arm.metric(metric)?.mean) - expected / 2) < 1e-12)
      }
    }
    #expect(mean.comparisons.map(\.a) == first.comparisons.map(\.a))
    for (pair, (a, b)) in zip(mean.comparisons, zip(first.comparisons, second.comparisons)) {
      #expect(abs(pair.difference - (a.difference + b.difference) / 2) < 1e-12)
    }
  }

  /// Where a fold has no example with the label, AUROC is not defined: the label is left out for every arm, and named.
  @Test func undefinedMetricsLeaveTheLabelOut() throws {
    var labels = try studies()
    let auroc = try #require(Metric.kinds.firstIndex { $0.name == "auroc" })
    let place = try #require(labels[1].study.rows.firstIndex { $0.arm == 1 })
    labels[1].study.rows[place].metrics[auroc] = nil
    let mean = ProbeStudy.mean(over: labels, margin: 0.01)
    for (row, own) in zip(mean.rows, labels[0].study.rows) { #expect(row.metrics[auroc] == own.metrics[auroc]) }
    #expect(mean.notes.contains(Note(.metricOfFewerLabels, "auroc", ["rare"])))
  }

  /// What has a mean is averaged, what has none is left out, and what one label withholds is withheld.
  @Test func reportsAreMeansWhereTheyHaveOne() throws {
    var labels = try studies()
    for (index, phi) in [0.5, 0.7].enumerated() {
      let arm = 2
      labels[index].study.stability = [
        StabilityRow(arm: arm, phi: phi, low: phi - 0.1, high: phi + 0.1, selectedMean: 10 + Double(index))
      ]
      labels[index].study.arms[2].chosenFrom = [
        ArmChoice(arm: 0, count: index == 0 ? 7 : 1), ArmChoice(arm: 1, count: index == 0 ? 1 : 8),
      ]
      for group in ["seen", "withheld"] {
        var finding = CalibrationFinding(arm: arm, attribute: "place", group: group)
        if group == "seen" || index == 0 {
          (finding.count, finding.brier, finding.slope) = (40 - index, 0.1 * Double(index + 1), 1)
          finding.bins = [CalibrationFinding.Bin(count: 40, predicted: 0.5, observed: 0.5, low: 0.3, high: 0.7)]
        }
        labels[index].study.calibration.append(finding)
      }
    }
    let (first, second) = (labels[0].study, labels[1].study)
    let mean = ProbeStudy.mean(over: labels, margin: 0.01)
    // Thresholds: one row, its score that of the mean arm, its interval too.
    let row = try #require(mean.thresholds.first)
    #expect(mean.thresholds.count == 1 && row.threshold == 0 && row.choice == .fixed(0))
    let arm = try #require(mean.arms.first { $0.key.representation.part == .bits }?.metric("macro_f1"))
    #expect(row.macroF1Mean == arm.mean && row.macroF1Low == arm.low && row.macroF1High == arm.high)
    let active = (first.thresholds[0].meanActiveFeatures + second.thresholds[0].meanActiveFeatures) / 2
    #expect(abs(row.meanActiveFeatures - active) < 1e-12 && row.stabilityLow == nil)
    let phi = try #require(first.thresholds[0].stability) + #require(second.thresholds[0].stability)
    #expect(abs(try #require(row.stability) - phi / 2) < 1e-12)
    // Stability, and the choices of derived arms.
    #expect(mean.stability.count == 1 && abs((mean.stability[0].phi ?? 0) - 0.6) < 1e-12)
    #expect(mean.stability[0].low == nil && mean.stability[0].selectedMean == 10.5)
    #expect(mean.arms[2].chosenFrom == [ArmChoice(arm: 1, count: 9), ArmChoice(arm: 0, count: 8)])
    // Calibration: of all examples and of the group that both labels show.
    let groups = mean.calibration.filter { $0.attribute == "place" }
    #expect(groups.map(\.isWithheld) == [false, true])
    #expect(groups[0].count == 39 && abs((groups[0].brier ?? 0) - 0.15) < 1e-12)
    #expect(groups[1].brier == nil)
    #expect(mean.calibration.allSatisfy { $0.bins.isEmpty && $0.slope == nil && $0.intercept == nil })
    let whole = try #require(mean.calibration.first { $0.attribute.isEmpty })
    let briers = [first, second].map { study in
      study.calibration.first { $0.arm == whole.arm && $0.attribute.isEmpty }?.brier ?? .nan
    }
    #expect(abs(try #require(whole.brier) - (briers[0] + briers[1]) / 2) < 1e-12)
    // As many examples as have a fold for some label.
    #expect(mean.design.exampleCount == 80 && second.design.exampleCount == 75)
  }
}
