import Findings
import Foundation
import Statistics
import TestSupport
import Testing

@testable import BiasAudit

@Suite struct DecisionGapsTests {
  /// Written by `Fixtures/decisions.py`.
  private struct Case: Decodable {
    /// [group][label]: selected and all.
    var table: [[[Int]]]
    var rates: [String: [Double]]
    var ranges: [String: Double]
    var ratios: [String: Double]
    var parityDifference: Double
    var parityRatio: Double
    var opportunityDifference: Double
  }

  private static func study(_ table: [[[Int]]]) throws -> BiasStudy {
    let data = PlantedData(
      groups: table.indices.map { "g\($0)" }, labels: ["0", "1"],
      tables: [table.map { group in group.map { ($0[0], $0[1]) } }])
    var dataset = data.dataset()
    dataset.examples.classes = ["0", "1"]
    let fires = Set(data.firing[0])
    let predicted = dataset.examples.labels.indices.map { Int32(fires.contains(Int32($0)) ? 1 : 0) }
    let arm = ProbePredictions(
      arm: ArmKey(.sample("p")), predicted: predicted,
      probabilities: predicted.flatMap { $0 == 1 ? [0.2, 0.8] : [0.7, 0.3] })
    return try BiasAudit.study(
      dataset, attributes: ["target"], predictions: [arm], lead: arm.arm,
      options: BiasOptions(minimumCell: 1, permutations: 0)
    ).0
  }

  @Test func equalFairlearn() throws {
    let cases = try JSONDecoder().decode(
      [Case].self, from: Data(contentsOf: URL(filePath: TestPaths.fixtures("BiasAudit") + "/decisions.json")))
    #expect(cases.count == 25)
    for item in cases {
      let study = try Self.study(item.table)
      let rates: [String: (ProbeGroupRow) -> Interval?] = [
        "selection_rate": { $0.selectionRate }, "tpr": { $0.truePositiveRate }, "fpr": { $0.falsePositiveRate },
        "ppv": { $0.positivePredictiveValue }, "for": { $0.falseOmissionRate },
      ]
      for (name, rate) in rates {
        for row in study.probeRows {
          let place = try #require(Int(row.group.dropFirst()))
          let expected = try #require(item.rates[name]?[place])
          #expect(abs((rate(row)?.value ?? .nan) - expected) < 1e-12, "\(name) \(row.group)")
        }
      }
      let ranges = (study.gaps ?? []).filter { $0.kind == .range }
      for gap in ranges where gap.metric != .calibration {
        let expected = try #require(item.ranges[gap.metric.rawValue])
        #expect(abs((gap.difference?.value ?? .nan) - expected) < 1e-12, "\(gap.metric)")
        if let ratio = item.ratios[gap.metric.rawValue] {
          #expect(abs((gap.ratio?.value ?? .nan) - ratio) < 1e-12, "\(gap.metric)")
        }
      }
      func range(_ metric: DecisionMetric) -> GapRow? { ranges.first { $0.metric == metric } }
      #expect(
        abs((range(.selectionRate)?.difference?.value ?? .nan) - item.parityDifference) < 1e-12)
      #expect(abs((range(.selectionRate)?.ratio?.value ?? .nan) - item.parityRatio) < 1e-12)
      #expect(
        abs((range(.truePositiveRate)?.difference?.value ?? .nan) - item.opportunityDifference) < 1e-12)
      // Scores are .8 and .3.
      for row in study.probeRows {
        let selected = try #require(row.selectionRate?.value)
        let counts = item.table[try #require(Int(row.group.dropFirst()))]
        let observed = Double(counts[1][1]) / Double(counts[0][1] + counts[1][1])
        let mean = 0.8 * selected + 0.3 * (1 - selected)
        #expect(abs((row.calibration?.value ?? .nan) - (mean - observed)) < 1e-12)
      }
    }
  }

  /// Figures of 6 RCNY §5-301: male 1390 of 2560, female 1181 of 2642 in all; and a category below 2 %.
  @Test func tableOfTheNewYorkRule() throws {
    let study = try Self.study([[[1390, 2560], [0, 0]], [[1181, 2642], [0, 0]], [[30, 60], [0, 0]]])
    let rows = try #require(study.ll144)
    #expect(rows.map(\.category) == ["g1", "g0", "g2", "unknown"])
    #expect(rows.map { $0.selectionRate.map { ($0 * 1000).rounded() / 10 } } == [44.7, 54.3, 50, nil])
    #expect(rows.map { $0.impactRatio.map { ($0 * 100).rounded() / 100 } } == [0.82, 1, nil, nil])
    #expect(rows.map(\.reason) == [nil, nil, .share, .unknown])
    #expect(rows.map(\.number) == [2642, 2560, 60, 0] && rows.map(\.selected) == [1181, 1390, 30, nil])
    // The median of the scores is .3, so that the selected lie above it.
    #expect(rows[0].scoringRate == rows[0].selectionRate)
  }

  private struct Design: CustomStringConvertible {
    var groups: Int
    var rate: Double
    /// How much more the last group has.
    var gap: Double
    /// nil: rows are independent.
    var clusters: Int?
    /// Whether a cluster has rows of all groups.
    var crosses = false
    /// Standard deviation of the log odds of clusters.
    var spread = 1.0
    var rows = 60

    var description: String {
      "\(groups) groups, rate \(rate), gap \(gap), clusters \(clusters.map { "\($0)" } ?? "none"), crossing \(crosses)"
    }
  }

  /// Share of runs in which the intervals hold what is true: differences and ratios to the first group, and of the two groups
  /// farthest apart. Ratios of runs in which there is one.
  private struct Coverage {
    var reference = 0.0
    var range = 0.0
    var ratio = 0.0
    var lowestRatio = 0.0
    /// Share of runs that have a ratio.
    var defined = 0.0
    /// Share of runs in which the lowest ratio, beside the reference or of any two groups, is said to be below 1.
    var belowOne: [GapRow.Kind: Double] = [:]
  }

  private static func coverage(_ design: Design, runs: Int) -> Coverage {
    var held = Coverage()
    // True rates of the groups, with what clusters do averaged out.
    let nodes = stride(from: -3.0, through: 3.0, by: 0.1).map { $0 }
    let weights = nodes.map { exp(-$0 * $0 / 2) }
    let total = weights.reduce(0, +)
    let spread = design.clusters == nil ? 0 : design.spread
    func rate(_ g: Int, _ effect: Double) -> Double {
      let p = design.rate + (g == design.groups - 1 ? design.gap : 0)
      return 1 / (1 + exp(-(log(p / (1 - p)) + spread * effect)))
    }
    func truth(_ g: Int) -> Double { zip(nodes, weights).reduce(0) { $0 + rate(g, $1.0) * $1.1 } / total }
    let gap = truth(design.groups - 1) - truth(0)
    let ratio = truth(design.groups - 1) / truth(0)
    for run in 0..<runs {
      var generator = SeededGenerator(seed: 31, stream: UInt64(run), UInt64(design.groups))
      var codes: [Int32] = []
      var selected: [Int32] = []
      var members = [[Int]](repeating: [], count: design.groups)
      func normal() -> Double {
        (-2 * log(1 - generator.uniform())).squareRoot() * cos(2 * .pi * generator.uniform())
      }
      func add(_ g: Int, _ cluster: Int32, _ effect: Double) {
        members[g].append(codes.count)
        codes.append(cluster)
        selected.append(generator.uniform() < rate(g, effect) ? 1 : 0)
      }
      if let clusters = design.clusters {
        for cluster in 0..<clusters {
          // The normal effect is cut where the truth is.
          let effect = max(-3, min(3, normal()))
          let size = 8 + generator.integer(below: 9)
          for row in 0..<size { add((design.crosses ? row : cluster) % design.groups, Int32(cluster), effect) }
        }
      } else {
        for g in 0..<design.groups { for _ in 0..<design.rows { add(g, -1, 0) } }
      }
      let prediction = ProbePredictions(
        arm: ArmKey(.sample("p")), predicted: selected,
        probabilities: selected.flatMap { [1 - Double($0), Double($0)] })
      let clusters = RowClusters(codes: codes)
      let judged = ProbesByGroup.Judged(
        arm: 0, positive: 1, isWithheld: false,
        groups: members.map {
          GroupDecisions(
            prediction, positive: 1, classes: 2, labels: [Int32](repeating: 1, count: codes.count), examples: $0,
            clusters: clusters.hasRepeats ? clusters : nil)
        }, base: 0)
      let all = DecisionGaps(
        judged: judged, names: (0..<design.groups).map { "\($0)" }, reference: 0, isReferenceSet: true, least: 1,
        clusters: clusters.count)
      let gaps = all.rows(.truePositiveRate, positive: "1", isOneOfMany: false)
      // Everybody is positive: the selection rate is the same, and its lowest ratio is looked for.
      let selection = all.rows(.selectionRate, positive: "1", isOneOfMany: false)
      for kind in [GapRow.Kind.lowest, .range] {
        if let high = selection.first(where: { $0.kind == kind })?.ratio?.high, high < 1 {
          held.belowOne[kind, default: 0] += 1 / Double(runs)
        }
      }
      func holds(_ interval: Interval?, _ value: Double) -> Double {
        guard let low = interval?.low, let high = interval?.high else { return 0 }
        return low <= value && value <= high ? 1 : 0
      }
      let (last, range) = (gaps.last { $0.kind == .reference }, gaps.first { $0.kind == .range })
      held.reference += holds(last?.difference, gap)
      held.range += holds(range?.difference, gap)
      if last?.ratio != nil, range?.ratio != nil {
        held.defined += 1
        held.ratio += holds(last?.ratio, ratio)
        // Gaps are positive here: the last group is the highest.
        held.lowestRatio += holds(range?.ratio, 1 / ratio)
      }
    }
    return Coverage(
      reference: held.reference / Double(runs), range: held.range / Double(runs),
      ratio: held.ratio / max(1, held.defined), lowestRatio: held.lowestRatio / max(1, held.defined),
      defined: held.defined / Double(runs), belowOne: held.belowOne)
  }

  @Test(arguments: [2, 5, 8]) func intervalsHoldTheTruth(groups: Int) {
    var designs = [
      Design(groups: groups, rate: 0.5, gap: 0), Design(groups: groups, rate: 0.1, gap: 0),
      Design(groups: groups, rate: 0.4, gap: 0.3),
      Design(groups: groups, rate: 0.3, gap: 0, clusters: 40, crosses: true),
      Design(groups: groups, rate: 0.1, gap: 0, clusters: 40, crosses: true),
      Design(groups: groups, rate: 0.3, gap: 0.3, clusters: 40, crosses: true),
    ]
    if groups == 2 {
      designs += [
        Design(groups: 2, rate: 0.03, gap: 0), Design(groups: 2, rate: 0.03, gap: 0, clusters: 40),
        Design(groups: 2, rate: 0.03, gap: 0, clusters: 40, crosses: true),
        Design(groups: 2, rate: 0.3, gap: 0, clusters: 40), Design(groups: 2, rate: 0.1, gap: 0, clusters: 40),
        Design(groups: 2, rate: 0.3, gap: 0.3, clusters: 40),
        Design(groups: 2, rate: 0.3, gap: 0, clusters: 8), Design(groups: 2, rate: 0.3, gap: 0, clusters: 12),
        Design(groups: 2, rate: 0.1, gap: 0, clusters: 12), Design(groups: 2, rate: 0.1, gap: 0, clusters: 20),
        Design(groups: 2, rate: 0.3, gap: 0, clusters: 8, crosses: true),
        Design(groups: 2, rate: 0.1, gap: 0, clusters: 12, crosses: true),
        Design(groups: 2, rate: 0.3, gap: 0, clusters: 12, spread: 2),
        Design(groups: 2, rate: 0.3, gap: 0, clusters: 12, crosses: true, spread: 2),
      ]
    } else if groups == 2 {
      designs += [
        Design(groups: groups, rate: 0.3, gap: 0, clusters: 6 * groups),
        Design(groups: groups, rate: 0.3, gap: 0, clusters: 12, crosses: true),
      ]
    }
    for design in designs {
      let runs = Int(ProcessInfo.processInfo.environment["COVERAGE_RUNS"] ?? "") ?? 1_200
      let found = Self.coverage(design, runs: runs)
      if ProcessInfo.processInfo.environment["FEATURE_ATLAS_COVERAGE"] != nil { print("coverage", design, found) }
      #expect(found.reference >= 0.93, "\(design): \(found)")
      #expect(found.range >= 0.93, "\(design): \(found)")
      #expect(found.ratio >= 0.93 && found.lowestRatio >= 0.93, "\(design): \(found)")
      if design.gap == 0 { #expect(found.belowOne.values.allSatisfy { $0 <= 0.07 }, "\(design): \(found)") }
    }
  }

  @Test func fewClustersGiveNoInterval() throws {
    let labels: [Int32] = [1, 1, 1, 1]
    let prediction = ProbePredictions(
      arm: ArmKey(.sample("p")), predicted: [1, 0, 1, 1], probabilities: [0, 1, 1, 0, 0, 1, 0, 1])
    let groups = [[0, 1], [2, 3]].map {
      GroupDecisions(prediction, positive: 1, classes: 2, labels: labels, examples: $0, clusters: nil)
    }
    let rows = DecisionGaps(
      judged: .init(arm: 0, positive: 1, isWithheld: false, groups: groups, base: 0), names: ["a", "b"], reference: 0,
      isReferenceSet: true, least: 1, clusters: 7
    ).rows(positive: "1", isOneOfMany: false)
    #expect(!rows.isEmpty && rows.allSatisfy { $0.difference?.low == nil && $0.difference?.high == nil })
    #expect(rows.first { $0.metric == .truePositiveRate && $0.kind == .reference }?.difference?.value == 0.5)
  }
}
