import Foundation
import LinearAlgebra
import TestSupport

@testable import Classifiers

/// Optima of scikit-learn, and with an L1 penalty of scipy (`Fixtures/make.py`).
struct LogisticFixtures: Decodable {
  struct Case: Decodable, CustomStringConvertible {
    struct Fit: Decodable {
      var c: Double
      var objective: Double
      var intercepts: [Double]
      var weights: [[Double]]
      var probabilities: [Double]
    }
    var name: String
    var rows: Int
    var columns: Int
    var classes: Int
    var x: [Double]
    var labels: [Int32]
    var train: [Int]
    var fits: [Fit]
    /// With an L1 penalty.
    var penalisedByL1: [Fit]

    enum CodingKeys: String, CodingKey {
      case name, rows, columns, classes, x, labels, train, fits
      case penalisedByL1 = "sparse"
    }

    var description: String { name }

    var trainingSet: TrainingSet { TrainingSet(rows: train, scored: Array(0..<rows)) }

    var dense: ExampleMatrix { .dense(x.map { Float($0) }, rows: rows, dimension: columns) }

    var sparse: SparseMatrix {
      var matrix = SparseMatrix(columnCount: columns)
      for row in 0..<rows {
        for column in 0..<columns where x[row * columns + column] != 0 {
          matrix.indices.append(Int32(column))
          matrix.values.append(Float(x[row * columns + column]))
        }
        matrix.offsets.append(matrix.indices.count)
      }
      return matrix
    }
  }
  var cases: [Case]

  static let all: [Case] = {
    BLAS.useOneThreadPerCall()
    let path = TestPaths.fixtures("Classifiers") + "/logistic.json"
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
    return (try? JSONDecoder().decode(LogisticFixtures.self, from: data).cases) ?? []
  }()
}
