import Datasets
import Features
import Findings
import Statistics
import Testing

@testable import BiasAudit

/// Whether features that follow a group in one dataset follow it in another.
@Suite struct ReplicationTests {
  private let names = ["a", "b"]
  private let options = BiasOptions(permutations: 0)

  /// - Parameters:
  ///   - follows: how much more often a feature fires in the first group.
  ///   - copies: examples of a cluster, all alike.
  private func side(
    _ seed: UInt64, features: Int = 80, perCell: Int = 250, copies: Int = 1, follows: (Int) -> Double
  ) -> EncodedDataset {
    var generator = SeededGenerator(seed: seed)
    var data = PlantedData(
      groups: names, labels: ["0", "1"], sizes: [[perCell, perCell], [perCell, perCell]], features: features,
      generator: &generator
    ) { feature, group, label in 0.3 + (label == 1 ? 0.1 : 0) + (group == 0 ? 0.5 : -0.5) * follows(feature) }
    if copies > 1 {
      // The first of every cluster is copied: what it fires, all do.
      let count = data.groups.count
      data.clusters = (0..<count).map { "c\($0 / copies)" }
      data.firing = data.firing.map { fired in
        let first = Set(fired)
        return (0..<count).filter { first.contains(Int32($0 / copies * copies)) }.map { Int32($0) }
      }
    }
    return data.dataset()
  }

  private func run(
    _ first: EncodedDataset, _ second: EncodedDataset, options: BiasOptions? = nil
  ) throws -> (summary: BiasReplication, rows: [BiasReplicationRow]) {
    let options = options ?? self.options
    let own = try BiasAudit.study(first, attributes: ["target"], options: options).1[0]
    let other = try BiasAudit.study(second, attributes: ["target"], options: options).1[0]
    var density = [Double](repeating: 0, count: own.featureCount)
    for feature in first.features[0].matrix.indices { density[Int(feature)] += 1 / Double(first.examples.count) }
    return try FeatureReplication(of: own, density: density, other: other, options: options)
      .run(["target"], in: second)
  }

  /// Ten follow the group in both, ten in the first alone, five turn around; sixty do not follow it.
  @Test func whatReappearsAndWhatDoesNot() throws {
    var (wrong, right, turned, controls, passing) = (0, 0, 0, 0, 0)
    for draw in 0..<6 {
      let (summary, rows) = try run(
        side(UInt64(2 * draw + 1)) { $0 < 25 ? 0.2 : 0 },
        side(UInt64(2 * draw + 2)) { $0 < 10 ? 0.2 : $0 < 20 ? 0 : $0 < 25 ? -0.2 : 0 })
      let flagged = rows.filter { !$0.isControl }
      #expect(summary.flagged == flagged.count && summary.tested == flagged.count && flagged.count >= 22)
      right += flagged.count { $0.verdict == .reappears && $0.feature < 10 }
      wrong += flagged.count { $0.verdict == .reappears && $0.feature >= 10 }
      turned += flagged.count { $0.verdict == .opposite && (20..<25).contains($0.feature) }
      controls += summary.controls
      passing += summary.controlsPassing
      #expect(flagged.allSatisfy { $0.most == ($0.feature < 25 ? "a" : $0.most) && $0.difference?.low != nil })
      let share = try #require(summary.share)
      #expect(share.value == Double(summary.reappearing) / Double(summary.tested) && share.low ?? 1 > 0.1)
      #expect(summary.excess?.low ?? -1 > 0, "of other features none passes")
    }
    #expect(right >= 58 && turned >= 28)
    // Of what is said to reappear at most 5 % does not; a few by chance.
    #expect(wrong <= 4 && controls > 250 && Double(passing) <= 0.04 * Double(controls))
  }

  /// Clusters of ten copies are ten times fewer examples: what is not there does not reappear.
  @Test func copiesAreNoEvidence() throws {
    var (reappearing, tested) = (0, 0)
    for draw in 0..<6 {
      let first = side(UInt64(100 + draw)) { $0 < 40 ? 0.2 : 0 }
      let second = side(UInt64(200 + draw), copies: 10) { _ in 0 }
      let (summary, _) = try run(first, second)
      reappearing += summary.reappearing
      tested += summary.tested
    }
    #expect(tested > 200 && reappearing <= tested / 50, "\(reappearing) of \(tested)")
  }

  /// p is uniform where nothing is to be found, at the level that decides.
  @Test func errsNoMoreOftenThanItSays() throws {
    var (small, tested) = (0, 0)
    for draw in 0..<4 {
      let (_, rows) = try run(
        side(UInt64(300 + draw), features: 200) { $0 < 150 ? 0.25 : 0 },
        side(UInt64(400 + draw), features: 200, perCell: 60) { _ in 0 })
      let p = rows.map(\.p).filter(\.isFinite)
      tested += p.count
      small += p.count { $0 <= 0.05 }
    }
    // Of 700 at 5 % more than 52 have a chance of 1 in 1,000.
    #expect(tested > 600 && Double(small) <= 0.075 * Double(tested), "\(small) of \(tested)")
  }

  @Test func everybodyReadsBoundsAndRoundedRates() throws {
    var options = self.options
    options.disclosure = .everybody
    let (summary, rows) = try run(
      side(1) { $0 < 25 ? 0.2 : 0 }, side(2) { $0 < 10 ? 0.2 : 0 }, options: options)
    #expect(summary.reappearing >= 8 && summary.cutoff == nil)
    let bounds: Set<Double> = [0.001, 0.01, 0.05, 0.1, 1]
    #expect(rows.allSatisfy { $0.p.isNaN || bounds.contains($0.p) })
    #expect(rows.allSatisfy { $0.difference?.low == nil && $0.difference?.high == nil })
    #expect(rows.allSatisfy { ($0.difference?.value ?? 0) == (($0.difference?.value ?? 0) * 100).rounded() / 100 })
  }

  /// The change of a gap is known better than the gap, and is 0 where both probes decide alike.
  @Test func changeOfAGap() throws {
    let dataset = side(5, features: 3, perCell: 200) { _ in 0 }
    let groups = dataset.examples.groups[0].codes
    func arm(_ name: String, _ selects: (Int) -> Bool) -> ProbePredictions {
      let predicted = groups.indices.map { Int32(selects($0) ? 1 : 0) }
      return ProbePredictions(
        arm: ArmKey(.sample("p")), predicted: predicted,
        probabilities: predicted.flatMap { $0 == 1 ? [0.2, 0.8] : [0.7, 0.3] })
    }
    let own = arm("own") { $0 % 2 == 0 }
    // Selects of the first group a tenth more.
    let moved = arm("moved") { $0 % 2 == 0 || (groups[$0] == 0 && $0 % 10 == 1) }
    let options = BiasOptions(permutations: 0)
    let study = try BiasAudit.study(
      dataset, attributes: ["target"], predictions: [own], lead: own.arm, options: options
    ).0
    let found = try DecisionsAcross(dataset, ["target"], study: study, own: [own], options: options).gaps([moved, own])
    func row(_ place: Int) throws -> GapAcross {
      try #require(found[place]?.first { $0.metric == .selectionRate && $0.kind == .reference })
    }
    let (change, same) = (try row(0), try row(1))
    #expect(abs(change.difference?.value.magnitude ?? 0) > 0.05)
    let expected = try #require(change.difference?.value) - #require(change.own?.value)
    let own1 = try #require(change.change)
    #expect(abs(own1.value - expected) < 1e-12 && abs(abs(expected) - 0.1) < 1e-12)
    #expect((own1.low ?? 0) * (own1.high ?? 0) > 0, "a tenth of 400 examples is no accident")
    #expect(same.change?.value == 0 && same.change?.low ?? 0 < 0 && same.change?.high ?? 0 > 0)
    #expect((same.change?.high ?? 1) < 0.02)
  }
}
