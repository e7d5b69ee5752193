import Datasets
import Diagnostics
import Findings
import Statistics
import Testing

@testable import BiasAudit

@Suite struct BiasAuditTests {
  struct Result {
    var study: BiasStudy
    var table: GroupTable
  }

  static func run(
    _ data: PlantedData, order: [Int]? = nil, permutations: Int = 2, minimumCell: Int = 30, threads: Int = 2
  ) throws -> Result {
    let options = BiasOptions(
      minimumCell: minimumCell, permutations: permutations, seed: 17, threads: threads)
    let (study, tables) = try BiasAudit.study(data.dataset(order: order), attributes: ["target"], options: options)
    return Result(study: study, table: try #require(tables.first))
  }

  private func mixed(seed: UInt64, features: Int = 60) -> PlantedData {
    var generator = SeededGenerator(seed: seed)
    return PlantedData(
      groups: ["a", "b", "c"], labels: ["0", "1"], sizes: [[90, 60], [70, 80], [40, 55]], features: features,
      generator: &generator,
      rate: { feature, group, label in
        feature < 5 && group == 2 ? 0.6 : 0.05 + 0.1 * Double(label) + 0.002 * Double(feature)
      })
  }

  @Test func orderOfExamplesDoesNotMatter() throws {
    let data = mixed(seed: 1)
    var generator = SeededGenerator(seed: 2)
    let first = try Self.run(data, permutations: 0).table
    let second = try Self.run(data, order: generator.permutation(data.groups.count), permutations: 0).table
    #expect(same(first.p, second.p) && same(first.riskLow, second.riskLow) && first.verdict == second.verdict)
    #expect(first.active == second.active && first.needed == second.needed)
    #expect(first.verdict.prefix(5).allSatisfy { $0 == "proxy" })
  }

  @Test func threadsDoNotMatter() throws {
    let data = mixed(seed: 3, features: 1_300)
    let one = try Self.run(data, threads: 1)
    let many = try Self.run(data, threads: 7)
    #expect(same(one.table.q, many.table.q) && one.table.verdict == many.table.verdict)
    #expect(same(one.table.riskHigh, many.table.riskHigh) && one.table.active == many.table.active)
    #expect(one.study.checkpoints[0].nullFlags == many.study.checkpoints[0].nullFlags)
  }

  @Test func withoutLabels() throws {
    var dataset = mixed(seed: 4).dataset()
    dataset.examples.classes = []
    dataset.examples.labels = [Int32](repeating: -1, count: dataset.examples.count)
    let (study, tables) = try BiasAudit.study(dataset, attributes: ["target"], options: BiasOptions(permutations: 0))
    #expect(tables[0].classes == [""] && tables[0].cellCounts == [[150], [150], [95]])
    #expect(tables[0].degreesOfFreedom.max() == 2)
    #expect(study.probeRows.isEmpty)
    #expect(!tables[0].verdict.contains("composition"))
  }

  @Test func unknownGroupsAndMissingLabelsAreCounted() throws {
    var dataset = mixed(seed: 5).dataset()
    for example in 0..<7 { dataset.examples.groups[0].codes[example] = -1 }
    for example in 10..<13 { dataset.examples.labels[example] = -1 }
    let (study, _) = try BiasAudit.study(dataset, attributes: ["target"], options: BiasOptions(permutations: 0))
    #expect(study.unknown == 7)
    #expect(study.groups == [.init(name: "b", count: 150), .init(name: "a", count: 140), .init(name: "c", count: 95)])
    #expect(study.exclusions.contains(Note(.unknownGroup, 7, "target")))
    #expect(study.exclusions.contains(Note(.unlabelledUncounted, 3)))
  }

  @Test func smallGroupsAreListedAndNotTested() throws {
    let table: [[(Int, Int)]] = [[(30, 100)], [(30, 100)], [(9, 9)]]
    let result = try Self.run(PlantedData(groups: ["a", "b", "c"], labels: ["0"], tables: [table]))
    #expect(result.study.groups.map(\.name) == ["a", "b", "c"])
    #expect(result.table.degreesOfFreedom == [1] && result.table.g2[0] < 1e-9)
    #expect(result.study.exclusions.contains(Note(.smallGroup, "c", 30)))
    let alone = try Self.run(PlantedData(groups: ["a", "b"], labels: ["0"], tables: [[[(3, 40)], [(2, 5)]]]))
    #expect(alone.table.tested == [false] && alone.study.checkpoints[0].nullFlags == nil)
    #expect(alone.study.exclusions.contains(Note(.fewerThanTwoGroups)))
  }

  /// A group without examples of a label takes part in the omnibus test; the others are compared over all labels.
  @Test func groupsThatLackALabel() throws {
    let table: [[(Int, Int)]] = [[(20, 100), (50, 100)], [(30, 100), (60, 100)], [(5, 60), (0, 0)]]
    let result = try Self.run(PlantedData(groups: ["a", "b", "c"], labels: ["0", "1"], tables: [table]))
    #expect(result.table.degreesOfFreedom == [3] && result.table.maxGroup == [1] && result.table.minGroup == [0])
    #expect(abs(result.table.riskDifference[0] - 0.1) < 1e-12)
    #expect(result.study.exclusions.contains(Note(.groupsLackingLabel, ["c"])))
    // With no two complete groups only the label that all have is left.
    let other: [[(Int, Int)]] = [[(20, 100), (50, 100)], [(40, 100), (0, 0)]]
    let partial = try Self.run(PlantedData(groups: ["a", "b"], labels: ["0", "1"], tables: [other]))
    #expect(abs(partial.table.riskDifference[0] - 0.2) < 1e-12 && partial.table.degreesOfFreedom == [1])
    #expect(partial.study.exclusions.contains { $0.code == .labelsNotCommon })
  }

  @Test func intersections() throws {
    var dataset = mixed(seed: 6).dataset()
    let language = CategoryColumn(
      name: "language", cells: (0..<dataset.examples.count).map { $0 == 3 ? "" : $0 % 2 == 0 ? "en" : "de" })
    dataset.examples.groups.append(language)
    let (study, tables) = try BiasAudit.study(
      dataset, attributes: ["target", "language"], options: BiasOptions(permutations: 0))
    #expect(study.attribute == "target×language" && study.unknown == 1)
    #expect(study.groups.count == 6 && study.groups[0].name == "a×en")
    #expect(study.groups.reduce(0) { $0 + $1.count } == dataset.examples.count - 1)
    #expect(tables[0].attribute == "target×language")
  }

  @Test func references() throws {
    let dataset = mixed(seed: 7).dataset()
    var options = BiasOptions(permutations: 0)
    #expect(try BiasAudit.study(dataset, attributes: ["target"], options: options).0.reference == "a")
    options.reference = "c"
    #expect(try BiasAudit.study(dataset, attributes: ["target"], options: options).0.reference == "c")
    options.reference = "elsewhere"
    let study = try BiasAudit.study(dataset, attributes: ["target"], options: options).0
    #expect(study.reference == "a" && study.referenceReason.values.suffix(2) == [.text("target"), .text("elsewhere")])
    #expect(throws: AtlasError.self) { try BiasAudit.study(dataset, attributes: ["targt"], options: options) }
  }
}
