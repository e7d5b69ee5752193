import Statistics
import Testing

@testable import BiasAudit

@Suite struct VerdictTests {
  /// The golden tables of the method notes: fires/n for (label 0; label 1), groups a and b; then a feature that is
  /// alike everywhere, one that is rare and one that never fires.
  private func golden() throws -> ([Int: String], BiasAuditTests.Result) {
    let result = try BiasAuditTests.run(
      PlantedData(
        groups: ["a", "b"], labels: ["0", "1"],
        tables: [
          [[(40, 800), (60, 200)], [(80, 400), (360, 600)]],
          [[(40, 800), (120, 200)], [(20, 400), (360, 600)]],
          [[(0, 800), (0, 200)], [(0, 400), (0, 600)]],
        ]))
    return (Dictionary(uniqueKeysWithValues: result.table.verdict.enumerated().map { ($0, $1) }), result)
  }

  @Test func goldenTables() throws {
    let (verdicts, result) = try golden()
    let table = result.table
    #expect(verdicts == [0: "proxy", 1: "composition", 2: ""])
    #expect(abs(table.g2[0] - 117.3277) < 5e-5 && table.degreesOfFreedom[0] == 2)
    #expect(abs(table.cmi[0] - 0.02933) < 5e-6)
    // Largest minus smallest group, b − a: the split of the notes with the sign turned.
    #expect(table.groups == ["a", "b"] && table.maxGroup[0] == 1 && table.minGroup[0] == 0)
    #expect(abs(table.proxy[0] - 0.21) < 1e-12 && abs(table.composition[0] - 0.13) < 1e-12)
    #expect(abs(table.proxy[1]) < 1e-12 && abs(table.composition[1] - 0.22) < 1e-12)
    #expect(table.p[1] > 0.999_999 && table.g2[1] < 1e-9)
    #expect(!table.tested[2] && table.p[2].isNaN && table.maxGroup[2] == -1)
    #expect(result.study.checkpoints[0].tested == 2 && result.study.checkpoints[0].untested == 1)
    #expect(result.study.checkpoints[0].verdicts.map(\.count) == [1, 1, 0, 0])
  }

  /// Standardised to the labels of all examples (1,200 : 800): b − a = .6·(.2 − .05) + .4·(.6 − .3).
  @Test func riskDifferenceIsLabelStandardised() throws {
    let table = try golden().1.table
    #expect(abs(table.riskDifference[0] - (0.6 * 0.15 + 0.4 * 0.3)) < 1e-12)
    #expect(table.riskLow[0] > 0.1 && table.riskHigh[0] < 0.3)
    #expect(table.riskLow[1] < 0 && table.riskHigh[1] > 0)
  }

  @Test func equivalentAndInsufficient() throws {
    let result = try BiasAuditTests.run(
      PlantedData(
        groups: ["a", "b"], labels: ["0"],
        tables: [[[(300, 10_000)], [(304, 10_000)]], [[(5_000, 10_000)], [(5_120, 10_000)]]]))
    #expect(result.table.verdict == ["equivalent", "insufficient"])
    #expect(result.table.needed[0] == 0)
    // At rate .506, margin .02: at least 10,702 for equivalence (8.5646·2·.25/.0004), more to detect at q/m.
    #expect(result.table.needed[1] > 10_000 && result.table.needed[1] < 20_000)
  }

  /// Opposite effects in the two labels cancel in the standardised difference; the omnibus test finds them.
  @Test func oppositeEffectsAreProxies() throws {
    let result = try BiasAuditTests.run(
      PlantedData(
        groups: ["a", "b"], labels: ["0", "1"],
        tables: [[[(4_000, 10_000), (5_000, 10_000)], [(5_000, 10_000), (4_000, 10_000)]]]))
    #expect(abs(result.table.riskDifference[0]) < 1e-12)
    #expect(result.table.verdict == ["proxy"])
  }

  /// A difference of .004 among 400,000 examples is significant and below the margin: equivalent, not a proxy.
  @Test func negligibleEffectIsNotAProxy() throws {
    let result = try BiasAuditTests.run(
      PlantedData(
        groups: ["a", "b"], labels: ["0"], tables: [[[(4_000, 200_000)], [(4_800, 200_000)]]]), permutations: 0)
    #expect(result.table.q[0] < 1e-10)
    #expect(result.table.verdict == ["equivalent"])
  }

  /// The four-fifths rule would flag most rare features of no effect (70 % at rate .01 with 500 a group).
  @Test func ratiosOfRareFeaturesAreNoFlags() throws {
    var generator = SeededGenerator(seed: 31)
    let data = PlantedData(
      groups: ["a", "b"], labels: ["0"], sizes: [[500], [500]], features: 400, generator: &generator,
      rate: { _, _, _ in 0.01 })
    let result = try BiasAuditTests.run(data)
    #expect(result.table.verdict.filter { $0 == "proxy" }.count <= 1)
  }
}
