import Datasets
import Features
import Findings
import LinearAlgebra
import Statistics

/// Small seeded datasets with known truth.
enum SmallDatasets {
  /// - Parameters:
  ///   - signal: how much likelier the first five features fire in the second class (0: pure noise).
  ///   - clusters: number of clusters, each of one class; 0 for none.
  static func make(
    examples: Int = 90, features: Int = 120, classes: Int = 2, signal: Double = 0.5, clusters: Int = 0, seed: UInt64 = 1
  ) -> EncodedDataset {
    var generator = SeededGenerator(seed: seed)
    let labels = (0..<examples).map { Int32($0 % classes) }
    var matrix = SparseMatrix(columnCount: features)
    var states: [Float] = []
    for row in 0..<examples {
      for feature in 0..<features {
        let isCarrier = feature < 5 * classes && feature / 5 == Int(labels[row])
        if generator.uniform() < 0.15 + (isCarrier ? signal : 0) {
          matrix.indices.append(Int32(feature))
          matrix.values.append(Float(0.5 + 2 * generator.uniform()))
        }
      }
      matrix.offsets.append(matrix.indices.count)
      for dimension in 0..<6 {
        states.append(Float(generator.normal() + (dimension == Int(labels[row]) ? 2 * signal : 0)))
      }
    }
    var table = ExampleTable(
      path: "small.csv", ids: (0..<examples).map { "e\($0)" }, classes: (0..<classes).map { "class \($0)" },
      labels: labels)
    if clusters > 0 {
      table.clusters = CategoryColumn(
        name: "cluster", cells: (0..<examples).map { "k\($0 % clusters)" })
    }
    return EncodedDataset(
      id: "small", examples: table,
      features: [PooledFeatures(checkpoint: "l1-w120", layer: 1, pooling: .max, matrix: matrix)],
      states: [PooledStates(layer: 1, pooling: .max, dimension: 6, values: states)])
  }
}

extension ProbeArm {
  /// Whether it is the best of others, chosen inside.
  var isDerived: Bool { key.representation.isDerived }
}
