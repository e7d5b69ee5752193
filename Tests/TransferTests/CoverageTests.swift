import Features
import Findings
import Foundation
import Parallel
import Testing

@testable import Transfer

/// Datasets drawn alike: nothing is lost, so that the true difference is 0 and the true ratio 1.
@Suite(.serialized) struct CoverageTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    var classes: [String]
    /// Examples of a cluster, all the same.
    var copies: Int
    var count: Int
    var testDescription: String { "\(classes.count) classes, clusters of \(copies)" }
  }

  static let settings = [
    Setting(classes: ["no", "yes"], copies: 1, count: 200), Setting(classes: ["x", "y", "z"], copies: 1, count: 200),
    Setting(classes: ["no", "yes"], copies: 3, count: 480), Setting(classes: ["x", "y", "z"], copies: 3, count: 480),
  ]

  /// Some draws; as many as the environment asks for, where all intervals must then cover what they should.
  @Test(arguments: settings) func intervalsCover(_ setting: Setting) throws {
    let wanted = ProcessInfo.processInfo.environment["FEATURE_ATLAS_REPLICATIONS"].flatMap(Int.init)
    let count = wanted ?? 20
    let rows = try parallelMap(count, threads: 2) { draw -> [TransferRow] in
      let sides = (0..<2).map { side -> EncodedDataset in
        var own = PlantedPair.side(
          "\(side)", count: setting.count, classes: setting.classes, strength: [0.5, 0.5, -0.5, 0.4, -0.4],
          seed: UInt64(2 * draw + side + 1), copies: setting.copies)
        own.states = []
        return own
      }
      var options = TransferOptions(c: [0.1, 1], permutations: 50, seed: UInt64(draw))
      options.hasCurves = false
      return try TransferStudy.run(train: sides[0], test: sides[1], options: options).0.rows
    }
    for place in rows[0].indices {
      let own = rows.map { $0[place] }
      let name = "\(own[0].arm.name) \(own[0].metric) \(own[0].classLabel ?? "")"
      let mean = own.reduce(0) { $0 + $1.score } / Double(count)
      func share(_ holds: (TransferRow) -> Bool) -> Double { Double(own.count(where: holds)) / Double(count) }
      let shares = [
        share { ($0.low ?? 9) <= mean && mean <= ($0.high ?? -9) },
        share { ($0.difference?.low ?? 9) <= 0 && 0 <= ($0.difference?.high ?? -9) },
      ]
      let ratios = own.compactMap { $0.ratio?.value }
      // Of those that have one: a ceiling that is not clearly above chance gives none.
      let covering = own.count { ($0.ratio?.low ?? 9) <= 1 && 1 <= ($0.ratio?.high ?? -9) }
      let ofRatios = Double(covering) / Double(max(1, ratios.count))
      let ratio = ratios.reduce(0, +) / Double(ratios.count)
      let spread = (ratios.reduce(0) { $0 + ($1 - ratio) * ($1 - ratio) } / Double(max(1, ratios.count - 1)))
        .squareRoot()
      // Of 20 draws with a coverage of 95 % fewer than 15 are covered in 1 of 3,000.
      let least = wanted == nil ? 14.5 / 20 : 0.92
      #expect(shares.allSatisfy { $0 >= least }, "\(name): \(shares)")
      #expect(ofRatios >= least || ratios.count < count / 2, "\(name): \(ofRatios) of \(ratios.count)")
      // A hundredth, and what is left to chance: of few draws what Student's t with 19 degrees of freedom passes once in
      // 10,000 times, since a hundred rows are looked at.
      let error = (wanted == nil ? 4.9 : 2.5) * spread / Double(ratios.count).squareRoot()
      // Where some pairs have no ratio, those that have one are those with a high ceiling.
      let isWhole = Double(ratios.count) >= 0.98 * Double(count)
      #expect(abs(ratio - 1) < 0.01 + error || !isWhole, "\(name): \(ratio) ± \(error)")
      if wanted == nil { continue }
      print(setting, name, "ratio", ratio, "±", error, "coverage", shares, ofRatios, "of", ratios.count)
    }
  }
}
