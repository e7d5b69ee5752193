import Datasets
import Evaluation
import Features
import Foundation
import Statistics
import TestSupport
import Testing

@testable import BiasAudit
@testable import Findings
@testable import Probing

/// Every table that holds a figure of a group, read as text: what the figures of a public run leave of its small counts.
@Suite struct FigureAttackTests {
  typealias Row = PublishedText.Row

  /// What a run writes of decisions.
  struct Run {
    let study: BiasStudy
    let table: GroupTable
    let decisions: PublishedText
    let calibration: [Row]
    let pairs: [Row]

    init(_ data: AttackedDataset, _ attributes: [String], _ disclosure: Disclosure) throws {
      var options = data.options
      options.disclosure = disclosure
      var tables: [GroupTable] = []
      (study, tables) = try BiasAudit.study(
        data.dataset, attributes: attributes, predictions: data.predictions, lead: data.predictions.first?.arm,
        options: options)
      table = try #require(tables.first)
      decisions = PublishedText(study, table)
      let examples = data.dataset.examples
      let calibrated = CalibrationOfArms(
        examples: examples, positive: examples.positive, minimumCell: options.minimumCell, disclosure: disclosure)
      let findings = data.predictions.enumerated().flatMap { place, arm in
        calibrated.findings(
          OutOfFold(arm: arm.arm, classCount: 2, probabilities: arm.probabilities, decisions: arm.predicted), at: place)
      }
      let names = study.arms.map(\.name)
      calibration = PublishedText.rows(CalibrationFinding.table.bytes(findings.map { (names[$0.arm], $0) })).filter {
        [$0["attribute"]] == attributes
      }
      pairs = try Self.pairs(data, study, tables, options)
    }

    private static func pairs(
      _ data: AttackedDataset, _ study: BiasStudy, _ tables: [GroupTable], _ options: BiasOptions
    ) throws -> [Row] {
      guard
        let found = try PairAudit.study(
          data.dataset, study: study, tables: tables, predictions: data.predictions, headline: [], assignments: [],
          options: options)
      else { return [] }
      var own = study
      own.pairs = found.study
      return PublishedText.rows(PairTable.csv([PairTable(study: own, rows: found.rows)]))
    }
  }

  /// From two to eight groups, and intersections of each with two others: no figure of a public run says more than the rounded
  /// counts do, but bounds.
  @Test(arguments: [2, 3, 4, 8]) func noFigureOfAGroupTellsASmallCount(groupCount: Int) throws {
    var secrets = 0
    var found: [Disclosure: Int] = [:]
    for (seed, attributes) in (0..<4).flatMap({ seed in [["g"], ["h"], ["g", "h"]].map { (seed, $0) } }) {
      let data = TextAttackTests.data(groupCount, UInt64(1_300 + 10 * groupCount + seed))
      let published = try data.published(attributes)
      for disclosure in Disclosure.allCases {
        let run = try Run(data, attributes, disclosure)
        for arm in data.predictions.indices where !published.areDecisionsWithheld(arm) {
          let cells = ProbesByGroup.confusions(
            [data.predictions[arm]], groups: published.column, examples: data.dataset.examples)[0].cells
          var groups = Self.attacked(run, arm, published, totals: cells.reduce(into: GroupConfusion()) { $0.add($1) })
          if disclosure == .everybody {
            #expect(groups.allSatisfy { $0.telling.isEmpty }, "\(Set(groups.flatMap(\.telling)))")
            secrets += cells.dropLast().reduce(0) { sum, cell in
              sum + FigureAttack.parts.count { SmallCells.isSmall(cell[keyPath: $0]) }
            }
          }
          found[disclosure, default: 0] += FigureAttack.found(
            &groups, truth: cells.dropLast(), unknown: cells[cells.count - 1])
        }
      }
    }
    #expect(secrets > 10, "an attack on nothing proves nothing")
    #expect(found[.everybody] == 0 && (found[.internal] ?? 0) > secrets / 2, "\(found) of \(secrets)")
  }

  private static func attacked(
    _ run: Run, _ arm: Int, _ published: PublishedGroups, totals: GroupConfusion
  ) -> [FigureAttack] {
    let name = run.study.arms[arm].name
    return published.column.values.enumerated().map { g, group in
      var attack = FigureAttack(
        rounded: published.decisions[arm][g], base: published.rounding.base, totals: totals)
      let rows =
        (run.decisions.probe + run.calibration).filter { $0["arm"] == name && $0["group"] == group }
        + run.decisions.ll144.filter { $0["arm"] == name && $0["category"] == group }
      for row in rows {
        for (column, figure) in GroupConfusion.figures.sorted(by: { $0.key < $1.key }) {
          attack.read(column, row[column], figure)
        }
      }
      return attack
    }
  }

  /// What two decimals of a score would tell beside the same counts.
  @Test func roundedScoresWouldTellCounts() throws {
    var found = 0
    for seed in 0..<2 {
      let data = TextAttackTests.data(8, UInt64(1_300 + seed))
      let published = try data.published(["g"])
      let run = try Run(data, ["g"], .internal)
      for arm in data.predictions.indices where !published.areDecisionsWithheld(arm) {
        let cells = ProbesByGroup.confusions(
          [data.predictions[arm]], groups: published.column, examples: data.dataset.examples)[0].cells
        var groups = published.column.values.enumerated().map { g, group in
          var attack = FigureAttack(
            rounded: published.decisions[arm][g], base: published.rounding.base,
            totals: cells.reduce(into: GroupConfusion()) { $0.add($1) })
          for row in run.study.probeRows where row.arm == arm && row.group == group {
            for (name, value) in [("brier", row.brier), ("auroc", row.auroc?.value)] {
              let text = value.map { "\(($0 * 100).rounded() / 100)" }
              attack.read(name, text, GroupConfusion.figures[name] ?? { _ in .nan })
            }
          }
          return attack
        }
        found += FigureAttack.found(&groups, truth: cells.dropLast(), unknown: cells[cells.count - 1])
      }
    }
    #expect(found > 0)
  }

  /// Twins: how many decisions flip between two groups, from rounded counts and bounds.
  @Test func noSmallNumberOfFlipsIsTold() throws {
    var (secrets, found) = (0, [Disclosure: Int]())
    for seed in 0..<4 {
      let data = TextAttackTests.data(2, UInt64(1_500 + seed)).withTwins()
      let exact = try Run(data, ["g"], .internal).pairs
      for disclosure in Disclosure.allCases {
        let rows = disclosure == .internal ? exact : try Run(data, ["g"], disclosure).pairs
        for row in rows where row["kind"] == "arm" {
          let truth = try #require(exact.first { $0["subject"] == row["subject"] && $0["kind"] == "arm" })
          let flipped = try #require(truth["flipped"].flatMap(Int.init))
          guard SmallCells.isSmall(flipped) else { continue }
          if disclosure == .everybody { secrets += 1 }
          if try Self.flips(row, isExact: disclosure == .internal) == [flipped] { found[disclosure, default: 0] += 1 }
        }
      }
    }
    #expect(secrets > 2)
    #expect(found[.everybody] == nil && found[.internal] == secrets, "\(found) of \(secrets)")
  }

  /// Numbers of flips that give the printed row.
  private static func flips(_ row: Row, isExact: Bool) throws -> Set<Int> {
    let pairs = try #require(row["pairs"].flatMap(Int.init))
    let flipped = try #require(row["flipped"].flatMap(Int.init))
    let slack = isExact ? 0 : 4
    var left: Set<Int> = []
    for n in max(1, pairs - slack)...pairs + slack {
      for k in max(0, flipped - slack)...min(n, flipped + slack) {
        let share = ClusteredShare(
          successes: (0..<n).map { $0 < k ? 1 : 0 }, sizes: [Int](repeating: 1, count: n))
        let bounds = share.interval()
        var own = PairRow(
          subject: .arm(0), checkpoint: nil, groupA: "a", groupB: "b", pairs: n, flipped: k,
          share: Interval(value: share.share, low: bounds?.low, high: bounds?.high), change: nil)
        if !isExact { own = own.published(share) }
        func isPrinted(_ value: Double?, _ column: String) -> Bool {
          abs((value ?? -1) - (row[column].flatMap(Double.init) ?? -1)) < 1e-6
        }
        if own.pairs == pairs, own.flipped == flipped, isPrinted(own.share?.value, "share"),
          isPrinted(own.share?.low, "ci_low"), isPrinted(own.share?.high, "ci_high")
        {
          left.insert(k)
        }
      }
    }
    return left
  }
}

extension GroupConfusion {
  fileprivate mutating func add(_ other: GroupConfusion) {
    truePositives += other.truePositives
    falsePositives += other.falsePositives
    trueNegatives += other.trueNegatives
    falseNegatives += other.falseNegatives
  }
}
