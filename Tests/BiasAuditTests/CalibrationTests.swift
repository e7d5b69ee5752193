import Statistics
import Testing

@testable import BiasAudit

/// Simulations with known truth.
@Suite struct CalibrationTests {
  private let sizes = [[120, 80], [90, 110], [150, 60], [70, 90]]
  private let names = ["a", "b", "c", "d"]

  /// Without any effect of the group the share of runs with a flag stays near q: 60 runs of 150 null features.
  @Test func nothingToFind() throws {
    var runsWithFlags = 0
    var calibrated = 0.0
    for run in 0..<60 {
      var generator = SeededGenerator(seed: 100 + UInt64(run))
      let data = PlantedData(
        groups: names, labels: ["0", "1"], sizes: sizes, features: 150, generator: &generator,
        rate: { feature, _, label in 0.02 + 0.002 * Double(feature) + 0.1 * Double(label) })
      let result = try BiasAuditTests.run(data, permutations: 2)
      if result.table.verdict.contains("proxy") { runsWithFlags += 1 }
      calibrated += try #require(result.study.checkpoints[0].nullFlags)
    }
    // .05 · 60 = 3 expected; 9 is exceeded with probability .001.
    #expect(runsWithFlags <= 9, "\(runsWithFlags)")
    #expect(calibrated / 60 < 0.4, "\(calibrated / 60)")
  }

  /// 30 of 150 features follow group d: the mean share of false flags stays below the target.
  @Test func falseDiscoveriesAreBounded() throws {
    var proportion = 0.0
    var found = 0
    for run in 0..<40 {
      var generator = SeededGenerator(seed: 500 + UInt64(run))
      let data = PlantedData(
        groups: names, labels: ["0", "1"], sizes: sizes, features: 150, generator: &generator,
        rate: { feature, group, label in (feature < 30 && group == 3 ? 0.3 : 0.08) + 0.1 * Double(label) })
      let verdicts = try BiasAuditTests.run(data, permutations: 0).table.verdict
      let proxies = verdicts.indices.filter { verdicts[$0] == "proxy" }
      let wrong = proxies.filter { $0 >= 30 }.count
      found += proxies.count - wrong
      proportion += proxies.isEmpty ? 0 : Double(wrong) / Double(proxies.count)
    }
    // π₀·q = .04 expected; the standard error of 40 runs is about .006.
    #expect(proportion / 40 < 0.064, "\(proportion / 40)")
    #expect(found > 40 * 27, "\(found)")
  }

  /// A known tool's interval for the largest minus the smallest rate covered a true difference of 0 in 0 of 400 runs.
  @Test func intervalOfTheExtremePairCovers() throws {
    var covered = 0
    for run in 0..<100 {
      var generator = SeededGenerator(seed: 900 + UInt64(run))
      let data = PlantedData(
        groups: names + ["e", "f"], labels: ["0"], sizes: [[200], [200], [200], [200], [200], [200]], features: 4,
        generator: &generator, rate: { _, _, _ in 0.2 })
      let table = try BiasAuditTests.run(data, permutations: 0).table
      covered += table.riskLow.indices.filter { table.riskLow[$0] <= 0 && 0 <= table.riskHigh[$0] }.count
    }
    // Simultaneous over pairs by Bonferroni: at least 95 % of 400, less four standard errors (17).
    #expect(covered >= 363, "\(covered)")
  }
}
