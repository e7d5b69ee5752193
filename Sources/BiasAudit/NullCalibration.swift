import LinearAlgebra
import Statistics

/// How many features would be flagged if the group meant nothing: the groups are permuted as the test sees them
/// (`CellDesign.permuted`) and the whole test is run again.
enum NullCalibration {
  /// Mean number of `proxy` verdicts over the permutations.
  static func meanFlags(
    columns: SparseMatrix, design: CellDesign, isTested: [Bool], stream: UInt64, options: BiasOptions,
    equivalenceZ: Double
  ) throws -> Double? {
    guard options.permutations > 0, design.testedGroups > 1, design.isJudged, isTested.contains(true) else {
      return nil
    }
    var total = 0
    for permutation in 0..<options.permutations {
      var generator = SeededGenerator(seed: options.seed, stream: 0xb1a5, stream, UInt64(permutation))
      let permuted = design.permuted(&generator)
      let counts = try FiringCounts(
        columns: columns, cells: permuted.cells, cellCount: permuted.testedCells, threads: options.threads)
      total += try ProxyFeatures.find(
        columns, permuted, counts: counts, isTested: isTested, equivalenceZ: equivalenceZ, options: options,
        threads: options.threads
      ).count
    }
    return Double(total) / Double(options.permutations)
  }
}
