import LinearAlgebra
import Parallel
import Statistics

/// G² of every chosen feature given the label and (`crude`) without it, with p and q: those of G² where examples are
/// independent and no cell is sparse, else those of a score test (`SparseCells`, `WithinClusterTests`, `BetweenClusterTests`).
struct OmnibusTests: Sendable {
  var g2: [Double]
  var p: [Double]
  var q: [Double]
  var mutualInformation: [Double]
  var degreesOfFreedom: Int
  /// The score statistic that p is of, and its degrees of freedom; NaN and 0 where p is that of G².
  var score: [Double]
  var scoreDegrees: [Int32]
  /// Tested and q within the false discovery rate.
  var flagged: Int

  /// - Parameters:
  ///   - counts: firing examples per feature and cell; the first `totals.count` cells are tested.
  ///   - isTested: features chosen by their pooled counts; the others get NaN.
  ///   - clustered: the tests that p is taken from where examples come in clusters.
  init(
    counts: FiringCounts, totals: [Int32], strata: Int, isTested: [Bool], clustered: ScoreTests? = nil,
    falseDiscoveryRate: Double, threads: Int
  ) throws {
    let features = isTested.count
    let empty = ConditionalIndependence(
      active: [Int32](repeating: 0, count: totals.count), totals: totals, strata: strata)
    degreesOfFreedom = empty.degreesOfFreedom
    var g2 = [Double](repeating: .nan, count: features)
    var p = g2
    var information = g2
    var score = clustered?.statistic ?? g2
    var degrees = clustered?.degreesOfFreedom ?? [Int32](repeating: 0, count: features)
    try g2.withUnsafeMutableBufferPointer { g2 in
      try p.withUnsafeMutableBufferPointer { p in
        try information.withUnsafeMutableBufferPointer { information in
          try score.withUnsafeMutableBufferPointer { score in
            try degrees.withUnsafeMutableBufferPointer { degrees in
              nonisolated(unsafe) let (g2, p, information) = (g2, p, information)
              nonisolated(unsafe) let (score, degrees) = (score, degrees)
              try parallelFor((features + FiringCounts.chunk - 1) / FiringCounts.chunk, threads: threads) { chunk in
                let range = chunk * FiringCounts.chunk..<min(features, (chunk + 1) * FiringCounts.chunk)
                var sparse = SparseCells(totals: totals, strata: strata)
                counts.active.withUnsafeBufferPointer { active in
                  totals.withUnsafeBufferPointer { totals in
                    for feature in range where isTested[feature] {
                      let start = feature * counts.cellCount
                      let cells = UnsafeBufferPointer(rebasing: active[start..<start + totals.count])
                      let test = ConditionalIndependence(active: cells, totals: totals, strata: strata)
                      g2[feature] = test.g2
                      p[feature] = test.p
                      information[feature] = test.mutualInformation
                      if let clustered {
                        p[feature] = clustered.p[feature]
                      } else if let found = sparse.score(cells) {
                        p[feature] = found.p
                        score[feature] = found.statistic
                        degrees[feature] = Int32(found.degreesOfFreedom)
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    self.g2 = g2
    self.score = score
    scoreDegrees = degrees
    self.p = p
    mutualInformation = information
    q = FalseDiscovery.benjaminiHochberg(p)
    flagged = q.reduce(0) { $0 + ($1 <= falseDiscoveryRate ? 1 : 0) }
  }

  /// The tests of a design, given the label.
  ///
  /// - Parameters:
  ///   - counts: of all cells of the design, or of the tested ones.
  ///   - columns: features × examples, read where examples come in clusters.
  init(
    _ design: CellDesign, counts: FiringCounts, columns: SparseMatrix, isTested: [Bool], options: BiasOptions,
    threads: Int
  ) throws {
    try self.init(
      counts: counts, totals: design.testedTotals, strata: design.classCount, isTested: isTested,
      clustered: try design.clusteredTests(columns: columns, isTested: isTested, threads: threads),
      falseDiscoveryRate: options.falseDiscoveryRate, threads: threads)
  }

  /// Features whose pooled firing counts could reach the cutoff at all: chosen without looking at any group.
  static func attainable(
    counts: FiringCounts, design: CellDesign, falseDiscoveryRate: Double, threads: Int
  ) throws -> [Bool] {
    let features = counts.active.count / max(1, counts.cellCount)
    let totals = design.testedTotals
    guard design.testedGroups > 1 else { return [Bool](repeating: false, count: features) }
    return try parallelMap((features + FiringCounts.chunk - 1) / FiringCounts.chunk, threads: threads) { chunk in
      (chunk * FiringCounts.chunk..<min(features, (chunk + 1) * FiringCounts.chunk)).map { feature in
        var fired = [Int32](repeating: 0, count: design.classCount)
        for cell in 0..<design.testedCells {
          fired[cell % design.classCount] += counts.active[feature * counts.cellCount + cell]
        }
        return ConditionalIndependence.attainableP(fired: fired, totals: totals, strata: design.classCount)
          <= falseDiscoveryRate
      }
    }.flatMap { $0 }
  }
}
