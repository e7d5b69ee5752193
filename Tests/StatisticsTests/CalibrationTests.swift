import Foundation
import TestSupport
import Testing

@testable import Statistics

@Suite struct CalibrationTests {
  private struct Case: Decodable {
    var kind: String
    var p: [Double]
    var outcomes: [Bool]
    var bins: Int
    var slope, intercept: Double
    var observed, predicted: [Double]
  }

  /// scikit-learn `calibration_curve`, statsmodels `Logit` and `GLM` (`Fixtures/calibration.py`).
  @Test func againstScikitLearnAndStatsmodels() throws {
    let content = try #require(
      FileManager.default.contents(atPath: TestPaths.fixtures("Statistics") + "/calibration.json"))
    let cases = try JSONDecoder().decode([Case].self, from: content)
    #expect(cases.count == 3)
    for item in cases {
      let found = LogisticRecalibration(item.p, outcomes: item.outcomes)
      #expect(abs(try #require(found.slope) - item.slope) < 1e-8, "\(item.kind)")
      #expect(abs(try #require(found.intercept) - item.intercept) < 1e-8, "\(item.kind)")
      let bins = ReliabilityBin.equalMass(item.p, outcomes: item.outcomes, bins: item.bins)
      #expect(bins.count == item.observed.count, "\(item.kind)")
      for (bin, (observed, predicted)) in zip(bins, zip(item.observed, item.predicted)) {
        #expect(isClose(bin.predicted, predicted), "\(item.kind)")
        #expect(isClose(Double(bin.occurred) / Double(bin.count), observed), "\(item.kind)")
      }
      #expect(bins.reduce(0) { $0 + $1.count } == item.p.count)
    }
  }

  @Test func whereNothingIsDefined() {
    let same = LogisticRecalibration([0.2, 0.7], outcomes: [true, true])
    #expect(same.intercept == nil && same.slope == nil)
    // Outcomes parted by the prediction: no finite slope.
    let parted = LogisticRecalibration([0.2, 0.3, 0.7, 0.9], outcomes: [false, false, true, true])
    #expect(parted.intercept != nil && parted.slope == nil)
    let constant = LogisticRecalibration([0.5, 0.5, 0.5, 0.5], outcomes: [false, true, true, true])
    #expect(constant.slope == nil)
    #expect(abs((constant.intercept ?? 0) - log(3)) < 1e-9)
  }

  /// No bin tells of 1 to 4 people, nothing is lost, and bins that tell of none stay as they are.
  @Test func binsOfGroupsAreJoinedUntilNoneIsSmall() {
    func bin(_ count: Int, _ occurred: Int, _ predicted: Double = 0.5) -> ReliabilityBin {
      ReliabilityBin(count: count, predicted: predicted, occurred: occurred)
    }
    let open = [bin(30, 0), bin(31, 5), bin(32, 27), bin(30, 30)]
    #expect(ReliabilityBin.disclosable(open, minimum: 30) == open)
    // The first has 2 for which it occurred, the last 3 for which it did not.
    let joined = ReliabilityBin.disclosable([bin(30, 2, 0.1), bin(40, 9, 0.3), bin(35, 32, 0.9)], minimum: 30)
    #expect(joined.map(\.count) == [105] && joined.map(\.occurred) == [43])
    #expect(abs(joined[0].predicted - (3 + 12 + 31.5) / 105) < 1e-12)
    #expect(
      ReliabilityBin.disclosable([bin(30, 2), bin(30, 9), bin(30, 15)], minimum: 30)
        == [bin(60, 11), bin(30, 15)])
    // With the smaller neighbour; by size alone too.
    #expect(ReliabilityBin.disclosable([bin(50, 9), bin(20, 9), bin(40, 9)], minimum: 30).map(\.count) == [50, 60])
    // Three in the whole group.
    #expect(ReliabilityBin.disclosable([bin(30, 0), bin(30, 3)], minimum: 30).isEmpty)
    #expect(ReliabilityBin.disclosable([], minimum: 30).isEmpty)
  }

  @Test func joinedBinsKeepTheTotal() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<400 {
      let bins = (0..<1 + generator.integer(below: 9)).map { _ -> ReliabilityBin in
        let count = 10 + generator.integer(below: 30)
        return ReliabilityBin(
          count: count, predicted: generator.uniform(), occurred: generator.integer(below: count + 1))
      }
      let shown = ReliabilityBin.disclosable(bins, minimum: 15)
      for bin in shown {
        #expect(bin.count >= 15 && !(1...4).contains(bin.occurred) && !(1...4).contains(bin.count - bin.occurred))
      }
      if shown.isEmpty {
        let (count, occurred) = (bins.reduce(0) { $0 + $1.count }, bins.reduce(0) { $0 + $1.occurred })
        #expect(count < 15 || (1...4).contains(occurred) || (1...4).contains(count - occurred))
      } else {
        #expect(shown.reduce(0) { $0 + $1.count } == bins.reduce(0) { $0 + $1.count })
        #expect(shown.reduce(0) { $0 + $1.occurred } == bins.reduce(0) { $0 + $1.occurred })
      }
    }
  }
}
