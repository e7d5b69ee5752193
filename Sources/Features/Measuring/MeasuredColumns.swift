import Findings
import Statistics

/// The columns of a table that `FeatureStatistics` fills: one list of them each, whatever is done with all.
extension FeatureTable {
  private static let perFeature: [WritableKeyPath<FeatureTable, [Double]> & Sendable] = [
    \.density, \.meanActive, \.maximum,
  ]
  private static let withClasses: [WritableKeyPath<FeatureTable, [Double]> & Sendable] = [
    \.chiSquared, \.g2, \.mutualInformation, \.g2Q,
  ]
  private static let withTwoClasses: [WritableKeyPath<FeatureTable, [Double]> & Sendable] = [
    \.f1, \.bestThreshold, \.crossValidatedF1, \.phi,
  ]
  private static let perClass: [WritableKeyPath<FeatureTable, [[Double]]> & Sendable] = [
    \.auroc, \.averagePrecision, \.q,
  ]

  /// Columns that this table has: some need labels, some two classes of them.
  private var scalars: [WritableKeyPath<FeatureTable, [Double]> & Sendable] {
    Self.perFeature + (classes.isEmpty ? [] : Self.withClasses) + (classes.count == 2 ? Self.withTwoClasses : [])
  }

  /// Makes room for `features` features; nothing is measured yet.
  mutating func allocateMeasured(features: Int) {
    let undefined = [Double](repeating: .nan, count: features)
    let none = [Int32](repeating: 0, count: features)
    for column in scalars { self[keyPath: column] = undefined }
    for columns in Self.perClass { self[keyPath: columns] = classes.map { _ in undefined } }
    quantiles = Self.quantileLevels.map { _ in undefined }
    activeExamples = none
    activeByClass = classes.map { _ in none }
    histogram = [UInt32](repeating: 0, count: features * Self.histogramBins)
    classHistograms = classes.count == 2 ? [histogram, histogram] : []
    histogramLow = [Float](repeating: 0, count: features)
    histogramHigh = histogramLow
  }

  /// Takes the features of `part` as those from `first` on.
  mutating func setMeasured(_ part: FeatureTable, from first: Int) {
    let range = first..<first + part.featureCount
    for column in scalars { self[keyPath: column].replaceSubrange(range, with: part[keyPath: column]) }
    for columns in Self.perClass {
      for c in classes.indices {
        self[keyPath: columns][c].replaceSubrange(range, with: part[keyPath: columns][c])
      }
    }
    for level in quantiles.indices { quantiles[level].replaceSubrange(range, with: part.quantiles[level]) }
    activeExamples.replaceSubrange(range, with: part.activeExamples)
    for c in classes.indices { activeByClass[c].replaceSubrange(range, with: part.activeByClass[c]) }
    let bins = first * Self.histogramBins..<(first + part.featureCount) * Self.histogramBins
    histogram.replaceSubrange(bins, with: part.histogram)
    for c in classHistograms.indices { classHistograms[c].replaceSubrange(bins, with: part.classHistograms[c]) }
    histogramLow.replaceSubrange(range, with: part.histogramLow)
    histogramHigh.replaceSubrange(range, with: part.histogramHigh)
  }

  /// Turns p into q, once all features are there: Benjamini–Hochberg over those that were tested.
  mutating func adjustMeasured() {
    q = q.map(FeatureTable.qValues)
    g2Q = FeatureTable.qValues(g2Q)
  }

  /// NaN for features that were not tested.
  static func qValues(_ p: [Double]) -> [Double] {
    let tested = p.indices.filter { !p[$0].isNaN }
    let q = FalseDiscovery.benjaminiHochberg(tested.map { p[$0] })
    var result = [Double](repeating: .nan, count: p.count)
    for (position, index) in tested.enumerated() { result[index] = q[position] }
    return result
  }
}
