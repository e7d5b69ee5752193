import Classifiers
import Evaluation
import Features
import Files
import Findings
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Probing

/// Selection criteria, principal components and the L1 path against scikit-learn (`Fixtures/selection.py`).
@Suite struct SelectionTests {
  private struct Fixture: Decodable {
    struct Components: Decodable {
      var values: [[Float]]
      var training: [Int]
      var projected: [[Double]]
    }
    struct Penalised: Decodable {
      var c: Double
      var objective: Double
      var weights: [Double]
      enum CodingKeys: String, CodingKey {
        case c = "C"
        case objective, weights
      }
    }
    var values: [[Float]]
    var labels: [Int32]
    var rows: [Int]
    var f, mi: [Double]
    var pca: [Components]
    var l1: [Penalised]

    var matrix: SparseMatrix { SelectionTests.sparse(values) }
  }

  fileprivate static func sparse(_ values: [[Float]]) -> SparseMatrix {
    var matrix = SparseMatrix(columnCount: values[0].count)
    for row in values {
      for (column, value) in row.enumerated() where value != 0 {
        matrix.indices.append(Int32(column))
        matrix.values.append(value)
      }
      matrix.offsets.append(matrix.indices.count)
    }
    return matrix
  }

  private func fixture() throws -> Fixture {
    BLAS.useOneThreadPerCall()
    let path = TestPaths.fixtures("Probing") + "/selection.json"
    return try JSONDecoder().decode(Fixture.self, from: try #require(FileManager.default.contents(atPath: path)))
  }

  @Test func criteriaAreThoseOfScikitLearn() throws {
    let data = try fixture()
    let f = SelectionCriterion.fScore.scores(data.matrix, data.labels, 3, data.rows, [5])[0]
    let information = SelectionCriterion.mutualInformation.scores(data.matrix, data.labels, 3, data.rows, [5])[0]
    for feature in data.f.indices {
      #expect(abs(f[feature] - data.f[feature]) <= 1e-9 * max(1, data.f[feature]), "feature \(feature)")
      #expect(abs(information[feature] - data.mi[feature]) <= 1e-12, "feature \(feature)")
    }
    for criterion in SelectionCriterion.all {
      let chosen = criterion.choose(data.matrix, labels: data.labels, classCount: 3, rows: data.rows, counts: [5])[0]
      #expect(chosen.count == 5 && chosen == chosen.sorted() && chosen.contains(3), "\(criterion.name): \(chosen)")
      #expect(!chosen.contains(5), "\(criterion.name) chose a silent feature")
    }
  }

  @Test func componentsAreThoseOfScikitLearn() throws {
    for item in try fixture().pca {
      let dimension = item.values[0].count
      let found = principalComponents(
        StoredNumbers(item.values.joined()), rows: item.values.count, dimension: dimension, training: item.training,
        count: 5)
      #expect(found.count == 5)
      for (row, expected) in item.projected.enumerated() {
        for (component, value) in expected.enumerated() {
          // Signs are free; values are single precision.
          #expect(abs(abs(Double(found.values[row * 5 + component])) - value) < 1e-5 * max(1, value))
        }
      }
    }
    // Rows on a line have one component.
    let line = principalComponents([1, 2, 2, 4, 3, 6], rows: 3, dimension: 2, training: [0, 1, 2], count: 2)
    #expect(line.count == 1)
  }

  @Test func pathReachesTheOptimumOfScikitLearn() throws {
    let data = try fixture()
    let model = LogisticRegression(.sparse(data.matrix), labels: data.labels.map { $0 == 1 ? 1 : 0 }, penalty: .l1)
    for (fit, expected) in zip(try model.fit([], candidates: data.l1.map(\.c), threads: 1).whole, data.l1) {
      #expect(abs(fit.objective / fit.c - expected.objective) <= 1e-6 * expected.objective, "C \(expected.c)")
      for (found, wanted) in zip(model.weighing(fit).weights[0], expected.weights) {
        #expect(abs(found - wanted) < 1e-3 * max(1, abs(wanted)))
      }
    }
    let path = L1Path(columns: data.matrix.transposed(), targets: data.labels.map { $0 == 1 })
    let several = path.fits(withAtLeast: [2, 5])
    #expect(several[0].features.count >= 2 && several[1].features.count >= 5 && several[1].features.contains(3))
    #expect(several[1].lambda <= several[0].lambda)
    // Asked for one number alone, the path stops at the same point.
    #expect(path.fits(withAtLeast: [5])[0].features == several[1].features)
  }

  @Test func otsuPartsTwoClouds() {
    // Two clouds a decade apart; a feature with one value; a silent one. The last row is not trained on.
    let matrix = Self.sparse([[1, 2, 0], [1.2, 2, 0], [11, 2, 0], [10, 2, 0], [0, 2, 0], [500, 9, 9]])
    #expect(otsuThresholds(matrix, rows: [0, 1, 2, 3, 4]) == [1.2, 0, 0])
  }

  /// Every representation runs, and finds the signal or nothing as it should.
  @Test func newArmsRun() throws {
    BLAS.useOneThreadPerCall()
    var dataset = SmallDatasets.make()
    dataset.tokenTop = [
      TokenTopFeatures(checkpoint: "l1-w120", layer: 1, top: 5, matrix: dataset.features[0].matrix.bits(above: 1))
    ]
    var options = ProbeOptions()
    options.seed = 3
    options.repeats = 1
    options.top = [5, 20]
    options.criteria = ["mean-difference", "f-score", "mutual-information", "l1"]
    options.thresholds = [.fixed(0), .automatic, .otsu]
    options.representations = ["pca", "binarized", "top-n", "token-top-n", "random-features"]
    let study = try ProbeLaboratory.study(dataset, options: options).study
    let auroc = Dictionary(uniqueKeysWithValues: study.arms.map { ($0.name, $0.metric("auroc")?.mean ?? 0) })
    // pca at one N of two, thresholds, criteria, counts and bits, random features, and the best of both kinds.
    #expect(study.arms.count == 1 + 3 + 2 * 4 * 2 + 2 + 2 * 2 + 2)
    #expect(auroc["pca 5 layer 1 max"] ?? 0 > 0.7)
    #expect(auroc["binarized l1-w120 max otsu"] ?? 0 > 0.6)
    #expect(auroc["token-top-n 5 l1-w120"] ?? 0 > 0.8)
    #expect(auroc["top-n 20 l1 l1-w120 max"] ?? 0 > 0.85)
    let random = study.arms.filter { $0.key.representation.name == "random-features" }.map(\.name)
    let chosen = study.arms.filter { $0.key.representation.name == "top-n" }.map(\.name)
    func mean(_ names: [String]) -> Double { names.compactMap { auroc[$0] }.reduce(0, +) / Double(names.count) }
    #expect(mean(random) < mean(chosen) - 0.1)
    let stability = Dictionary(uniqueKeysWithValues: study.stability.map { (study.arms[$0.arm].name, $0.phi ?? 1) })
    #expect(random.allSatisfy { stability[$0] ?? 1 < 0.3 })
  }
}
