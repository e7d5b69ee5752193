import Findings
import Statistics
import Testing

@testable import Features

/// Of the features that are said to be related to the label few are not, however many classes there are.
@Suite struct LabelQTests {
  /// Features of which some are told apart by every class, the others by none; p of the classes independent.
  private static func falseShare(_ classes: Int, seed: UInt64) -> (label: Double, single: Double) {
    var generator = SeededGenerator(seed: seed)
    let (features, related) = (1_000, 60)
    var table = FeatureTable(
      dataset: "d", checkpoint: "c", pooling: "max", classes: (0..<classes).map { "\($0)" }, exampleCount: 100)
    table.q = (0..<classes).map { _ in
      FeatureTable.qValues(
        (0..<features).map { $0 < related ? 1e-6 * generator.uniform() : generator.uniform() })
    }
    if classes == 2 { table.q[1] = table.q[0] }
    func share(_ q: (Int, Int) -> Double) -> Double {
      let shown = (0..<features).filter { feature in
        (0..<classes).contains { q($0, feature) <= FeatureTable.falseDiscoveryRate }
      }
      return shown.isEmpty ? 0 : Double(shown.count { $0 >= related }) / Double(shown.count)
    }
    return (share { table.labelQ($0, $1) }, share { table.q[$0][$1] })
  }

  @Test(arguments: [2, 3, 8]) func falseDiscoveriesAreCountedOverAllClasses(classes: Int) {
    let draws = (0..<200).map { Self.falseShare(classes, seed: UInt64(classes * 1000 + $0)) }
    let label = draws.reduce(0) { $0 + $1.label } / 200
    let single = draws.reduce(0) { $0 + $1.single } / 200
    print("\(classes) classes: \(label), by single classes \(single)")
    // The standard error of 200 draws is about .003.
    #expect(label <= 0.058, "\(label)")
    // Of eight classes each by itself would let through many more.
    if classes == 8 { #expect(single > 0.2, "\(single)") }
  }

  @Test func whatWasNotTestedHasNone() {
    var table = FeatureTable(
      dataset: "d", checkpoint: "c", pooling: "max", classes: ["a", "b", "c"], exampleCount: 9)
    #expect(table.labelQ(0, 0).isNaN)
    table.q = [[0.01, .nan, 0.9], [.nan, .nan, .nan], [0.04, 0.2, 1]]
    #expect(table.labelQ(0, 0) == 0.03 && table.labelQ(0, 1).isNaN && table.labelQ(0, 2) == 1)
    #expect(table.labelQ(2, 3).isNaN && table.labelQ(3, 0).isNaN && table.labelQColumn == "label_q:")
    table.classes = ["a", "b"]
    #expect(table.labelQ(0, 0) == 0.01 && table.labelQColumn == "q:")
  }
}
