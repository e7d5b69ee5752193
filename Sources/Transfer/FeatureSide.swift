import Features
import LinearAlgebra
import Parallel
import Statistics

/// What the features of one checkpoint say of the classes of one side of pairs: measured once for all pairs of the side.
struct FeatureSide: Sendable {
  /// Features × examples.
  private let columns: SparseMatrix
  private let design: RankDesign
  /// Classes that are ranked: of two the second, else all.
  let classes: [Int]
  /// Per feature: active examples / examples, labelled or not, and the mean of the active values.
  private(set) var density: [Double] = []
  private(set) var strength: [Double] = []
  /// [feature · classes + class].
  private(set) var separations: [RankSeparation] = []
  /// Without a third of the examples, by the side's own parts.
  private(set) var replicates = RankReplicates()

  private static let chunk = 128

  init(_ matrix: SparseMatrix, side: TransferSide, threads: Int) throws {
    columns = matrix.transposed()
    design = RankDesign(labels: side.labels, classes: side.classCount, clusters: side.clusters)
    classes = side.classCount == 2 ? [1] : Array(0..<side.classCount)
    let (columns, design, classes, rowCount) = (self.columns, self.design, self.classes, matrix.rowCount)
    let masks = RankReplicates.Masks(side.thirds, labels: side.labels, classes: side.classCount)
    let parts = try parallelMap(Self.count(of: columns), threads: threads) { index -> Part in
      var part = Part()
      var ranks = ColumnRanks(design, classes: classes)
      var sorted = DescendingColumn()
      for feature in Self.range(index, of: columns) {
        let stored = columns.range(ofRow: feature)
        part.density.append(Double(stored.count) / Double(max(1, rowCount)))
        let sum = columns.values[stored].reduce(0.0) { $0 + Double($1) }
        part.strength.append(stored.isEmpty ? .nan : sum / Double(stored.count))
        sorted.sort(row: feature, of: columns)
        ranks.load(sorted)
        part.separations += ranks.separations()
        part.replicates.add(ranks, masks)
      }
      return part
    }
    for part in parts {
      density += part.density
      strength += part.strength
      separations += part.separations
    }
    replicates = try RankReplicates(parts.map(\.replicates), threads: threads)
  }

  /// Of some features.
  private struct Part: Sendable {
    var density: [Double] = []
    var strength: [Double] = []
    var separations: [RankSeparation] = []
    var replicates = RankReplicates.Values()
  }

  private static func count(of columns: SparseMatrix) -> Int { (columns.rowCount + chunk - 1) / chunk }
  private static func range(_ index: Int, of columns: SparseMatrix) -> Range<Int> {
    index * chunk..<min((index + 1) * chunk, columns.rowCount)
  }

  /// Without a third of the examples by other parts: where two sides share examples, those of both go together.
  func replicates(_ thirds: Thirds, threads: Int) throws -> RankReplicates {
    let masks = RankReplicates.Masks(thirds, labels: design.labels, classes: design.totals.count)
    let (columns, design, classes) = (self.columns, self.design, self.classes)
    let parts = try parallelMap(Self.count(of: columns), threads: threads) { index -> RankReplicates.Values in
      var values = RankReplicates.Values()
      var ranks = ColumnRanks(design, classes: classes)
      var sorted = DescendingColumn()
      for feature in Self.range(index, of: columns) {
        sorted.sort(row: feature, of: columns)
        ranks.load(sorted)
        values.add(ranks, masks)
      }
      return values
    }
    return try RankReplicates(parts, threads: threads)
  }

  var featureCount: Int { columns.rowCount }
  var degreesOfFreedom: Double { design.degreesOfFreedom }
  /// Whether there are rows, or clusters, enough for any class.
  var isJudged: Bool { classes.contains { design.isJudged($0) } }
  /// Whether rows come in clusters.
  var isClustered: Bool { design.degreesOfFreedom.isFinite }
}
