import Datasets
import Features
import LinearAlgebra
import Statistics

@testable import BiasAudit

/// Datasets whose firing counts per group and label are given or drawn from known rates.
struct PlantedData {
  var groups: [String] = []
  var labels: [String] = []
  /// Cluster of each example; none: examples are independent.
  var clusters: [String]?
  /// [feature]: examples in which it fires, ascending.
  var firing: [[Int32]] = []

  /// One feature per entry of `tables`; a table is [group][label] = (firing, examples), the same examples in all.
  init(groups names: [String], labels classes: [String], tables: [[[(Int, Int)]]]) {
    firing = [[Int32]](repeating: [], count: tables.count)
    for (g, group) in names.enumerated() {
      for (y, label) in classes.enumerated() {
        let start = self.groups.count
        for _ in 0..<tables[0][g][y].1 {
          self.groups.append(group)
          self.labels.append(label)
        }
        for (feature, table) in tables.enumerated() {
          firing[feature] += (0..<table[g][y].0).map { Int32(start + $0) }
        }
      }
    }
  }

  /// `features` that fire by chance at `rate(feature, group, label)`.
  init(
    groups names: [String], labels classes: [String], sizes: [[Int]], features: Int,
    generator: inout SeededGenerator, rate: (Int, Int, Int) -> Double
  ) {
    var cells: [(Int, Int)] = []
    for g in names.indices {
      for y in classes.indices {
        for _ in 0..<sizes[g][y] {
          cells.append((g, y))
          groups.append(names[g])
          labels.append(classes[y])
        }
      }
    }
    firing = (0..<features).map { feature in
      cells.indices.filter { generator.uniform() < rate(feature, cells[$0].0, cells[$0].1) }.map { Int32($0) }
    }
  }

  /// The examples in the given order, in one checkpoint `sae`.
  func dataset(order: [Int]? = nil) -> EncodedDataset {
    let order = order ?? Array(groups.indices)
    let rows = SparseMatrix(
      columnCount: groups.count, offsets: firing.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) },
      indices: firing.flatMap { $0 }, values: firing.flatMap { $0.map { _ in Float(1.5) } })
    let matrix = rows.transposed().selectingRows(order)
    let labelColumn = CategoryColumn(name: "label", cells: order.map { labels[$0] })
    let examples = ExampleTable(
      path: "planted.csv", ids: order.map { "e\($0)" }, classes: labelColumn.values, labels: labelColumn.codes,
      groups: [CategoryColumn(name: "target", cells: order.map { groups[$0] })],
      clusters: clusters.map { clusters in CategoryColumn(name: "family", cells: order.map { clusters[$0] }) })
    return EncodedDataset(
      id: "planted", examples: examples,
      features: [PooledFeatures(checkpoint: "sae", layer: 3, pooling: .max, matrix: matrix)])
  }
}

/// Equal where both are NaN.
func same(_ a: [Double], _ b: [Double]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
}
