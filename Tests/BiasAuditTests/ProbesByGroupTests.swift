import Diagnostics
import Findings
import Statistics
import TestSupport
import Testing

@testable import BiasAudit

@Suite struct ProbesByGroupTests {
  /// Group a: 100 positives of which 80 selected, 100 negatives of which 10; b: 50 and 30, 50 and 15.
  private func rows(
    minimumCell: Int = 30, unknown: Int = 0, positive: String? = nil, reference: String? = nil, undecided: Int = 0
  ) throws -> [ProbeGroupRow] {
    try study(
      minimumCell: minimumCell, unknown: unknown, positive: positive, reference: reference, undecided: undecided
    ).probeRows
  }

  private func study(
    minimumCell: Int = 30, unknown: Int = 0, positive: String? = nil, reference: String? = nil, undecided: Int = 0
  ) throws -> BiasStudy {
    let data = PlantedData(
      groups: ["a", "b"], labels: ["0", "1"], tables: [[[(10, 100), (80, 100)], [(15, 50), (30, 50)]]])
    var dataset = data.dataset()
    let fires = Set(data.firing[0])
    var predicted = dataset.examples.labels.indices.map { Int32(fires.contains(Int32($0)) ? 1 : 0) }
    for example in 0..<undecided { predicted[example] = -1 }
    dataset.examples.positiveClass = positive
    for example in 0..<unknown { dataset.examples.groups[0].codes[example] = -1 }
    let arm = ProbePredictions(
      arm: ArmKey(.sample("hidden")), predicted: predicted,
      probabilities: predicted.flatMap { $0 == 1 ? [0.2, 0.8] : [0.7, 0.3] })
    return try BiasAudit.study(
      dataset, attributes: ["target"], predictions: [arm],
      options: BiasOptions(reference: reference, minimumCell: minimumCell, permutations: 0)
    ).0
  }

  @Test func ratesPerGroup() throws {
    let rows = try rows()
    #expect(rows.map(\.group) == ["a", "b"] && rows.map(\.n) == [200, 100])
    #expect(rows[0].selectionRate?.value == 0.45 && rows[0].truePositiveRate?.value == 0.8)
    #expect(rows[0].falsePositiveRate?.value == 0.1 && rows[1].falsePositiveRate?.value == 0.3)
    #expect(rows[1].positivePredictiveValue?.value == 30.0 / 45)
    let wilson = ConfidenceInterval.wilson(successes: 80, trials: 100)
    #expect(rows[0].truePositiveRate == Interval(value: 0.8, low: wilson.low, high: wilson.high))
    // Both groups select 45 %: the larger one is the reference of the ratio.
    #expect(rows[0].impactRatio == Interval(value: 1, low: nil, high: nil))
    #expect(rows[1].impactRatio?.value == 1)
    let brier = (0.2 * 0.2 * 80 + 0.8 * 0.8 * 10 + 0.3 * 0.3 * 90 + 0.7 * 0.7 * 20) / 200
    #expect(abs((rows[0].brier ?? 0) - brier) < 1e-12)
    // Two scores only: AUROC = (TPR + 1 − FPR)/2.
    #expect(abs((rows[0].auroc?.value ?? 0) - 0.85) < 1e-12)
    #expect(rows[0].auroc?.low != nil)
  }

  /// Hardly anybody is selected: ratios may be next to 0 or far above 1. Where many are, a ratio of 0 is well known.
  @Test(arguments: [0, 1]) func aRatioOfNextToNothingIsUnreliable(_ place: Int) throws {
    let data = PlantedData(
      groups: ["a", "b", "c"], labels: ["0", "1"],
      tables: [
        [[(0, 16), (0, 16)], [(0, 20), (1, 20)], [(1, 20), (2, 20)]],
        [[(0, 40), (0, 40)], [(20, 40), (36, 40)], [(15, 40), (30, 40)]],
      ][place...place].map { $0 })
    let dataset = data.dataset()
    let fires = Set(data.firing[0])
    let predicted = dataset.examples.labels.indices.map { Int32(fires.contains(Int32($0)) ? 1 : 0) }
    let arm = ProbePredictions(
      arm: ArmKey(.sample("hidden")), predicted: predicted,
      probabilities: predicted.flatMap { $0 == 1 ? [0.2, 0.8] : [0.7, 0.3] })
    let rows = try BiasAudit.study(
      dataset, attributes: ["target"], predictions: [arm], options: BiasOptions(minimumCell: 30, permutations: 0)
    ).0.probeRows
    let unreliable = Dictionary(uniqueKeysWithValues: rows.map { ($0.group, $0.unreliable.contains("impact_ratio")) })
    #expect(unreliable == ["a": place == 0, "b": place == 0, "c": false])
  }

  @Test func theOtherClassSwapsEveryRate() throws {
    let last = try rows()
    let first = try rows(positive: "0")
    for (a, b) in zip(first, last) {
      let (selected, other) = try (#require(a.selectionRate), #require(b.selectionRate))
      #expect(abs(selected.value - (1 - other.value)) < 1e-12)
      #expect(abs(try #require(a.truePositiveRate).value - (1 - #require(b.falsePositiveRate).value)) < 1e-12)
      #expect(abs(try #require(a.falsePositiveRate).value - (1 - #require(b.truePositiveRate).value)) < 1e-12)
      #expect(a.positive == "0" && b.positive == "1")
    }
    #expect(try #require(first[1].positivePredictiveValue).value == 35.0 / 55)
  }

  @Test func ratiosAreToTheReferenceThatIsAskedFor() throws {
    let data = PlantedData(
      groups: ["large", "best", "small"], labels: ["0", "1"],
      tables: [[[(0, 200), (50, 0)], [(0, 60), (60, 60)], [(0, 40), (8, 40)]]].map { table in
        table.map { cells in cells.map { (min($0.0, $0.1), $0.1) } }
      })
    var dataset = data.dataset()
    dataset.examples.classes = ["no", "yes"]
    // Selected: 40 of 200, 60 of 120, 8 of 80.
    let fires = Set(data.firing[0]).union((0..<40).map { Int32($0) })
    let predicted = dataset.examples.labels.indices.map { Int32(fires.contains(Int32($0)) ? 1 : 0) }
    let arm = ProbePredictions(
      arm: ArmKey(.sample("x")), predicted: predicted,
      probabilities: [Double](repeating: .nan, count: 2 * predicted.count))
    func study(_ reference: String?) throws -> BiasStudy {
      try BiasAudit.study(
        dataset, attributes: ["target"], predictions: [arm],
        options: BiasOptions(reference: reference, permutations: 0)
      ).0
    }
    func ratios(_ study: BiasStudy) -> [String: Double] {
      Dictionary(
        uniqueKeysWithValues: study.probeRows.compactMap { row in
          row.impactRatio.map { (row.group, ($0.value * 1000).rounded() / 1000) }
        })
    }
    let highest = try study(nil)
    #expect(ratios(highest) == ["large": 0.4, "best": 1, "small": 0.2])
    #expect(highest.probeRows.allSatisfy { $0.reference == "best" } && !highest.isReferenceSet)
    let largest = try study("largest")
    #expect(ratios(largest) == ["large": 1, "best": 2.5, "small": 0.5])
    #expect(largest.isReferenceSet && largest.reference == "large")
    let small = try study("small")
    #expect(ratios(small) == ["large": 2, "best": 5, "small": 1])
    #expect(small.referenceReason == Note(.referenceSet))
    let csv = String(decoding: small.probeCSV(), as: UTF8.self).split(separator: "\n")
    #expect(
      csv[0].contains("suppressed,positive,reference,unreliable,for,ci_low:for,")
        && csv.dropFirst().allSatisfy { $0.contains("false,yes,small,") })
  }

  @Test func aReferenceTooSmallGivesNoRatioAndSaysSo() throws {
    let study = try study(minimumCell: 120, reference: "b")
    #expect(study.probeRows.allSatisfy { $0.impactRatio == nil && $0.reference == "b" })
    #expect(study.exclusions.contains { $0.code == .noRatio && $0.values.first == .text("b") })
  }

  @Test func whatNoProbeWasTaughtHasNoSelectionRate() throws {
    let study = try study(undecided: 10)
    let rows = study.probeRows
    #expect(rows[0].selectionRate == nil && rows[0].auroc == nil && rows[0].truePositiveRate != nil)
    #expect(rows[1].selectionRate != nil && rows[1].reference == "b")
    #expect(study.exclusions.contains(Note(.undecided, 10)))
  }

  @Test func unknownsHaveTheirLine() throws {
    let rows = try rows(unknown: 40)
    #expect(rows.map(\.group) == ["a", "b", "unknown"] && rows[2].n == 40)
    #expect(rows[2].impactRatio == nil && rows[2].selectionRate?.value == 0.25)
    // 40 negatives, no positive.
    #expect(rows[2].truePositiveRate == nil && rows[2].falsePositiveRate?.value == 0.25)
    #expect(rows[2].unreliable == ["ppv"])
  }

  @Test func smallGroupsAreShownAndMarked() throws {
    let rows = try rows(minimumCell: 120)
    #expect(!rows[1].suppressed && rows[1].selectionRate?.value == 0.45 && rows[1].brier != nil)
    #expect(rows[1].n == 100 && rows[1].unreliable.contains("selection_rate"))
    // 200 examples, but 100 positives.
    #expect(!rows[0].unreliable.contains("selection_rate") && rows[0].unreliable.contains("tpr"))
    #expect(rows[0].truePositiveRate?.value == 0.8)
  }

  /// Figures of 6 RCNY §5-301: 92 of male 54.3 %, of female 44.7 %: impact ratio 0.82.
  @Test func impactRatioOfTheNewYorkRule() throws {
    let data = PlantedData(
      groups: ["female", "male"], labels: ["0", "1"], tables: [[[(340, 760), (0, 0)], [(500, 920), (0, 0)]]])
    var dataset = data.dataset()
    dataset.examples.classes = ["no", "yes"]
    let fires = Set(data.firing[0])
    let predicted = dataset.examples.labels.indices.map { Int32(fires.contains(Int32($0)) ? 1 : 0) }
    let arm = ProbePredictions(
      arm: ArmKey(.sample("x")), predicted: predicted,
      probabilities: [Double](repeating: .nan, count: 2 * predicted.count))
    let rows = try BiasAudit.study(
      dataset, attributes: ["target"], predictions: [arm], options: BiasOptions(permutations: 0)
    ).0.probeRows
    #expect(rows.map(\.group) == ["male", "female"])
    #expect(abs((rows[0].selectionRate?.value ?? 0) - 0.543) < 5e-4)
    #expect(abs((rows[1].impactRatio?.value ?? 0) - 0.82) < 5e-3)
    #expect(rows[0].brier == nil)
  }

  @Test func moreClassesOneAgainstTheRest() throws {
    let data = PlantedData(
      groups: ["a", "b"], labels: ["x", "y", "z"],
      tables: [[[(0, 40), (0, 40), (0, 40)], [(0, 40), (0, 40), (0, 40)]]])
    let dataset = data.dataset()
    let predicted = dataset.examples.labels
    let arm = ProbePredictions(
      arm: ArmKey(.sample("p")), predicted: predicted,
      probabilities: predicted.flatMap { label in (0..<3).map { $0 == Int(label) ? 0.8 : 0.1 } })
    let study = try BiasAudit.study(
      dataset, attributes: ["target"], predictions: [arm], options: BiasOptions(permutations: 0)
    ).0
    let rows = study.probeRows
    #expect(rows.count == 6 && study.name(of: rows[2]) == "p: y")
    #expect(rows.allSatisfy { $0.truePositiveRate?.value == 1 && $0.falsePositiveRate?.value == 0 })
    #expect(rows.allSatisfy { $0.auroc?.value == 1 && $0.auroc?.low == nil })
  }
}
