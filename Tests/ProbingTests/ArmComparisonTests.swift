import Findings
import Statistics
import Testing

@testable import Probing

/// What is said of pairs of arms, on made-up scores.
@Suite struct ArmComparisonTests {
  private let binarized = ProbeArm(
    name: "binarized", representation: "binarized", checkpoint: "s", layer: 1, pooling: "max", threshold: "0")
  private let continuous = ProbeArm(
    name: "continuous", representation: "continuous", checkpoint: "s", layer: 1, pooling: "max")

  private func pair(_ first: [Double], _ second: [Double], margin: Double = 0.01) throws -> ArmComparison {
    let runs = [MadeUpRuns.run(binarized, scores: first), MadeUpRuns.run(continuous, scores: second)]
    return try #require(ArmComparisons.all(runs, margin: margin).first { $0.metric == "auroc" })
  }

  /// Interval, t and p are those of one and the same test, which counts three repeats of five folds as five folds.
  @Test func rowsCarryTheTestOfTheVerdict() throws {
    let (first, second) = (MadeUpRuns.scores(0.82, seed: 1), MadeUpRuns.scores(0.8, seed: 2))
    let row = try pair(first, second)
    let differences = zip(first, second).map { $0 - $1 }
    let mean = differences.reduce(0, +) / 15
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 14
    let error = ((1 / 5.0 + 20.0 / 80) * variance).squareRoot()
    let t = StudentT(degreesOfFreedom: 14)
    #expect(abs(row.difference - mean) < 1e-12 && row.degreesOfFreedom == 14)
    #expect(abs(try #require(row.t) - mean / error) < 1e-9)
    #expect(abs(try #require(row.p) - t.twoSided(mean / error)) < 1e-9)
    #expect(abs(row.high - mean - t.quantile(0.975) * error) < 1e-9)
    #expect(abs(row.low - mean + t.quantile(0.975) * error) < 1e-9)
    #expect(row.margin == 0.01)
  }

  /// An interval beside zero goes with a p below .05 and the other way round; a verdict claims no more than either.
  @Test func intervalAndPAgree() throws {
    var beside = 0
    for seed in 0..<200 as Range<UInt64> {
      let row = try pair(
        MadeUpRuns.scores(0.8 + 0.0004 * Double(seed), seed: 2 * seed), MadeUpRuns.scores(0.8, seed: 2 * seed + 1))
      let excludesZero = row.low > 0 || row.high < 0
      #expect((try #require(row.p) <= 0.05) == excludesZero)
      #expect(try #require(row.adjustedP) >= (try #require(row.p)))
      switch row.verdict {
      case "better": #expect(row.low > 0)
      case "worse": #expect(row.high < 0)
      case "not worse": #expect(row.low > -row.margin)
      default: #expect(row.verdict == "no difference shown" && row.low <= -row.margin)
      }
      beside += excludesZero ? 1 : 0
    }
    #expect((20...180).contains(beside))
  }

  @Test func filesHoldWhatTheTypesHold() throws {
    let runs = [
      MadeUpRuns.run(binarized, scores: MadeUpRuns.scores(0.82, seed: 1)),
      MadeUpRuns.run(continuous, scores: MadeUpRuns.scores(0.8, seed: 2)),
    ]
    let rows = ArmComparisons.all(runs, margin: 0.02)
    let study = ProbeStudy(
      design: FoldDesign(
        folds: 5, repeats: 3, clusterColumn: nil, exampleCount: 100, candidatesC: [1], innerFolds: 3, assignments: [],
        positiveClass: nil), arms: runs.map(\.arm), rows: [], comparisons: rows)
    let lines = String(decoding: study.comparisonsCSV(), as: UTF8.self).split(separator: "\n")
    #expect(lines[0].hasPrefix("a,b,metric,mean_a,mean_b,difference,ci_low,ci_high,t,df,p,verdict"))
    #expect(lines[0].contains(",verdict,p_adjusted,margin,family"))
    #expect(lines.count == 1 + rows.count && !rows.isEmpty)
    let cells = lines[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    #expect(cells[10] == rows[0].p?.description && cells[12] == rows[0].adjustedP?.description)
    #expect(cells[13] == "0.02" && cells[14] == rows[0].family)
  }
}
