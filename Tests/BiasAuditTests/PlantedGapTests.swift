import Features
import Findings
import Foundation
import Statistics
import Testing

@testable import BiasAudit

/// Inputs like those of the benchmarks, small and without states: a few features carry the label, a few one group, a few the label
/// and another group, the rest nothing. Only those of the last kind make a gap: a probe leans on them for the label and selects
/// more of their group with it.
@Suite struct PlantedGapTests {
  static let kinds = 12

  static func data(seed: UInt64, rows: Int = 1_500, features: Int = 200) -> PlantedData {
    var generator = SeededGenerator(seed: seed, stream: 0x9a9)
    var data = PlantedData(groups: [], labels: [], tables: [])
    var cells: [(group: Int, label: Int)] = []
    for _ in 0..<rows {
      let cell = (group: generator.integer(below: 4), label: generator.integer(below: 2))
      cells.append(cell)
      data.groups.append("group-\(cell.group)")
      data.labels.append("\(cell.label)")
    }
    let density = (0..<features).map { _ in min(0.3, 0.02 * pow(1 - generator.uniform(), -1 / 1.2)) }
    data.firing = (0..<features).map { feature in
      cells.indices.filter { row in
        let (group, label) = (cells[row].group, Double(cells[row].label))
        let rate =
          switch feature / kinds {
          case 0: 0.06 + 0.10 * label
          case 1: 0.04 + 0.10 * (group == 1 ? 1 : 0)
          case 2: 0.04 + 0.08 * label + 0.08 * (group == 2 ? 1 : 0)
          default: density[feature]
          }
        return generator.uniform() < rate
      }.map { Int32($0) }
    }
    return data
  }

  @Test func plantedFeaturesCloseThePlantedGap() throws {
    let data = Self.data(seed: 1)
    var ablation = AblationOptions(folds: data.groups.indices.map { Int32($0 % 5) }, c: 0.1)
    (ablation.gapPermutations, ablation.leakagePermutations, ablation.doses, ablation.controls) = (199, 0, [], 8)
    let (study, tables) = try BiasAudit.study(
      data.dataset(), attributes: ["target"], options: BiasOptions(permutations: 0, seed: 5, threads: 2),
      ablation: ablation)
    for input in AblationInput.allCases {
      func row(_ method: AblationMethod, _ kind: AblationKind?) throws -> AblationRow {
        try #require(
          study.ablations.first { $0.input == input && $0.method == method && $0.kind == kind && $0.dose == nil })
      }
      let base = try row(.none, nil)
      #expect(try #require(base.gapP) <= 0.01 && #require(base.gap) > 1.3 * #require(base.gapNull))
      for method in [AblationMethod.zero, .drop] {
        let flagged = try row(method, .flagged)
        let control = try row(method, .control)
        let closed = try #require(flagged.gapClosedRange)
        #expect(try #require(flagged.gapClosed) > 0.6 && closed.low > 0.2 && closed.high > 0.9, "\(flagged)")
        let versus = try #require(flagged.versusControls?.low)
        #expect(versus > 0)
        let none = try #require(control.gapClosedRange)
        let others = try #require(control.gapClosed)
        // Of so few features many that are like the flagged ones carry the label: without them the gap may widen, not close.
        #expect(none.low < 0.1 && others < 0.2 && others > -0.8, "closed by others: \(others), \(none)")
        // What is left is no more than chance makes.
        #expect(try #require(flagged.gapP) > 0.01)
      }
    }
    // The exported remedy has the features of both parts, and nearly nothing else.
    let export = try BiasAudit.remedy(
      data.dataset(), attributes: ["target"], without: tables, c: 0.1,
      options: BiasOptions(permutations: 0, seed: 5, threads: 2))
    let found = Set(export.dropped.map(\.feature))
    let planted = Set(Self.kinds..<3 * Self.kinds)
    #expect(found.intersection(2 * Self.kinds..<3 * Self.kinds).count >= 9)
    #expect(found.subtracting(planted).count <= max(2, found.count / 5))
    let proxies = Set(tables[0].verdict.indices.filter { tables[0].verdict[$0] == "proxy" })
    #expect(found.isSuperset(of: proxies))
  }
}
