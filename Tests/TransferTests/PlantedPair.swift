import Datasets
import Features
import Files
import LinearAlgebra
import Statistics

@testable import Transfer

/// Datasets of sparse features, some of which carry the label.
enum PlantedPair {
  /// - Parameters:
  ///   - strength: per carrying feature, how much more often it fires in the last class (negative: less often).
  ///   - copies: examples per cluster, all with the same label and features; 1 for no clusters.
  static func side(
    _ id: String, count: Int, features: Int = 30, classes: [String] = ["no", "yes"], strength: [Double], seed: UInt64,
    copies: Int = 1
  ) -> EncodedDataset {
    var generator = SeededGenerator(seed: seed)
    var matrix = SparseMatrix(columnCount: features)
    var labels: [String] = []
    for example in 0..<count {
      if copies > 1 && example % copies > 0 {
        labels.append(labels[example - 1])
        let range = matrix.range(ofRow: example - 1)
        matrix.indices += matrix.indices[range]
        matrix.values += matrix.values[range]
      } else {
        let c = generator.integer(below: classes.count)
        labels.append(classes[c])
        for feature in 0..<features {
          let rate = 0.3 + (feature < strength.count ? strength[feature] * (c == classes.count - 1 ? 0.5 : -0.5) : 0)
          if generator.uniform() < rate {
            matrix.indices.append(Int32(feature))
            matrix.values.append(Float(0.5 + generator.uniform()))
          }
        }
      }
      matrix.offsets.append(matrix.indices.count)
    }
    return dataset(
      id, matrix: matrix, labels: labels,
      clusters: copies > 1 ? CategoryColumn(name: "source", cells: (0..<count).map { "s\($0 / copies)" }) : nil)
  }

  static func dataset(
    _ id: String, matrix: SparseMatrix, labels: [String], clusters: CategoryColumn? = nil
  ) -> EncodedDataset {
    let column = CategoryColumn(name: "label", cells: labels)
    let examples = ExampleTable(
      path: "\(id).csv", ids: labels.indices.map { "\(id)\($0)" }, classes: column.values, labels: column.codes,
      clusters: clusters)
    var dense = [Float](repeating: 0, count: labels.count * matrix.columnCount)
    for row in 0..<matrix.rowCount {
      for position in matrix.range(ofRow: row) {
        dense[row * matrix.columnCount + Int(matrix.indices[position])] = matrix.values[position]
      }
    }
    return EncodedDataset(
      id: id, examples: examples,
      features: [PooledFeatures(checkpoint: "sae", layer: 3, pooling: .max, matrix: matrix)],
      states: [PooledStates(layer: 3, pooling: .mean, dimension: matrix.columnCount, values: dense)])
  }
}
