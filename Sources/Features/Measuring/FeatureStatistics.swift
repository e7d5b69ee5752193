import Datasets
import Diagnostics
import Files
import Findings
import LinearAlgebra
import Parallel
import Statistics

/// Statistics of every feature over the examples of a dataset, computed column by column of the pooled matrix.
struct FeatureStatistics: Sendable {
  private let columns: SparseMatrix
  /// The feature of the first of these columns.
  private let firstFeature: Int
  private let labels: [Int32]
  private let classes: Int
  private let positive: Int
  /// Labelled examples per class.
  private let totals: [Int]
  private let folds: ThresholdFolds

  /// Fills the columns of `table` that come from pooled values and labels.
  ///
  /// - Parameters:
  ///   - matrix: examples × features, pooled by `table.pooling`.
  ///   - run: entries that are turned into columns at a time, and held a second time so; nil: as `ColumnBlocks` has it.
  static func measure(
    _ matrix: SparseMatrix, examples: ExampleTable, into table: inout FeatureTable, threads: Int,
    run: Int? = nil, progress: Progress? = nil
  ) throws {
    try measure(
      0..<matrix.columnCount, of: matrix, examples: examples, into: &table, threads: threads, run: run,
      progress: progress)
    table.adjustMeasured()
  }

  /// The same of some features, of which the table then has the columns; those of q-values hold p, NaN for features not
  /// tested.
  static func measure(
    _ wanted: Range<Int>, of matrix: SparseMatrix, examples: ExampleTable, into table: inout FeatureTable, threads: Int,
    run: Int? = nil, progress: Progress? = nil
  ) throws {
    let totals = ClassSeparation.classTotals(labels: examples.labels, classes: examples.classes.count)
    let folds = ThresholdFolds(examples)
    progress?.expect(wanted.count)
    table.allocateMeasured(features: wanted.count)
    let blank = FeatureTable(
      dataset: table.dataset, checkpoint: table.checkpoint, pooling: table.pooling, classes: table.classes,
      exampleCount: table.exampleCount)
    // Fixed chunks of features: the same bytes for any number of threads. Some are held at a time, beside the table.
    let chunk = 256
    let wave = 64 * chunk
    let blocks = try ColumnBlocks(matrix, atMost: run)
    for (index, features) in blocks.ranges.enumerated() {
      let statistics = FeatureStatistics(
        columns: blocks[index], firstFeature: features.lowerBound, labels: examples.labels,
        classes: examples.classes.count, positive: examples.positive, totals: totals, folds: folds)
      let asked = features.clamped(to: wanted)
      for start in stride(from: asked.lowerBound, to: asked.upperBound, by: wave) {
        let end = min(start + wave, asked.upperBound)
        let parts = try parallelMap((end - start + chunk - 1) / chunk, threads: threads) { index in
          let first = start + index * chunk
          var part = blank
          statistics.measure(first..<min(first + chunk, end), into: &part)
          progress?.advance(by: min(first + chunk, end) - first)
          return (first, part)
        }
        for (first, part) in parts { table.setMeasured(part, from: first - wanted.lowerBound) }
      }
      blocks.releasePages()
    }
  }

  /// Fills `part` with the features of `range`; the columns of q-values hold p, NaN for features not tested.
  private func measure(_ range: Range<Int>, into part: inout FeatureTable) {
    part.allocateMeasured(features: range.count)
    var column = DescendingColumn()
    for (place, feature) in range.enumerated() {
      column.sort(row: feature - firstFeature, of: columns)
      measureValues(column, into: &part, at: place)
      if classes > 0 { measureClasses(column, into: &part, at: place) }
    }
  }

  private func measureValues(_ column: DescendingColumn, into part: inout FeatureTable, at place: Int) {
    part.activeExamples[place] = Int32(column.count)
    part.density[place] = Double(column.count) / Double(max(1, part.exampleCount))
    // Sorted, smallest first: which rows they came from, and in which order, leaves no trace in the last bit.
    let sum = column.values.reversed().reduce(0.0) { $0 + Double($1) }
    part.meanActive[place] = column.count > 0 ? sum / Double(column.count) : .nan
    part.maximum[place] = Double(column.values.first ?? 0)
    for (level, probability) in FeatureTable.quantileLevels.enumerated() {
      part.quantiles[level][place] = quantile(count: column.count, probability) {
        Double(column.values[column.count - 1 - $0])
      }
    }
    let histogram = LogHistogram(column.values)
    for (bin, count) in histogram.counts.enumerated() {
      part.histogram[place * FeatureTable.histogramBins + bin] = count
    }
    part.histogramLow[place] = histogram.low
    part.histogramHigh[place] = histogram.high
    guard classes == 2 else { return }
    for (row, value) in zip(column.rows, column.values) where value > 0 && labels[Int(row)] >= 0 {
      part.classHistograms[Int(labels[Int(row)])][place * FeatureTable.histogramBins + histogram.bin(of: value)] += 1
    }
  }

  private func measureClasses(_ column: DescendingColumn, into part: inout FeatureTable, at place: Int) {
    var active = [Int](repeating: 0, count: classes)
    for row in column.rows where labels[Int(row)] >= 0 { active[Int(labels[Int(row)])] += 1 }
    // A feature enters the family of tests when it fires in at least two labelled examples, for a class of at least two.
    let isTested = active.reduce(0, +) >= 2
    let separations = ClassSeparation.oneVersusRest(column, labels: labels, totals: totals)
    for c in 0..<classes {
      part.activeByClass[c][place] = Int32(active[c])
      part.auroc[c][place] = separations[c].auroc
      part.averagePrecision[c][place] = separations[c].averagePrecision
      part.q[c][place] = isTested && totals[c] >= 2 ? separations[c].p : .nan
    }
    let dependence = FiredByClass(active: active, totals: totals)
    part.chiSquared[place] = dependence.chiSquared
    part.g2[place] = dependence.g2
    part.mutualInformation[place] = dependence.mutualInformation
    part.g2Q[place] = isTested ? dependence.p : .nan
    guard classes == 2 else { return }
    let cut = BestThreshold(column, labels: labels, totals: totals, positive: positive, folds: folds)
    part.f1[place] = cut?.f1 ?? .nan
    part.bestThreshold[place] = cut?.threshold ?? .nan
    part.crossValidatedF1[place] = cut?.crossValidatedF1 ?? .nan
    part.phi[place] = phiCoefficient(active: active, totals: totals, positive: positive)
  }
}

/// φ of fired × positive class: the Pearson correlation of two indicators; NaN where one of them never varies.
private func phiCoefficient(active: [Int], totals: [Int], positive: Int) -> Double {
  let a = Double(active[positive])
  let b = Double(active[1 - positive])
  let c = Double(totals[positive]) - a
  let d = Double(totals[1 - positive]) - b
  let product = (a + b) * (c + d) * (a + c) * (b + d)
  return product > 0 ? (a * d - b * c) / product.squareRoot() : .nan
}
