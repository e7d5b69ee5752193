import Findings
import Foundation
import Statistics
import TestSupport
import Testing

@testable import BiasAudit

@Suite struct DisclosureTests {
  /// Nothing is hidden from those who may see the data; what is unreliable is said to be.
  @Test func internalFiguresAreExactAndMarked() throws {
    var generator = SeededGenerator(seed: 12)
    let totals = [[400, 300], [200, 150], [60, 3]]
    let data = PlantedData(
      groups: ["a", "b", "c"], labels: ["0", "1"], sizes: totals, features: 80, generator: &generator,
      rate: { feature, _, _ in 0.005 * Double(feature) })
    let table = try BiasAuditTests.run(data, permutations: 0).table
    #expect(table.cellCounts == [[400, 300], [200, 150], [60, 3]])
    #expect(!table.suppressed.contains(true))
    for feature in 0..<80 {
      let firing = Set(data.firing[feature])
      for cell in 0..<6 {
        let (index, n) = (feature * 6 + cell, totals[cell / 2][cell % 2])
        let active = data.groups.indices.count {
          firing.contains(Int32($0)) && data.groups[$0] == ["a", "b", "c"][cell / 2]
            && data.labels[$0] == "\(cell % 2)"
        }
        #expect(table.active[index] == active)
        let wilson = ConfidenceInterval.wilson(successes: active, trials: n)
        #expect(table.rateLow[index] == Float(wilson.low) && table.rateHigh[index] == Float(wilson.high))
        let isReliable = RateReliability.isShown(
          rate: Double(active) / Double(n), trials: n, interval: wilson, minimum: 30)
        #expect(table.unreliable[index] == !isReliable)
      }
    }
    #expect(table.unreliable.contains(true) && table.unreliable.contains(false))
  }

  private func attacked(_ groups: Int, _ others: Int, _ labels: Int, _ seed: UInt64) -> AttackedDataset {
    AttackedDataset(
      groups: groups, others: others, labels: labels, examples: 130 + 10 * groups, features: 6,
      hasUnknown: seed % 2 == 1, seed: seed)
  }

  /// 2 to 8 groups, 1 to 3 labels, with and without an intersection: what fits everything published leaves no count of 1 to 4
  /// without another value.
  @Test(arguments: [(2, 2), (3, 2), (4, 2), (8, 2)], [1, 2, 3]) func noSmallCountIsRecovered(
    sizes: (Int, Int), labels: Int
  ) throws {
    var (secrets, found) = (0, 0)
    for seed in 0..<3 {
      let data = attacked(sizes.0, sizes.1, labels, UInt64(100 * sizes.0 + 10 * labels + seed))
      let groups = try [["g"], ["h"], ["g", "h"]].map { try data.published($0) }
      for choice in [[groups[0]], groups] {
        let units = Set(choice.flatMap { $0.check.rows.map(\.unit) })
        for unit in units {
          let known = PublishedSystem(choice, unit: unit, knowsSizes: true)
          secrets += known.secrets.count
          // What fits with the true sizes and all else as it is fits the whole; only the rest needs the whole system.
          if known.rowSecrets.allSatisfy({ known.attack.hasOther($0.variable, than: $0.value) == true }) { continue }
          found += PublishedSystem(choice, unit: unit, knowsSizes: false).found()
        }
        let all = PublishedSystem(choice, unit: nil, knowsSizes: false)
        for secret in all.secrets.prefix(all.sizeSecrets)
        where all.attack.hasOther(secret.variable, than: secret.value) != true { found += 1 }
      }
    }
    #expect(found == 0)
    #expect(secrets > 20, "an attack on nothing proves nothing")
  }
}
