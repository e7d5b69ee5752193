import Datasets
import Findings
import Glibc
import LinearAlgebra
import Statistics
import Testing

@testable import Features

/// The statistics of features by their definitions, over all pairs and all cuts, on data with ties, negative values,
/// unlabelled rows and features that never fire.
@Suite struct FeatureStatisticsTests {
  /// Dense values [example][feature] beside what the product reads.
  struct Data {
    var values: [[Float]]
    var examples: ExampleTable

    init(classes: Int, examples count: Int = 60, features: Int = 12, seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      let labels = (0..<count).map { _ in Int32.random(in: -1..<Int32(classes), using: &generator) }
      values = (0..<count).map { _ in
        (0..<features).map { feature in
          // The first never fires, the second fires everywhere, the rest now and then, with many ties.
          if feature == 0 { return 0 }
          let value = Float(Int.random(in: -2...6, using: &generator)) / 4
          return feature == 1 ? abs(value) + 0.25 : Bool.random(using: &generator) ? value : 0
        }
      }
      examples = ExampleTable(
        path: "made up", ids: (0..<count).map { "e\($0)" }, classes: (0..<classes).map { "class \($0)" },
        labels: labels)
    }

    var matrix: SparseMatrix {
      var matrix = SparseMatrix(columnCount: values[0].count)
      for row in values {
        for (feature, value) in row.enumerated() where value != 0 || value.sign == .minus {
          matrix.indices.append(Int32(feature))
          matrix.values.append(value)
        }
        matrix.offsets.append(matrix.indices.count)
      }
      return matrix
    }

    func table(threads: Int = 1, run: Int? = nil) throws -> FeatureTable {
      var table = FeatureTable(
        dataset: "d", checkpoint: "c", pooling: "sum", classes: examples.classes, exampleCount: examples.count)
      try FeatureStatistics.measure(matrix, examples: examples, into: &table, threads: threads, run: run)
      return table
    }

    /// Values and whether they are of the class, of the labelled rows.
    func labelled(_ feature: Int, _ wanted: Int) -> [(value: Double, isPositive: Bool)] {
      zip(values, examples.labels).filter { $1 >= 0 }.map { (Double($0[feature]), Int($1) == wanted) }
    }
  }

  private func close(_ a: Double, _ b: Double) -> Bool { a.isNaN ? b.isNaN : abs(a - b) <= 1e-12 * max(1, abs(b)) }

  @Test(arguments: [(2, 11), (3, 12), (5, 13)] as [(Int, UInt64)])
  func agreeWithTheirDefinitions(_ classes: Int, _ seed: UInt64) throws {
    let data = Data(classes: classes, seed: seed)
    let table = try data.table()
    for feature in 0..<table.featureCount {
      let stored = data.values.map { Double($0[feature]) }.filter { $0 != 0 }.sorted()
      #expect(Int(table.activeExamples[feature]) == stored.count)
      #expect(table.maximum[feature] == stored.last ?? 0)
      #expect(close(table.meanActive[feature], stored.isEmpty ? .nan : stored.reduce(0, +) / Double(stored.count)))
      for (level, p) in FeatureTable.quantileLevels.enumerated() {
        #expect(close(table.quantiles[level][feature], quantile(sorted: stored, p)))
      }
      #expect(
        Int(table.histogram[feature * 24..<feature * 24 + 24].reduce(0, +)) == stored.count { $0 > 0 })
      #expect(table.classHistograms.count == (classes == 2 ? 2 : 0))
      for (c, counts) in table.classHistograms.enumerated() {
        // All that a class has from some bin on are its values from the lower bound of that bin on.
        let (low, high) = (Double(table.histogramLow[feature]), Double(table.histogramHigh[feature]))
        let values = data.labelled(feature, c).filter { $0.isPositive && $0.value > 0 }.map(\.value)
        for bin in 0..<24 where high > low {
          let bound = low * pow(high / low, Double(bin) / 24)
          let above = values.count { $0 >= bound * (1 - 1e-12) }
          #expect(Int(counts[feature * 24 + bin..<feature * 24 + 24].reduce(0, +)) == above)
        }
        #expect(Int(counts[feature * 24..<feature * 24 + 24].reduce(0, +)) == values.count)
      }
      for c in 0..<classes {
        let rows = data.labelled(feature, c)
        let (inside, outside) = (rows.filter(\.isPositive), rows.filter { !$0.isPositive })
        #expect(Int(table.activeByClass[c][feature]) == inside.count { $0.value != 0 })
        var wins = 0.0
        for a in inside { for b in outside { wins += a.value > b.value ? 1 : a.value == b.value ? 0.5 : 0 } }
        #expect(close(table.auroc[c][feature], wins / Double(inside.count * outside.count)))
        // Average precision: at every distinct value, the share of the class newly reached times the precision there.
        var area = 0.0
        for cut in Set(rows.map(\.value)) {
          let reached = rows.filter { $0.value >= cut }
          let new = rows.count { $0.value == cut && $0.isPositive }
          area +=
            Double(new) / Double(inside.count) * Double(reached.count(where: \.isPositive)) / Double(reached.count)
        }
        #expect(close(table.averagePrecision[c][feature], area))
      }
    }
    // A silent feature ranks like a guess.
    let totals = ClassSeparation.classTotals(labels: data.examples.labels, classes: classes)
    for c in 0..<classes {
      #expect(table.auroc[c][0] == 0.5)
      #expect(close(table.averagePrecision[c][0], Double(totals[c]) / Double(totals.reduce(0, +))))
      #expect(table.q[c][0].isNaN)
    }
  }

  @Test func bestThresholdIsTheBestOfAll() throws {
    let data = Data(classes: 2, seed: 21)
    let table = try data.table()
    let folds = ThresholdFolds(data.examples).fold
    let rows = data.examples.labels.indices.filter { data.examples.labels[$0] >= 0 }
    /// Best F1 and lowest threshold of it among the cuts below stored positive values of these rows.
    func best(_ feature: Int, _ rows: [Int]) -> (f1: Double, threshold: Float)? {
      let stored = Set(rows.map { data.values[$0][feature] }.filter { $0 > 0 })
      guard let largest = stored.max() else { return nil }
      let scored = stored.filter { $0 < largest }.union([0]).map { cut in
        let predicted = rows.filter { data.values[$0][feature] > cut }
        let hits = predicted.count { data.examples.labels[$0] == 1 }
        return (
          f1: 2 * Double(hits) / Double(predicted.count + rows.count { data.examples.labels[$0] == 1 }), threshold: cut
        )
      }
      return scored.max { ($0.f1, -$0.threshold) < ($1.f1, -$1.threshold) }
    }
    for feature in 1..<table.featureCount {
      let whole = try #require(best(feature, rows))
      #expect(close(table.f1[feature], whole.f1), "feature \(feature)")
      #expect(table.bestThreshold[feature] == Double(whole.threshold), "feature \(feature)")
      var (hits, predicted) = (0, 0)
      for fold in 0..<Int32(ThresholdFolds.count) {
        guard let chosen = best(feature, rows.filter { folds[$0] != fold }) else { continue }
        let reached = rows.filter { folds[$0] == fold && data.values[$0][feature] > chosen.threshold }
        predicted += reached.count
        hits += reached.count { data.examples.labels[$0] == 1 }
      }
      let positives = rows.count { data.examples.labels[$0] == 1 }
      #expect(close(table.crossValidatedF1[feature], 2 * Double(hits) / Double(predicted + positives)))
    }
    #expect(table.f1[0].isNaN && table.bestThreshold[0].isNaN && table.crossValidatedF1[0].isNaN)
  }

  /// Every column as numbers, NaN as a number of its own.
  private func columns(_ table: FeatureTable) -> [[Double]] {
    let all =
      table.auroc + table.q + table.averagePrecision + table.quantiles + table.activeByClass.map { $0.map(Double.init) }
      + [
        table.density, table.meanActive, table.maximum, table.f1, table.bestThreshold, table.phi,
        table.crossValidatedF1, table.chiSquared, table.g2, table.mutualInformation, table.g2Q,
        table.activeExamples.map(Double.init), table.histogram.map(Double.init), table.histogramLow.map(Double.init),
        table.histogramHigh.map(Double.init),
      ] + table.classHistograms.map { $0.map(Double.init) }
    return all.map { $0.map { $0.isNaN ? -1e300 : $0 } }
  }

  @Test func threadsChangeNoBit() throws {
    // More features than one chunk, so that several threads have something to do.
    let data = Data(classes: 2, features: 700, seed: 31)
    #expect(columns(try data.table(threads: 1)) == columns(try data.table(threads: 3)))
  }

  /// Columns that are turned a few at a time, so that all of them need not be held twice.
  @Test(arguments: [1, 100, 5000]) func runsOfColumnsChangeNoBit(run: Int) throws {
    let data = Data(classes: 2, features: 700, seed: 31)
    #expect(columns(try data.table()) == columns(try data.table(threads: 2, run: run)))
  }

  /// Shards join rows in some order, files have them in another: not one bit hangs on it, whatever values are summed up.
  @Test(arguments: [(2, 41), (3, 42), (5, 43)] as [(Int, UInt64)])
  func theOrderOfRowsChangesNoBit(_ classes: Int, _ seed: UInt64) throws {
    var data = Data(classes: classes, examples: 200, seed: seed)
    var generator = SeededGenerator(seed: seed)
    let extremes: [Float] = [
      1e30, -1e30, 3e29, .leastNonzeroMagnitude, -1000 * .leastNonzeroMagnitude, 1e-30, -0.0, 0.1,
      .greatestFiniteMagnitude,
    ]
    for row in data.values.indices {
      for feature in 4..<12 where data.values[row][feature] != 0 {
        data.values[row][feature] = extremes.randomElement(using: &generator)!
      }
      // Sums of these depend on the order in which they are taken.
      data.values[row][2] = Float.random(in: 0...1, using: &generator)
      data.values[row][3] = Float.random(in: -1...1, using: &generator)
    }
    let known = columns(try data.table())
    for _ in 0..<10 {
      var order = Array(data.values.indices)
      generator.shuffle(&order)
      var shuffled = data
      shuffled.values = order.map { data.values[$0] }
      shuffled.examples.ids = order.map { data.examples.ids[$0] }
      shuffled.examples.labels = order.map { data.examples.labels[$0] }
      #expect(columns(try shuffled.table()) == known)
    }
  }

  @Test func exchangingTheClassesMirrorsTheTable() throws {
    let data = Data(classes: 2, seed: 51)
    var mirrored = data
    mirrored.examples.labels = data.examples.labels.map { $0 < 0 ? -1 : 1 - $0 }
    let (a, b) = (try data.table(), try mirrored.table())
    for feature in 0..<a.featureCount {
      for c in 0..<2 {
        #expect(close(a.auroc[c][feature], b.auroc[1 - c][feature]))
        #expect(close(a.auroc[c][feature], 1 - b.auroc[c][feature]))
        #expect(close(a.q[c][feature], b.q[1 - c][feature]))
        #expect(close(a.averagePrecision[c][feature], b.averagePrecision[1 - c][feature]))
      }
      #expect(close(a.phi[feature], -b.phi[feature]))
      #expect(close(a.chiSquared[feature], b.chiSquared[feature]))
      #expect(close(a.g2[feature], b.g2[feature]))
      #expect(close(a.mutualInformation[feature], b.mutualInformation[feature]))
    }
  }
}
