import Datasets
import Findings
import LinearAlgebra
import Parallel
import Statistics

/// Statistics of every feature over the examples of a dataset, computed column by column of the pooled matrix.
enum FeatureStatistics {
  /// Fills the columns of `table` that come from pooled values and labels.
  ///
  /// - Parameter matrix: examples × features, pooled by `table.pooling`.
  static func measure(
    _ matrix: SparseMatrix, examples: ExampleTable, into table: inout FeatureTable, threads: Int
  ) throws {
    let columns = matrix.transposed()
    let totals = ClassSeparation.classTotals(labels: examples.labels, classes: examples.classes.count)
    let folds = ThresholdFolds(examples)
    // Fixed chunks of features: the same bytes for any number of threads.
    let chunk = 256
    let chunks = (columns.rowCount + chunk - 1) / chunk
    let parts = try parallelMap(chunks, threads: threads) { index in
      (index * chunk..<min((index + 1) * chunk, columns.rowCount)).map { feature in
        FeatureMeasurement(columns, feature: feature, examples: examples, totals: totals, folds: folds)
      }
    }
    append(parts.flatMap { $0 }, to: &table, classes: examples.classes.count)
  }

  private static func append(_ measurements: [FeatureMeasurement], to table: inout FeatureTable, classes: Int) {
    table.activeExamples = measurements.map { Int32($0.active) }
    table.density = measurements.map { Double($0.active) / Double(max(1, table.exampleCount)) }
    table.meanActive = measurements.map(\.mean)
    table.maximum = measurements.map(\.maximum)
    table.auroc = (0..<classes).map { c in measurements.map { $0.separations[c].auroc } }
    table.q = (0..<classes).map { c in qValues(measurements.map { $0.isTested ? $0.separations[c].p : .nan }) }
    table.activeByClass = (0..<classes).map { c in measurements.map { Int32($0.activeByClass[c]) } }
    if classes == 2 {
      table.f1 = measurements.map { $0.cut?.f1 ?? .nan }
      table.bestThreshold = measurements.map { $0.cut?.threshold ?? .nan }
      table.phi = measurements.map { $0.phi }
      table.crossValidatedF1 = measurements.map { $0.cut?.crossValidatedF1 ?? .nan }
    }
    if classes > 0 {
      table.averagePrecision = (0..<classes).map { c in measurements.map { $0.separations[c].averagePrecision } }
      table.chiSquared = measurements.map { $0.dependence?.chiSquared ?? .nan }
      table.g2 = measurements.map { $0.dependence?.g2 ?? .nan }
      table.mutualInformation = measurements.map { $0.dependence?.mutualInformation ?? .nan }
      table.g2Q = qValues(measurements.map { $0.isTested ? $0.dependence?.p ?? .nan : .nan })
    }
    table.quantiles = FeatureTable.quantileLevels.indices.map { level in measurements.map { $0.quantiles[level] } }
    table.histogram = measurements.flatMap(\.histogram.counts)
    table.histogramLow = measurements.map(\.histogram.low)
    table.histogramHigh = measurements.map(\.histogram.high)
  }

  /// Benjamini–Hochberg over the features that were tested; NaN for the others.
  static func qValues(_ p: [Double]) -> [Double] {
    let tested = p.indices.filter { !p[$0].isNaN }
    let q = FalseDiscovery.benjaminiHochberg(tested.map { p[$0] })
    var result = [Double](repeating: .nan, count: p.count)
    for (position, index) in tested.enumerated() { result[index] = q[position] }
    return result
  }
}

/// What is known of one feature.
private struct FeatureMeasurement: Sendable {
  var active: Int
  var mean: Double
  var maximum: Double
  var separations: [ClassSeparation]
  var activeByClass: [Int]
  var cut: BestThreshold?
  var phi = Double.nan
  var dependence: FiredByClass?
  var quantiles: [Double]
  var histogram: LogHistogram

  /// A feature enters the family of tests when it fires in at least two labelled examples.
  var isTested: Bool { activeByClass.reduce(0, +) >= 2 }

  init(_ columns: SparseMatrix, feature: Int, examples: ExampleTable, totals: [Int], folds: ThresholdFolds) {
    let range = columns.range(ofRow: feature)
    let rows = columns.indices[range]
    let values = columns.values[range]
    active = range.count
    var sum = 0.0
    var maximum = -Float.infinity
    for value in values {
      sum += Double(value)
      maximum = max(maximum, value)
    }
    mean = range.isEmpty ? .nan : sum / Double(range.count)
    self.maximum = range.isEmpty ? 0 : Double(maximum)
    histogram = LogHistogram(values)
    let sorted = values.sorted().map(Double.init)
    quantiles = FeatureTable.quantileLevels.map { quantile(sorted: sorted, $0) }
    activeByClass = [Int](repeating: 0, count: totals.count)
    guard !totals.isEmpty else {
      separations = []
      return
    }
    for row in rows where examples.labels[Int(row)] >= 0 { activeByClass[Int(examples.labels[Int(row)])] += 1 }
    dependence = FiredByClass(active: activeByClass, totals: totals)
    separations = ClassSeparation.oneVersusRest(rows: rows, values: values, labels: examples.labels, totals: totals)
    if totals.count == 2 {
      cut = BestThreshold(rows: rows, values: values, labels: examples.labels, totals: totals, folds: folds)
      phi = phiCoefficient(active: activeByClass, totals: totals)
    }
  }
}

/// φ of fired × second class: the Pearson correlation of two indicators; NaN where one of them never varies.
private func phiCoefficient(active: [Int], totals: [Int]) -> Double {
  let a = Double(active[1])
  let b = Double(active[0])
  let c = Double(totals[1]) - a
  let d = Double(totals[0]) - b
  let product = (a + b) * (c + d) * (a + c) * (b + d)
  return product > 0 ? (a * d - b * c) / product.squareRoot() : .nan
}
