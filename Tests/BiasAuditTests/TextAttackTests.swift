import Datasets
import Features
import Findings
import Foundation
import Statistics
import Testing

@testable import BiasAudit

/// The attack on the text of a public run: what can be read in its tables is what `PublishedSystem` takes as known, and no more but
/// the widths of intervals.
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
    var (counts, rates) = (0, 0)
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
            continue
          }
          let known = DecisionKnowledge(counts: published.decisions[arm][g])
          #expect(row["n"] == "\(known.counts.count)")
          for (column, value) in known.rates {
            guard let shown = row[column].flatMap(Double.init) else { continue }
            #expect(abs(shown - value) < 1e-12)
            rates += 1
          }
          for column in ["brier", "auroc", "ci_low:auroc", "ci_high:auroc", "calibration"] {
            #expect(row[column] == "")
          }
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
    #expect(counts > 20 && rates > 20, "\(counts) \(rates)")
  }
}
