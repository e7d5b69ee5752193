import Classifiers
import LinearAlgebra
import Statistics

/// One fold of the ablation: flags and fits on its training rows, scores of its test rows.
struct FoldAblation: Sendable {
  struct Result: Sendable {
    /// Test rows; every list of scores below is in their order.
    var test: [Int]
    var flagged: Int
    /// Decision values for class 1.
    var all: [Double]
    var zeroed: [Double]
    var refitted: [Double]
    /// Mean size of the random sets, smaller than `flagged` where there are not enough like features.
    var controlSize: Double
    var zeroedControls: [[Double]]
    var refittedControls: [[Double]]
    /// [row · tested groups + group]: probability of the group from all features, and without the flagged ones.
    var groupScores: [Double]
    var groupScoresRefitted: [Double]
  }

  let study: AblationStudy
  /// Features × examples.
  let columns: SparseMatrix
  let fold: Int32

  func run() throws -> Result {
    let folds = study.ablation.folds
    let matrix = study.features.matrix
    // Only training rows keep their label.
    let labels = folds.indices.map { folds[$0] >= 0 && folds[$0] != fold ? study.labels[$0] : -1 }
    // Where one class alone is taught, nothing is decided.
    let isTaught = Set(labels).isSuperset(of: [0, 1])
    let test = isTaught ? folds.indices.filter { folds[$0] == fold && study.labels[$0] >= 0 } : []
    let flagged = try flaggedFeatures(labels)
    let base = try fit(matrix, labels)
    let all = decisions(base, matrix, test)
    let weights = base.weights.first ?? [Double](repeating: 0, count: matrix.columnCount)
    let controls = MatchedControls(flagged: flagged, weights: weights, counts: trainingCounts(labels))
    let count = max(study.ablation.zeroedControls, study.ablation.refittedControls)
    let sets = (0..<count).map { control -> [Int] in
      var generator = SeededGenerator(
        seed: study.options.seed, stream: 0xab1a, UInt64(truncatingIfNeeded: fold), UInt64(control))
      return controls.draw(&generator)
    }
    let without = dropping(flagged, from: matrix)
    return Result(
      test: test, flagged: flagged.count, all: all, zeroed: zeroing(flagged, weights, all, test),
      refitted: decisions(try fit(without, labels), without, test),
      controlSize: Double(sets.reduce(0) { $0 + $1.count }) / Double(max(1, sets.count)),
      zeroedControls: sets.prefix(study.ablation.zeroedControls).map { zeroing($0, weights, all, test) },
      refittedControls: try sets.prefix(study.ablation.refittedControls).map { set in
        let reduced = dropping(set, from: matrix)
        return decisions(try fit(reduced, labels), reduced, test)
      }, groupScores: try groupScores(matrix, labels, test), groupScoresRefitted: try groupScores(without, labels, test)
    )
  }

  private func design(_ labels: [Int32]) -> CellDesign {
    CellDesign(
      group: study.groups.codes, groups: study.groups.values.count, labels: labels, classes: 2,
      minimumCell: study.options.minimumCell, clusters: study.clusters)
  }

  /// Features with the verdict `proxy` on the training rows.
  private func flaggedFeatures(_ labels: [Int32]) throws -> [Int] {
    let design = design(labels)
    let options = study.options
    let counts = try FiringCounts(columns: columns, cells: design.cells, cellCount: design.totals.count, threads: 1)
    let isTested = try OmnibusTests.attainable(
      counts: counts, design: design, falseDiscoveryRate: options.falseDiscoveryRate, threads: 1)
    let tests = try OmnibusTests(
      design, counts: counts, columns: columns, isTested: isTested, options: options, threads: 1)
    let z = design.halfWidth(tail: options.falseDiscoveryRate)
    let spread = ClusterSpread(design)
    var units = spread.map { FeatureUnits($0.units) }
    return isTested.indices.filter { feature in
      guard tests.q[feature] <= options.falseDiscoveryRate else { return false }
      units?.load(columns, feature: feature)
      let active = counts.ofFeature(feature)
      let comparison = RateComparison(
        active: active, design: design, spread: FeatureSpread(spread, units, active: active))
      return FeatureVerdict.of(
        comparison, q: tests.q[feature], crudeQ: .nan, options: options, equivalenceZ: z) == .proxy
    }
  }

  private func trainingCounts(_ labels: [Int32]) -> [Int] {
    (0..<columns.rowCount).map { feature in
      columns.range(ofRow: feature).reduce(0) { $0 + (labels[Int(columns.indices[$1])] >= 0 ? 1 : 0) }
    }
  }

  private func fit(_ matrix: SparseMatrix, _ labels: [Int32]) throws -> LogisticFit {
    let model = LogisticRegression(bits(matrix), labels: labels)
    return model.weighing(try model.fit([], candidates: [study.ablation.c], threads: 1).whole[0])
  }

  /// Decision values of the test rows for class 1; 0 where only one class was there to train on.
  private func decisions(_ fit: LogisticFit, _ matrix: SparseMatrix, _ test: [Int]) -> [Double] {
    guard fit.classes == [0, 1] else { return [Double](repeating: 0, count: test.count) }
    return fit.applied(to: bits(matrix.selectingRows(test))).scores
  }

  private func zeroing(_ set: [Int], _ weights: [Double], _ scores: [Double], _ test: [Int]) -> [Double] {
    var isZeroed = [Bool](repeating: false, count: weights.count)
    for feature in set { isZeroed[feature] = true }
    let matrix = study.features.matrix
    return zip(test, scores).map { row, score in
      var score = score
      for position in matrix.range(ofRow: row) where matrix.values[position] > 0 {
        let feature = Int(matrix.indices[position])
        if isZeroed[feature] { score -= weights[feature] }
      }
      return score
    }
  }

  private func dropping(_ set: [Int], from matrix: SparseMatrix) -> SparseMatrix {
    var isDropped = [Bool](repeating: false, count: matrix.columnCount)
    for feature in set { isDropped[feature] = true }
    var result = SparseMatrix(columnCount: matrix.columnCount)
    result.offsets.reserveCapacity(matrix.rowCount + 1)
    for row in 0..<matrix.rowCount {
      for position in matrix.range(ofRow: row) where !isDropped[Int(matrix.indices[position])] {
        result.indices.append(matrix.indices[position])
        result.values.append(matrix.values[position])
      }
      result.offsets.append(result.indices.count)
    }
    return result
  }

  /// Probabilities of the tested groups, learnt on the training rows of these groups; NaN where there are not two.
  private func groupScores(_ matrix: SparseMatrix, _ labels: [Int32], _ test: [Int]) throws -> [Double] {
    let tested = design(study.labels).testedGroups
    let targets = zip(study.groups.codes, labels).map { $1 >= 0 && $0 >= 0 && Int($0) < tested ? $0 : -1 }
    let fit = try fit(matrix, targets)
    guard fit.classes.count >= 2 else { return [Double](repeating: .nan, count: test.count * tested) }
    return fit.applied(to: bits(matrix.selectingRows(test))).probabilities(classCount: tested)
  }

  private func bits(_ matrix: SparseMatrix) -> ExampleMatrix { .bits(matrix, above: 0) }
}
