import Datasets
import Features
import Findings
import Foundation
import Statistics
import Testing

@testable import BiasAudit

/// The attack on the text of a public run: what can be read in its tables is what `PublishedSystem` takes as known and no more, or
/// there are other groups of the same examples with other small counts and the same text.
@Suite struct TextAttackTests {
  struct Run {
    let data: AttackedDataset
    let attributes: [String]
    let groups: PublishedGroups
    let study: BiasStudy
    let table: GroupTable
    let text: PublishedText

    init(_ data: AttackedDataset, _ attributes: [String]) throws {
      (self.data, self.attributes) = (data, attributes)
      groups = try data.published(attributes)
      var tables: [GroupTable] = []
      (study, tables) = try BiasAudit.study(
        data.dataset, attributes: attributes, predictions: data.predictions, lead: data.predictions.first?.arm,
        options: data.options)
      table = try #require(tables.first)
      text = PublishedText(study, table)
    }
  }

  static func data(_ groups: Int, _ seed: UInt64, clusters: Int = 0) -> AttackedDataset {
    AttackedDataset(
      groups: groups, others: 2, labels: 2, examples: 150 + 15 * groups, features: 6, hasUnknown: seed % 2 == 1,
      seed: seed, clusters: clusters)
  }

  /// Every number that is printed follows from the rounded counts of rows that the check lets through; withheld rows are blank.
  @Test(arguments: [2, 3, 4, 8], [0, 30]) func nothingIsPrintedBesideRoundedCounts(groupCount: Int, clusters: Int)
    throws
  {
    var (counts, rates, blank) = (0, 0, 0)
    for seed in 0..<2 {
      let data = Self.data(groupCount, UInt64(900 + 10 * groupCount + seed), clusters: clusters)
      for attributes in [["g"], ["h"], ["g", "h"]] {
        let run = try Run(data, attributes)
        let (names, published) = (run.groups.column.values, run.groups)
        let classes = data.dataset.examples.classes
        for row in run.text.cells {
          let feature = try #require(row["feature"].flatMap(Int.init))
          let g = try #require(names.firstIndex(of: row["group"] ?? ""))
          let y = try #require(classes.firstIndex(of: row["label"] ?? ""))
          if published.isWithheld(feature, of: 0) || row["suppressed"] == "true" {
            #expect(row["n"] == "" && row["active"] == "" && row["rate"] == "" && row["ci_low"] == "")
            blank += 1
            continue
          }
          let cell = g * classes.count + y
          let features = published.features[0]
          let active = features.counts.active[feature * features.counts.cellCount + cell]
          #expect(row["n"] == "\(published.published.totals[cell])" && row["active"] == "\(active)")
          counts += 1
        }
        for row in run.text.features where row["tested"] == "true" {
          // Exact tests are printed as steps, and what only exact counts give not at all.
          for column in ["p", "q", "q_by"] {
            #expect(["", "0.001", "0.01", "0.05", "0.1", "1.0", "1"].contains(row[column] ?? ""))
          }
          #expect(row["score"] == "" && row["active_auroc"] == "")
        }
        for row in run.text.probe {
          let arm = try #require(run.study.arms.firstIndex { $0.name == row["arm"] })
          let g = try #require(names.firstIndex(of: row["group"] ?? ""))
          if published.areDecisionsWithheld(arm) || row["suppressed"] == "true" {
            let figures = row.filter { !["arm", "group", "suppressed", "positive", "reference"].contains($0.key) }
            #expect(figures.values.allSatisfy { $0.isEmpty }, "\(figures)")
            blank += 1
            continue
          }
          let known = DecisionKnowledge(counts: published.decisions[arm][g])
          #expect(row["n"] == "\(known.counts.count)")
          for (column, value) in known.rates {
            guard let shown = row[column].flatMap(Double.init) else { continue }
            #expect(abs(shown - value) < 1e-12)
            rates += 1
          }
          for column in ["brier", "auroc", "ci_low:auroc", "ci_high:auroc"] {
            guard let shown = row[column].flatMap(Double.init) else { continue }
            #expect(abs(shown * 100 - (shown * 100).rounded()) < 1e-9)
          }
          #expect(row["calibration"] == "")
        }
        for row in run.text.gaps {
          let arm = try #require(run.study.arms.firstIndex { $0.name == row["arm"] })
          #expect(!published.areDecisionsWithheld(arm) && row["metric"] != "calibration")
          func rates(_ column: String) -> [String: Double] {
            names.firstIndex(of: row[column] ?? "").map {
              DecisionKnowledge(counts: published.decisions[arm][$0]).rates
            } ?? [:]
          }
          guard let shown = row["difference"].flatMap(Double.init), let metric = row["metric"],
            let own = rates("group")[metric], let other = rates("reference")[metric]
          else { continue }
          #expect(abs(shown - (own - other)) < 0.005 + 1e-9)
        }
        for row in run.text.ll144 where row["category"] != "unknown" {
          guard let number = row["number"].flatMap(Int.init) else { continue }
          let place = try #require(names.firstIndex(of: row["category"] ?? ""))
          let known = published.decisions[0][place]
          #expect(!published.areDecisionsWithheld(0) && row["scoring_rate"] == "")
          #expect(number == known.count && row["selected"] == "\(known.selected)")
        }
      }
    }
    #expect(counts > 20 && rates > 20 && blank > 0, "\(counts) \(rates) \(blank)")
  }

  /// What is printed to two digits or in steps follows from exact scores and clusters: Brier score, AUROC, and intervals as wide as
  /// clusters ask for. For every small count of decisions there are other groups of the same examples, predictions known, by which
  /// it would be another and all these tables the same, every rounded count still a neighbour of its own.
  @Test(arguments: [(2, 0), (3, 0), (4, 0), (8, 0), (3, 30), (4, 24)]) func everySmallCountHasAWitness(
    groupCount: Int, clusters: Int
  ) throws {
    var (secrets, found) = (0, 0)
    for seed in 0..<2 {
      let data = Self.data(groupCount, UInt64(500 + 10 * groupCount + seed), clusters: clusters)
      let run = try Run(data, ["g"])
      var search = WitnessSearch(run)
      let own = search.secrets()
      secrets += own.count
      found += own.count { !search.hasWitness($0) }
    }
    #expect(found == 0, "\(found) of \(secrets)")
    #expect(secrets > 4)
  }
}

/// Looks for other groups of the same examples that would be published alike.
struct WitnessSearch {
  /// A small count: decisions of an arm of one kind in one group.
  struct Secret {
    var arm: Int
    var group: Int
    var isPositive: Bool
    var isSelected: Bool
  }

  private let run: TextAttackTests.Run
  private let truth: [Int32]
  private let labels: [Int32]
  private var printed: [[UInt8]]
  /// [arm][example]
  private let selected: [[Bool]]
  /// [feature][example]
  private let fires: [[Bool]]
  private var generator = SeededGenerator(seed: 77)

  init(_ run: TextAttackTests.Run) {
    self.run = run
    truth = run.groups.column.codes
    labels = run.data.dataset.examples.labels
    selected = run.data.predictions.map { $0.predicted.map { $0 == 1 } }
    let columns = run.data.dataset.features[0].matrix.transposed()
    fires = (0..<columns.rowCount).map { feature in
      var row = [Bool](repeating: false, count: columns.columnCount)
      for place in columns.range(ofRow: feature) { row[Int(columns.indices[place])] = true }
      return row
    }
    printed = []
    printed = tables(truth)
  }

  func secrets() -> [Secret] {
    selected.indices.filter { !run.groups.areDecisionsWithheld($0) }.flatMap { arm in
      run.groups.column.values.indices.flatMap { group in
        [(true, true), (true, false), (false, true), (false, false)].map {
          Secret(arm: arm, group: group, isPositive: $0.0, isSelected: $0.1)
        }.filter { SmallCells.isSmall(count($0, truth)) }
      }
    }
  }

  private func count(_ secret: Secret, _ codes: [Int32]) -> Int {
    codes.indices.count {
      codes[$0] == secret.group && (labels[$0] == 1) == secret.isPositive
        && selected[secret.arm][$0] == secret.isSelected
    }
  }

  mutating func hasWitness(_ secret: Secret) -> Bool {
    let exact = count(secret, truth)
    let arm = selected[secret.arm]
    let alike = truth.indices.filter { (labels[$0] == 1) == secret.isPositive }
    let inside = alike.filter { truth[$0] == secret.group && arm[$0] == secret.isSelected }
    // Decided otherwise, of another group: exchanged for one inside, the count is one less. Of the group, decided otherwise,
    // exchanged for one of another group decided so, it is one more.
    let others = alike.filter { truth[$0] != secret.group }
    let more = alike.filter { truth[$0] == secret.group && arm[$0] != secret.isSelected }
    let unlike = others.filter { arm[$0] != secret.isSelected }
    let like = others.filter { arm[$0] == secret.isSelected }
    for attempt in 0..<20_000 {
      var codes = truth
      let (from, to) = attempt % 2 == 0 ? (inside, unlike) : (more, like)
      guard !from.isEmpty, !to.isEmpty else { continue }
      codes.swapAt(from[generator.integer(below: from.count)], to[generator.integer(below: to.count)])
      for _ in 0..<generator.integer(below: 3) {
        let (i, j) = (generator.integer(below: codes.count), generator.integer(below: codes.count))
        if labels[i] == labels[j] { codes.swapAt(i, j) }
      }
      guard count(secret, codes) != exact, isNeighbour(codes) else { continue }
      if tables(codes) == printed { return true }
    }
    return false
  }

  /// Whether every rounded count could stand for the count that these groups have.
  private func isNeighbour(_ codes: [Int32]) -> Bool {
    let groups = run.groups
    let count = groups.column.values.count
    let base = groups.rounding.base
    for arm in selected.indices where !groups.areDecisionsWithheld(arm) {
      var exact = [GroupConfusion](repeating: GroupConfusion(), count: count)
      for (example, code) in codes.enumerated() where code >= 0 {
        exact[Int(code)].add(isPositive: labels[example] == 1, isSelected: selected[arm][example])
      }
      for (own, shown) in zip(exact, groups.decisions[arm]) {
        for part in [
          \GroupConfusion.truePositives, \.falsePositives, \.trueNegatives, \.falseNegatives,
        ] where abs(own[keyPath: part] - shown[keyPath: part]) >= base { return false }
      }
    }
    let features = groups.features[0]
    for feature in fires.indices where features.isTested[feature] && !groups.isWithheld(feature, of: 0) {
      var active = [Int](repeating: 0, count: features.counts.cellCount)
      for (example, code) in codes.enumerated() where code >= 0 && fires[feature][example] {
        active[Int(code) * 2 + Int(labels[example])] += 1
      }
      for (cell, own) in active.enumerated()
      where abs(own - Int(features.counts.active[feature * active.count + cell])) >= base { return false }
    }
    return true
  }

  /// Tables of decisions as they would be printed with the same rounded counts.
  private func tables(_ codes: [Int32]) -> [[UInt8]] {
    var column = run.groups.column
    column.codes = codes
    let examples = run.data.dataset.examples
    let decisions = ProbesByGroup(
      groups: column, examples: examples, reference: nil, minimumCell: run.data.options.minimumCell,
      published: run.groups)
    var study = run.study
    let judged = decisions.judged(run.data.predictions)
    study.probeRows = decisions.rows(judged)
    guard
      let compared = try? DecisionTables(
        judged, study: study, groups: column, examples: examples, lead: study.lead, threads: 1)
    else { return [] }
    study.gaps = compared.gaps
    return [study.probeCSV(), PublishedText.gaps(study)]
  }
}
