import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

/// Statistics of features of real data against scipy, scikit-learn and statsmodels (`Fixtures/shared.py`): two classes
/// over 1,800 examples, ten classes over 180. Skipped where the data is not there.
@Suite struct SharedStatisticsTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    struct Feature: Decodable, Sendable {
      var feature: Int
      var active: Int
      var max: Double
      var mean: Double?
      var quantiles: [Double]?
      var chi2: Double?
      var g2: Double?
      var mi: Double?
      var auroc: [Double]
      var ap: [Double]
      var f1: Double?
      var threshold: Double?
      var phi: Double?
      var q: [Double?]
      var qG2: Double?

      enum CodingKeys: String, CodingKey {
        case feature, active, max, mean, quantiles, chi2, g2, mi, auroc, ap, f1, threshold, phi, q
        case qG2 = "q_g2"
      }
    }

    var name: String
    var checkpoint: String
    var states: String
    var examples: String
    var pooling: String
    var features: [Feature]
    var testDescription: String { name }
  }

  static let cases: [Case] = {
    let path = TestPaths.fixtures("AtlasCommand") + "/shared.json"
    let content = FileManager.default.contents(atPath: path) ?? Data()
    return (try? JSONDecoder().decode([Case].self, from: content)) ?? []
  }()

  @Test func casesAreThere() { #expect(Self.cases.count == 2 && Self.cases.allSatisfy { $0.features.count == 96 }) }

  @Test(.enabled(if: TestPaths.sharedData != nil), arguments: cases)
  func agreeWithScipy(_ one: Case) throws {
    let shared = try #require(TestPaths.sharedData)
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let configuration = """
      title: Statistics
      checkpoints: [{id: sae, path: \(shared)/\(one.checkpoint), layer: 1}]
      datasets:
        - {id: data, examples: \(shared)/\(one.examples), columns: {id: id, text: text, label: label},
           states: {1: \(shared)/\(one.states)}}
      pooling: [\(one.pooling)]
      probes: {representations: [majority]}
      """
    try FileSink.write(folder + "/atlas.yml", Array(configuration.utf8))
    try AnalysisJob.of(folder + "/atlas.yml", threads: 2).write(to: folder + "/results")
    let table = try ResultsFolder(reading: folder + "/results").features("data", "sae")
    for row in one.features {
      let j = row.feature
      func agrees(_ found: Double, _ expected: Double?) -> Bool {
        expected.map { abs(found - $0) <= 1e-9 * max(1, abs($0)) } ?? found.isNaN
      }
      #expect(Int(table.activeExamples[j]) == row.active, "feature \(j)")
      #expect(agrees(table.maximum[j], row.max), "feature \(j)")
      #expect(agrees(table.meanActive[j], row.mean), "feature \(j)")
      for level in table.quantiles.indices {
        #expect(agrees(table.quantiles[level][j], row.quantiles?[level]), "feature \(j)")
      }
      #expect(agrees(table.chiSquared[j], row.chi2), "feature \(j)")
      #expect(agrees(table.g2[j], row.g2), "feature \(j)")
      #expect(agrees(table.mutualInformation[j], row.mi), "feature \(j)")
      #expect(agrees(table.g2Q[j], row.qG2), "feature \(j)")
      for c in table.classes.indices {
        #expect(agrees(table.auroc[c][j], row.auroc[c]), "feature \(j), class \(c)")
        #expect(agrees(table.averagePrecision[c][j], row.ap[c]), "feature \(j), class \(c)")
        #expect(agrees(table.q[c][j], row.q[c]), "feature \(j), class \(c)")
      }
      guard table.classes.count == 2 else { continue }
      #expect(agrees(table.f1[j], row.f1), "feature \(j)")
      #expect(agrees(table.bestThreshold[j], row.threshold), "feature \(j)")
      #expect(agrees(table.phi[j], row.phi), "feature \(j)")
    }
  }
}
