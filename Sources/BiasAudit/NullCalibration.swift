import LinearAlgebra
import Statistics

/// How many features would be flagged if the group meant nothing: the groups are permuted within the label and the
/// whole test is run again.
enum NullCalibration {
  /// Mean number of `proxy` verdicts over the permutations.
  static func meanFlags(
    columns: SparseMatrix, design: CellDesign, isTested: [Bool], stream: UInt64, options: BiasOptions,
    equivalenceZ: Double
  ) throws -> Double? {
    guard options.permutations > 0, design.testedGroups > 1, isTested.contains(true) else { return nil }
    var total = 0
    for permutation in 0..<options.permutations {
      var generator = SeededGenerator(seed: options.seed, stream: 0xb1a5, stream, UInt64(permutation))
      let cells = permuted(design, &generator)
      let counts = try FiringCounts(
        columns: columns, cells: cells, cellCount: design.testedCells, threads: options.threads)
      let tests = try OmnibusTests(
        counts: counts, totals: design.testedTotals, strata: design.classCount, isTested: isTested,
        falseDiscoveryRate: options.falseDiscoveryRate, threads: options.threads)
      for feature in isTested.indices where tests.q[feature] <= options.falseDiscoveryRate {
        let comparison = RateComparison(
          active: counts.ofFeature(feature), design: design, margin: options.margin, equivalenceZ: equivalenceZ)
        let verdict = FeatureVerdict.of(
          comparison, q: tests.q[feature], crudeQ: .nan, options: options, equivalenceZ: equivalenceZ)
        if verdict == .proxy { total += 1 }
      }
    }
    return Double(total) / Double(options.permutations)
  }

  /// The cells of the tested examples, shuffled among the examples of each label; −1 for all others.
  private static func permuted(_ design: CellDesign, _ generator: inout SeededGenerator) -> [Int32] {
    var result = [Int32](repeating: -1, count: design.cells.count)
    for label in 0..<design.classCount {
      let examples = design.cells.indices.filter {
        let cell = Int(design.cells[$0])
        return cell >= 0 && cell < design.testedCells && cell % design.classCount == label
      }
      var cells = examples.map { design.cells[$0] }
      generator.shuffle(&cells)
      for (example, cell) in zip(examples, cells) { result[example] = cell }
    }
    return result
  }
}
