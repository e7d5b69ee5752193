import Foundation
import TestSupport
import Testing

@testable import Statistics

@Suite struct AgreementTests {
  struct Case: Decodable {
    var counts: [[Int]]
    var alpha: Double
  }

  /// The same formula in another language: only the order of sums differs.
  @Test func alphaIsThatOfTheReference() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/agreement.json")
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    #expect(cases.count == 5)
    for item in cases {
      let alpha = try #require(KrippendorffAlpha(item.counts).value)
      #expect(abs(alpha - item.alpha) < 1e-12, "\(alpha) \(item.alpha)")
    }
  }

  @Test func whatCannotBeToldIsNil() {
    #expect(KrippendorffAlpha([]).value == nil)
    // One verdict a unit; all verdicts alike.
    #expect(KrippendorffAlpha([[1, 0], [0, 1]]).value == nil && KrippendorffAlpha([[2, 0], [3, 0]]).value == nil)
    #expect(KrippendorffAlpha([[1, 1]]).interval(seed: 1) == nil)
    #expect(KrippendorffAlpha([[2, 0], [0, 2]]).value == 1)
  }

  /// Two raters who agree with probability a = .85 on balanced verdicts have α → 2a − 1 = .7. The percentile bootstrap over 60
  /// units is expected to cover in about 93 to 95 of 100 runs; fewer than 88 of 100 has a probability below 1 % even at .94.
  @Test func intervalCovers() {
    var generator = SeededGenerator(seed: 21)
    var covered = 0
    for run in 0..<100 {
      let units = (0..<60).map { _ -> [Int] in
        let first = generator.integer(below: 2)
        let second = generator.integer(below: 1000) < 850 ? first : 1 - first
        return [(first == 0 ? 1 : 0) + (second == 0 ? 1 : 0), first + second]
      }
      if let interval = KrippendorffAlpha(units).interval(seed: UInt64(run), replicates: 400) {
        covered += interval.low <= 0.7 && 0.7 <= interval.high ? 1 : 0
      }
    }
    #expect(covered >= 88, "\(covered)")
  }
}
