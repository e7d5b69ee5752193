import Datasets
import Features
import Foundation
import LinearAlgebra
import Statistics
import Testing

@testable import BiasAudit

/// `AUDIT_SPEED=1`: 65,536 features, 5,000 examples in 500 clusters, three attributes; the time of each audit without and with
/// clusters, null calibration included.
@Suite struct SpeedTests {
  @Test(.enabled(if: ProcessInfo.processInfo.environment["AUDIT_SPEED"] != nil)) func wide() throws {
    let (features, rows, families) = (65_536, 5_000, 500)
    var generator = SeededGenerator(seed: 2)
    var offsets = [0]
    var indices: [Int32] = []
    for feature in 0..<features {
      // Densities from .0005 to .2, most of them small; one in twenty follows the first attribute.
      let density = 0.0005 * pow(400, generator.uniform() * generator.uniform())
      let byGroup = feature % 20 == 0 ? 3.0 : 1
      for row in 0..<rows where generator.uniform() < density * (row / 3 % 2 == 0 ? byGroup : 1) {
        indices.append(Int32(row))
      }
      offsets.append(indices.count)
    }
    let values = [Float](repeating: 1, count: indices.count)
    let matrix = SparseMatrix(columnCount: rows, offsets: offsets, indices: indices, values: values).transposed()
    func column(_ name: String, _ value: (Int) -> Int) -> CategoryColumn {
      CategoryColumn(name: name, cells: (0..<rows).map { "\(name)\(value($0))" })
    }
    let label = column("label") { $0 / 7 % 2 }
    for clustered in [false, true] {
      let examples = ExampleTable(
        path: "wide.csv", ids: (0..<rows).map { "e\($0)" }, classes: label.values, labels: label.codes,
        groups: [column("two") { $0 / 3 % 2 }, column("four") { $0 / 5 % 4 }, column("tied") { $0 / 10 % 8 }],
        clusters: clustered ? column("family") { $0 / (rows / families) } : nil)
      let dataset = EncodedDataset(
        id: "wide", examples: examples,
        features: [PooledFeatures(checkpoint: "sae", layer: 1, pooling: .max, matrix: matrix)])
      var whole = 0.0
      for attribute in ["two", "four", "tied"] {
        let start = Date()
        let before = clock()
        let (study, _) = try BiasAudit.study(dataset, attributes: [attribute], options: BiasOptions(threads: 2))
        let seconds = Date().timeIntervalSince(start)
        let own = Double(clock() - before) / Double(CLOCKS_PER_SEC) / 2
        // Half the processor time: what two free cores take.
        whole += own
        let summary = study.checkpoints[0]
        print(
          attribute, clustered ? study.clustering?.kind.rawValue ?? "" : "no clusters", summary.verdicts.map(\.count),
          summary.nullFlags ?? -1,
          summary.families ?? -1, String(format: "%.2f s, of two free cores %.2f", seconds, own))
      }
      print("entries \(indices.count), \(clustered ? "with" : "without") clusters: \(String(format: "%.1f", whole)) s")
      #expect(whole < (clustered ? 60 : 10))
    }
  }
}
