import Buffers
import LinearAlgebra
import Parallel
import Statistics

/// p that a feature fires independently of the group inside every label and cluster: `StratifiedScore` of each label over its
/// clusters, added over labels, so that effects of opposite sign in two labels do not cancel.
struct WithinClusterTests: Sendable {
  let cells: CellDesign
  let units: ClusterCounts

  func run(columns: SparseMatrix, isTested: [Bool], threads: Int) throws -> ScoreTests {
    try ScoreTests(isTested: isTested, threads: threads) { range, record in
      var feature = FeatureUnits(units)
      var scores = [StratifiedScore](repeating: StratifiedScore(groups: cells.testedGroups), count: cells.classCount)
      let (groups, classes) = (cells.testedGroups, cells.classCount)
      var sizes = [Int32](repeating: 0, count: groups * classes)
      var marked = sizes
      for index in range where isTested[index] {
        feature.load(columns, feature: index)
        for y in scores.indices { scores[y].reset() }
        for cluster in feature.active {
          let range = units.range(Int(cluster))
          for unit in range {
            // By label here, so that a label's groups lie side by side.
            let place = Int(units.cell[unit]) % classes * groups + Int(units.cell[unit]) / classes
            (sizes[place], marked[place]) = (units.size[unit], feature.fired[unit])
          }
          sizes.withUnsafeBufferPointer { sizes in
            marked.withUnsafeBufferPointer { marked in
              for y in 0..<classes {
                scores[y].add(sizes: sizes.start + y * groups, marked: marked.start + y * groups)
              }
            }
          }
          for unit in range {
            let place = Int(units.cell[unit]) % classes * groups + Int(units.cell[unit]) / classes
            (sizes[place], marked[place]) = (0, 0)
          }
        }
        record(index, ScoreTests.Score(&scores, groups: groups))
      }
    }
  }
}
