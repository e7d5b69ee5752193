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
}
