import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Transfer

@Suite struct OracleTests {
  private struct Oracle: Decodable {
    struct Case: Decodable {
      var classes: Int
      var arm: String
      var train, test: [Float]
      var trainLabels, testLabels: [Int]
      var macroF1, accuracy, auroc: Double
    }
    var cases: [Case]
  }

  private func sparse(_ values: [Float]) -> SparseMatrix {
    var matrix = SparseMatrix(columnCount: 6)
    for row in 0..<values.count / 6 {
      for column in 0..<6 where values[row * 6 + column] != 0 {
        matrix.indices.append(Int32(column))
        matrix.values.append(values[row * 6 + column])
      }
      matrix.offsets.append(matrix.indices.count)
    }
    return matrix
  }

  /// Trained on one side and scored on the other as scikit-learn does. Decisions and ranks are the same unless two
  /// probabilities differ by less than the solvers' tolerance, so the scores agree to rounding.
  @Test func scoresOfScikitLearn() throws {
    let url = URL(fileURLWithPath: TestPaths.fixtures("Transfer") + "/oracle.json")
    let oracle = try JSONDecoder().decode(Oracle.self, from: Data(contentsOf: url))
    #expect(oracle.cases.count == 4)
    for item in oracle.cases {
      let train = PlantedPair.dataset("a", matrix: sparse(item.train), labels: item.trainLabels.map { "\($0)" })
      let test = PlantedPair.dataset("b", matrix: sparse(item.test), labels: item.testLabels.map { "\($0)" })
      var options = TransferOptions(c: [0.5], folds: 3, thresholds: [1], permutations: 1)
      options.hasCurves = false
      let (finding, _) = try TransferStudy.run(train: train, test: test, options: options)
      let arm = item.arm == "continuous" ? "continuous sae max" : "binarized sae max >1"
      let scores = finding.rows.filter { $0.arm.name == arm && $0.classLabel == nil }.map(\.score)
      for (mine, theirs) in zip(scores, [item.macroF1, item.accuracy, item.auroc]) {
        #expect(abs(mine - theirs) < 1e-9, "\(item.arm) \(item.classes): \(scores)")
      }
    }
  }
}
