import Features
import Findings
import Foundation
import Parallel
import Testing

@testable import Transfer

/// Datasets drawn alike: nothing is lost, so that the true difference is 0 and the true ratio 1.
@Suite struct CoverageTests {
  /// Some draws; as many as the environment asks for, where all intervals must then cover 93 to 97.5 %.
  @Test func intervalsCover() throws {
    let wanted = ProcessInfo.processInfo.environment["FEATURE_ATLAS_REPLICATIONS"].flatMap(Int.init)
    let count = wanted ?? 16
    let rows = try parallelMap(count, threads: 2) { draw -> [TransferRow] in
      let sides = (0..<2).map { side -> EncodedDataset in
        var own = PlantedPair.side(
          "\(side)", count: wanted == nil ? 150 : 200, strength: [0.5, 0.5, -0.5, 0.4, -0.4],
          seed: UInt64(2 * draw + side + 1))
        own.states = []
        return own
      }
      let options = TransferOptions(c: [0.1, 1], permutations: 50, seed: UInt64(draw))
      return try TransferStudy.run(train: sides[0], test: sides[1], options: options).0.rows
    }
    for place in rows[0].indices {
      let own = rows.map { $0[place] }
      let name = "\(own[0].arm.name) \(own[0].metric)"
      let mean = own.reduce(0) { $0 + $1.score } / Double(count)
      func share(_ holds: (TransferRow) -> Bool) -> Double { Double(own.count(where: holds)) / Double(count) }
      let shares = [
        share { ($0.low ?? 9) <= mean && mean <= ($0.high ?? -9) },
        share { ($0.difference?.low ?? 9) <= 0 && 0 <= ($0.difference?.high ?? -9) },
        share { ($0.ratio?.low ?? 9) <= 1 && 1 <= ($0.ratio?.high ?? -9) },
      ]
      let ratios = own.compactMap { $0.ratio?.value }
      let ratio = ratios.reduce(0, +) / Double(ratios.count)
      // Of 16 draws with a coverage of 95 % fewer than 12 are covered in 1 of 10,000.
      let (least, most) = wanted == nil ? (11.5 / 16, 1) : (0.93, 0.975)
      #expect(shares.allSatisfy { (least...most).contains($0) }, "\(name): \(shares)")
      #expect(abs(ratio - 1) < (wanted == nil ? 0.08 : 0.01), "\(name): \(ratio)")
    }
  }
}
