import Diagnostics
import Findings
import Testing

@testable import BiasAudit

/// Whole clusters are compared, and one group is a single large cluster: whatever fires in it alone says nothing of the group.
@Suite struct FewClustersOfGroupTests {
  static func data() -> PlantedData {
    var data = PlantedData(groups: [], labels: [], tables: [])
    for (group, families, size) in [("a", 12, 20), ("b", 12, 16), ("c", 1, 150), ("d", 5, 12)] {
      for family in 0..<families {
        for row in 0..<size {
          data.groups.append(group)
          data.labels.append("\(row % 2)")
          data.clusters = (data.clusters ?? []) + ["\(group)\(family)"]
        }
      }
    }
    let rows = Array(data.groups.indices)
    let clusters = data.clusters ?? []
    data.firing = [
      // All of c; a few families of the others.
      rows.filter { data.groups[$0] == "c" || ["a1", "b2", "d0"].contains(clusters[$0]) }.map(Int32.init),
      // b, and a tenth of the others.
      rows.filter { data.groups[$0] == "b" || $0 % 10 == 0 }.map(Int32.init),
      rows.filter { $0 % 3 == 0 }.map(Int32.init),
    ]
    return data
  }

  @Test func aGroupOfOneClusterIsNeitherTestedNorCompared() throws {
    let (study, tables) = try BiasAudit.study(
      Self.data().dataset(), attributes: ["target"], options: BiasOptions(permutations: 4, seed: 1, threads: 1))
    let table = try #require(tables.first)
    #expect(study.clustering?.kind == .between)
    #expect(study.exclusions.contains(Note(.groupsOfFewClusters, ["c"], 4)))
    #expect(table.verdict[0] != "proxy")
    let c = try #require(table.groups.firstIndex(of: "c"))
    #expect(!table.maxGroup.contains(Int32(c)) && !table.minGroup.contains(Int32(c)))
    #expect(table.groups[Int(table.maxGroup[1])] == "b")
    // It fires in all of the 12 clusters of b and in a tenth of the 17 of a and d.
    #expect(table.p[1] < 1e-4)
  }

  /// Of three groups the two with clusters enough are compared as if the third had no rows.
  @Test func theOthersAreComparedAsWithoutIt() throws {
    let data = Self.data()
    var without = data
    let kept = data.groups.indices.filter { data.groups[$0] != "c" }
    without.groups = kept.map { data.groups[$0] }
    without.labels = kept.map { data.labels[$0] }
    without.clusters = kept.map { (data.clusters ?? [])[$0] }
    without.firing = data.firing.map { rows in
      let fires = Set(rows)
      return kept.indices.filter { fires.contains(Int32(kept[$0])) }.map { Int32($0) }
    }
    let options = BiasOptions(permutations: 0, seed: 1, threads: 1)
    let with = try BiasAudit.study(data.dataset(), attributes: ["target"], options: options).1[0]
    let alone = try BiasAudit.study(without.dataset(), attributes: ["target"], options: options).1[0]
    #expect(same(with.p, alone.p) && with.p.allSatisfy { $0 > 0 && $0 <= 1 })
    #expect(same(with.riskDifference, alone.riskDifference))
  }
}
