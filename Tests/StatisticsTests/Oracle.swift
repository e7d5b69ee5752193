import Foundation
import TestSupport
import Testing

/// Values of scipy, scikit-learn, statsmodels and MLstatkit, written by `Fixtures/make.py`.
struct Oracle: Decodable {
  var normal: [[Double]]
  var normalQuantiles: [[Double]]
  var t: [[Double]]
  var tQuantiles: [[Double]]
  var chi2: [[Double]]
  var chi2Quantiles: [[Double]]
  var beta: [[Double]]
  var ranks: [RankCase]
  var fdr: Multiplicity
  var rates: [RatePair]
  var scores: [ScoreCase]
  var scoresAbsent: ScoreCase
  var stratified: [StratifiedCase]
  var g2Groups: GroupCase
  var mcnemar: [[Double]]
  var delong: [PairedCase]
  var spearman: Correlation
  var quantile: Quantiles
  var resampledT: ResampledCase
  var stability: StabilityCase

  struct RankCase: Decodable {
    var kind: String
    var scores: [Double]
    var labels: [Int]
    var ranks: [Double]
    var auroc: Double
    var averagePrecision: Double
    var p: Double
  }
  struct Multiplicity: Decodable { var p, bh, by: [Double] }
  struct RatePair: Decodable {
    var counts: [Int]
    var wilson, wilson90, newcombe, ratio: [Double]
  }
  struct ScoreCase: Decodable {
    var classes: Int?
    var labels: [Int32]
    var predicted: [Int32]
    var probabilities: [Double]?
    var macroF1: Double
    var accuracy, logLoss, brier, auroc, averagePrecision: Double?
  }
  struct StratifiedCase: Decodable {
    var name: String
    var rows: [[Int]]
    var g2, g2P, cmi: Double
  }
  struct GroupCase: Decodable {
    var table: [[Int32]]
    var g2, p: Double
  }
  struct PairedCase: Decodable {
    var labels: [Int]
    var a, b: [Double]
    var z, p: Double
  }
  struct Correlation: Decodable {
    var x, y: [Double]
    var rho: Double
  }
  struct Quantiles: Decodable {
    var values: [Double]
    var q: [[Double]]
  }
  struct ResampledCase: Decodable {
    var values: [Double]
    var ratio, t, p: Double
    var interval: [Double]
  }
  struct StabilityCase: Decodable {
    var selections: [[Int]]
    var features: Int
    var phi, variance: Double
  }

  static let shared: Result<Oracle, any Error> = Result {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let url = URL(fileURLWithPath: TestPaths.fixtures("Statistics") + "/oracle.json")
    return try decoder.decode(Oracle.self, from: Data(contentsOf: url))
  }

  static func load() throws -> Oracle { try shared.get() }
}

/// |a − b| ≤ tolerance · max(|a|, |b|), or both below 1e-300, where doubles lose digits.
func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  a == b || abs(a - b) <= tolerance * max(abs(a), abs(b)) || max(abs(a), abs(b)) < 1e-300
}
