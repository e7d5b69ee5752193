import Testing

@testable import Statistics

@Suite struct MultiplicityTests {
  @Test func adjustedAgainstScipy() throws {
    let item = try Oracle.load().fdr
    for (mine, theirs) in zip(FalseDiscovery.benjaminiHochberg(item.p), item.bh) { #expect(isClose(mine, theirs)) }
    for (mine, theirs) in zip(FalseDiscovery.benjaminiYekutieli(item.p), item.by) { #expect(isClose(mine, theirs)) }
  }

  @Test func untestedHypothesesDoNotCount() {
    let q = FalseDiscovery.benjaminiHochberg([0.01, .nan, 0.04, .nan])
    #expect(q[0] == 0.02 && q[2] == 0.04 && q[1].isNaN && q[3].isNaN)
    #expect(FalseDiscovery.benjaminiHochberg([]).isEmpty)
  }

  @Test func holmStepsDown() {
    // Sorted: .005·6, .01·5, .03·4, .04·3 and .04·2 under the running maximum, .5·1.
    let adjusted = FamilywiseError.holm([0.01, 0.04, 0.03, 0.005, 0.5, 0.04])
    let expected = [0.05, 0.12, 0.12, 0.03, 0.5, 0.12]
    #expect(zip(adjusted, expected).allSatisfy { abs($0 - $1) < 1e-15 })
    let some = FamilywiseError.holm([0.6, .nan, 0.03, 0.9])
    #expect(some[0] == 1 && some[1].isNaN && abs(some[2] - 0.09) < 1e-15 && some[3] == 1)
    #expect(FamilywiseError.holm([]).isEmpty)
  }

  /// A known tool took the order of a sort for ranks and so had a false discovery rate of .58 at a target of .10.
  /// Here: 400 runs of 90 nulls and 10 effects; the mean false discovery proportion may exceed π₀·q = .09 by noise only.
  @Test func falseDiscoveryRateIsHeld() {
    var generator = SeededGenerator(seed: 11)
    var proportions = 0.0
    for _ in 0..<400 {
      let p = (0..<100).map { NormalDistribution.survival(generator.normal() + ($0 < 10 ? 3 : 0)) }
      let flagged = FalseDiscovery.benjaminiHochberg(p).indices.filter {
        FalseDiscovery.benjaminiHochberg(p)[$0] <= 0.1
      }
      let wrong = flagged.reduce(0) { $0 + ($1 >= 10 ? 1 : 0) }
      proportions += flagged.isEmpty ? 0 : Double(wrong) / Double(flagged.count)
    }
    // SD of one run's proportion is below .12, so four standard errors are .024.
    #expect(abs(proportions / 400 - 0.09) < 0.024)
  }
}
