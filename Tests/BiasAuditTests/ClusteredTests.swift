import Foundation
import Statistics
import Testing

@testable import BiasAudit

/// Simulations with known truth: `AUDIT_REPLICATIONS=200` runs them at the size of `Benchmarks/README.md`, and prints its table.
@Suite(.serialized) struct ClusteredTests {
  static let replications = ProcessInfo.processInfo.environment["AUDIT_REPLICATIONS"].flatMap(Int.init)

  static let scenarios: [ClusteredSimulation] = [
    .init(layout: .independent),
    .init(layout: .independent, effect: 3, density: 0.01),
    .init(layout: .independent, effect: 3, density: 0.01, isBalanced: false),
    .init(layout: .independent, groups: 8),
    .init(layout: .independent, groups: 8, effect: 3, density: 0.01, isBalanced: false),
    .init(layout: .tied, effect: 4),
    .init(layout: .tied, effect: 4, isBalanced: false),
    .init(layout: .tied, effect: 5, density: 0.01),
    .init(layout: .tied, groups: 8, effect: 5),
    .init(layout: .tied, groups: 8, effect: 6, density: 0.01),
    .init(layout: .tied, groups: 2, families: 200, effect: 3),
    .init(layout: .tied, groups: 2, families: 10, effect: 5),
    .init(layout: .tied, groups: 2, families: 8, effect: 5),
    .init(layout: .tied, effect: 4, isEven: false),
    .init(layout: .tied, groups: 8, families: 80, effect: 5, isBalanced: false, isEven: false),
    .init(layout: .crossing),
    .init(layout: .crossing, effect: 3, density: 0.01),
    .init(layout: .crossing, groups: 8, effect: 2.5),
    .init(layout: .crossing, groups: 8, effect: 3, density: 0.01),
    .init(layout: .crossing, families: 8),
    .init(layout: .crossing, groups: 8, effect: 2.5, isBalanced: false, isEven: false),
    .init(layout: .crossing, families: 200),
    .init(layout: .crossing, families: 200, effect: 3, density: 0.01, isBalanced: false),
  ]

  /// Mean share of false flags over replications at q ≤ .05, and what the calibration foretells where nothing is planted.
  @Test(.enabled(if: replications != nil)) func table() throws {
    let only = ProcessInfo.processInfo.environment["AUDIT_SCENARIO"].flatMap(Int.init)
    let runs = Self.replications ?? 0
    print(
      "| data | false discovery proportion | power | p ≤ .05, .001 of null features | interval holds 0 | false flags, foretold (nothing planted) |"
    )
    for (place, scenario) in Self.scenarios.enumerated() where only == nil || only == place {
      let found = try scenario.run(runs)
      var nothing = scenario
      (nothing.planted, nothing.permutations) = (0, 2)
      let none = try nothing.run(max(1, runs / 4), seed: 2)
      func text(_ value: Double, _ digits: Int = 3) -> String { String(format: "%.\(digits)f", value) }
      print(
        "| \(scenario.name) | \(text(found.falseProportion)) | \(text(found.power, 2)) | \(text(none.below05)), "
          + "\(text(none.below001, 5)) | \(text(found.covered)) | \(text(none.falseFlags, 2)), \(text(none.foretold, 2)) |"
      )
      #expect(found.falseProportion <= 0.055, "\(scenario.name)")
    }
  }

  /// A small version of the table. Taken as independent, flags of the tied data are wrong in more than half.
  @Test(arguments: [
    (ClusteredSimulation.Layout.tied, 2, 0.05, 5.0), (.crossing, 8, 0.05, 4.0), (.tied, 2, 0.01, 7.0),
    (.crossing, 2, 0.01, 5.0),
  ])
  func falseDiscoveriesAreBounded(_ layout: ClusteredSimulation.Layout, groups: Int, density: Double, effect: Double)
    throws
  {
    let small = ClusteredSimulation(
      layout: layout, groups: groups, rows: 800, features: 100, planted: 10, effect: effect, density: density)
    let found = try small.run(5)
    // A false flag beside ten true ones is a proportion of .09; the standard error over five runs is about .03.
    #expect(found.falseProportion <= 0.12, "\(found)")
    #expect(found.power > 0.4, "\(found)")
    #expect(found.covered > 0.93, "\(found)")
  }

  /// Families that differ much, nothing planted: what is foretold is what happens, where independent rows would flag a tenth.
  @Test(arguments: [ClusteredSimulation.Layout.tied, .crossing])
  func calibrationForetells(_ layout: ClusteredSimulation.Layout) throws {
    var nothing = ClusteredSimulation(
      layout: layout, rows: 800, features: 100, planted: 0, density: 0.1, spread: 2, permutations: 2)
    let found = try nothing.run(4)
    #expect(found.falseFlags <= 1.5 && found.foretold <= 1.5 && found.below05 < 0.07, "\(found)")
    if layout == .tied {
      nothing.permutations = 0
      var data = nothing.data(seed: 3)
      data.clusters = nil
      let blind = try BiasAuditTests.run(data, permutations: 0)
      #expect(blind.table.verdict.filter { $0 == "proxy" }.count > 10)
    }
  }
}
