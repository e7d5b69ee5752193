import Findings
import Statistics
import Testing

@testable import Probing

/// What is said of pairs of arms, on made-up scores.
@Suite struct ArmComparisonTests {
  private let binarized = ArmKey.madeUp("binarized", "s", "max", threshold: .fixed(0))
  private let continuous = ArmKey.madeUp("continuous", "s", "max")

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
        positiveClass: nil), metrics: Metric.kinds, arms: runs.map(\.arm), rows: [], comparisons: rows)
    let lines = String(decoding: study.comparisonsCSV(), as: UTF8.self).split(separator: "\n")
    #expect(lines[0].hasPrefix("a,b,metric,mean_a,mean_b,difference,ci_low,ci_high,t,df,p,verdict"))
    #expect(lines[0].contains(",verdict,p_adjusted,margin,family"))
    #expect(lines.count == 1 + rows.count && !rows.isEmpty)
    let cells = lines[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    #expect(cells[10] == rows[0].p?.description && cells[12] == rows[0].adjustedP?.description)
    #expect(cells[13] == "0.02" && cells[14] == rows[0].family)
  }

  /// Two checkpoints, three poolings, two thresholds; scores of their own, save that bits at 0 are the same under every
  /// pooling, as they are in truth.
  private func laboratory(rate: Double = 1) -> [ArmRun] {
    func run(_ arm: ArmKey, _ mean: Double, _ seed: UInt64) -> ArmRun {
      MadeUpRuns.run(arm.at(rate: rate), scores: MadeUpRuns.scores(mean, seed: seed))
    }
    var runs = [
      run(.madeUp("majority"), 0.5, 1),
      run(.madeUp("tf-idf"), 0.7, 2),
    ]
    for (place, pooling) in ["max", "mean", "sum"].enumerated() {
      let seed = UInt64(10 * place + 10)
      runs.append(run(.madeUp("hidden", nil, pooling), 0.75, seed))
      for (shift, checkpoint) in ["s", "w"].enumerated() {
        let own = 100 * UInt64(shift + 1)
        runs.append(run(.madeUp("continuous", checkpoint, pooling), 0.78, own + seed + 1))
        for threshold in [0.0, 1] {
          let bits = ArmKey.madeUp("binarized", checkpoint, pooling, threshold: .fixed(threshold))
          runs.append(run(bits, 0.78, threshold == 0 ? own + 5 : own + seed + 6))
        }
      }
    }
    return runs
  }

  /// The question of the study does not pay for how many other arms were configured.
  @Test func headlineIsCorrectedAlone() throws {
    let rows = NamedComparison.all(laboratory(), margin: 0.01).filter { $0.metric == "auroc" }
    let headline = rows.filter { $0.family == "headline" && $0.sameAs == nil }
    #expect(
      headline.map { "\($0.a) − \($0.b)" } == [
        "binarized s max >0 − tf-idf", "binarized s max >0 − hidden layer 1 max",
        "binarized s max >0 − continuous s max",
      ])
    for family in ["headline", "further", "majority"] {
      let counted = rows.filter { $0.family == family && $0.sameAs == nil }
      let adjusted = FamilywiseError.holm(counted.map { $0.p ?? 1 })
      for (row, expected) in zip(counted, adjusted) { #expect(row.adjustedP == expected) }
    }
    #expect(rows.filter { $0.family == "majority" }.allSatisfy { $0.b == "majority" })
    #expect(rows.count { $0.family == "further" } > 20)
  }

  /// Bits at 0 under three poolings are one arm: against words, and against majority, they count once.
  @Test func sameArmsUnderOtherNamesCountOnce() throws {
    let rows = NamedComparison.all(laboratory(), margin: 0.01).filter { $0.metric == "auroc" }
    let words = rows.filter { $0.b == "tf-idf" && $0.a.hasPrefix("binarized s") && $0.a.hasSuffix(">0") }
    #expect(words.map(\.family) == ["headline", "headline", "headline"])
    let one = "binarized s max >0 − tf-idf"
    #expect(words.map(\.sameAs) == [nil, one, one])
    #expect(Set(words.map(\.adjustedP)).count == 1 && Set(words.map(\.verdict)).count == 1)
    // The second checkpoint is not in the headline, and its bits count once all the same.
    let other = rows.filter { $0.b == "tf-idf" && $0.a.hasPrefix("binarized w") && $0.a.hasSuffix(">0") }
    #expect(other.map(\.family) == ["further", "further", "further"])
    #expect(other.map(\.sameAs) == [nil, "binarized w max >0 − tf-idf", "binarized w max >0 − tf-idf"])
    // Against the values of each pooling they are three questions.
    let values = rows.filter { $0.b.hasPrefix("continuous s") && $0.a.hasSuffix(">0") }
    #expect(values.count == 3 && values.allSatisfy { $0.sameAs == nil })
    // All arms but majority itself, and bits at 0 under two further poolings for two checkpoints.
    #expect(rows.count { $0.family == "majority" && $0.sameAs == nil } == 23 - 1 - 4)
    let majority = rows.filter { $0.family == "majority" }
    let smallest = try #require(majority.compactMap(\.p).min())
    #expect(abs((majority.compactMap(\.adjustedP).min() ?? 1) - 18 * smallest) < 1e-12 * smallest)
  }

  /// A found threshold that came out as the given one is another question all the same: it stays where it was.
  @Test func arbitraryAgreementMovesNoPair() throws {
    var runs = laboratory()
    let lead = try #require(runs.first { $0.arm.name == "binarized s max >0" })
    var found = lead
    found.arm.key.threshold = .automatic
    runs.append(found)
    let rows = NamedComparison.all(runs, margin: 0.01).filter { $0.metric == "auroc" }
    let own = rows.filter { $0.a == "binarized s max auto" && $0.b != "majority" }
    #expect(own.count == 5 && own.allSatisfy { $0.family == "further" && $0.sameAs == nil })
    // Within a family it counts once.
    let majority = try #require(rows.first { $0.a == "binarized s max auto" && $0.b == "majority" })
    #expect(majority.sameAs == "binarized s max >0 − majority")
    #expect(rows.filter { $0.family == "headline" && $0.sameAs == nil }.count == 3)
  }

  /// Every training rate below 1 has families of its own.
  @Test func trainingRatesAreApart() {
    let whole = NamedComparison.all(laboratory(), margin: 0.01)
    let both = NamedComparison.all(laboratory() + laboratory(rate: 0.25), margin: 0.01)
    let alone = both.filter { !$0.family.hasSuffix("rate 0.25") }
    #expect(alone.map(\.adjustedP) == whole.map(\.adjustedP) && alone.map(\.verdict) == whole.map(\.verdict))
    let parts = both.filter { $0.family.hasSuffix("rate 0.25") }
    #expect(Set(parts.map(\.family)) == ["rate 0.25", "majority at rate 0.25"])
    #expect(parts.allSatisfy { $0.a.hasSuffix("rate 0.25") && $0.b.hasSuffix("rate 0.25") })
    #expect(parts.count == whole.count)
  }
}
