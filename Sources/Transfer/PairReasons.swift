import Classifiers
import Features
import Findings
import LinearAlgebra
import Statistics

#if canImport(Glibc)
  import Glibc
#endif

/// Why the probe on the features of one checkpoint may not carry over.
struct PairReasons {
  let train: TransferSide
  let test: TransferSide
  let overlap: Overlap
  let classes: [String]
  let own: PooledFeatures
  let other: PooledFeatures
  let options: TransferOptions

  /// Limits: what draws of the same examples do not reach.
  static let scaleLimit = 1.25
  static let coverageLimit = 0.1
  static let labelLimit = 0.05
  static let gapLimit = 0.15
  static let unexplainedLimit = 0.1

  /// - Parameter fit: to the values of the features on all of the training side, with weights.
  func all(_ fit: LogisticFit?) -> [TransferReason] {
    [scale(), fit.map(coverage), labels(fit), gap(), unexplained()].compactMap { $0 }
  }

  private func parts() -> (train: Thirds, test: Thirds) {
    overlap.isEmpty
      ? (train.thirds, test.thirds) : overlap.thirds(train: train, test: test, seed: options.seed)
  }

  // MARK: Scale

  private func scale() -> TransferReason? {
    let thirds = parts()
    let (known, there) = (sums(own.matrix, train.rows), sums(other.matrix, test.rows))
    let features = known.count.indices.filter { known.count[$0] >= 10 && there.count[$0] >= 10 }
    guard features.count >= 5 else { return nil }
    func logRatio(_ a: Sums, _ b: Sums) -> Double {
      let logs = features.compactMap { feature -> Double? in
        guard a.count[feature] > 0, b.count[feature] > 0, a.sum[feature] > 0, b.sum[feature] > 0 else { return nil }
        return log(b.sum[feature] / b.count[feature]) - log(a.sum[feature] / a.count[feature])
      }.sorted()
      return logs.isEmpty ? .nan : (logs[(logs.count - 1) / 2] + logs[logs.count / 2]) / 2
    }
    let point = logRatio(known, there)
    let replicates = 0..<LeftOutThirds.replicates
    let variance = spread([
      replicates.map { r in [logRatio(sums(own.matrix, train.rows.filter { thirds.train.keeps($0, r) }), there)] },
      replicates.map { r in [logRatio(known, sums(other.matrix, test.rows.filter { thirds.test.keeps($0, r) }))] },
    ])
    guard point.isFinite, let variance else { return nil }
    let half = TransferIntervals.t(8) * variance.squareRoot()
    let (low, high) = (exp(point - half), exp(point + half))
    return TransferReason(
      checkpoint: own.checkpoint, kind: .scale, value: exp(point), low: low, high: high, limit: Self.scaleLimit,
      isNamed: low > Self.scaleLimit || high < 1 / Self.scaleLimit,
      isCleared: low >= 1 / Self.scaleLimit && high <= Self.scaleLimit)
  }

  /// Of every feature: its values, and how many there are.
  private typealias Sums = (sum: [Double], count: [Double])

  private func sums(_ matrix: SparseMatrix, _ rows: [Int]) -> Sums {
    var sum = [Double](repeating: 0, count: matrix.columnCount)
    var count = sum
    for row in rows {
      for position in matrix.range(ofRow: row) {
        sum[Int(matrix.indices[position])] += Double(matrix.values[position])
        count[Int(matrix.indices[position])] += 1
      }
    }
    return (sum, count)
  }

  /// Sum of the variances of independent samples; nil where one has too few replicates.
  private func spread(_ samples: [[[Double]]]) -> Double? {
    let none = [[[Double]]](repeating: [[0]], count: LeftOutThirds.replicates)
    var sum = 0.0
    for values in samples {
      guard let own = LeftOutThirds.covariance(values, noise: none) else { return nil }
      sum += own[0][0]
    }
    return sum
  }

  // MARK: Coverage

  /// A feature that fires in k of n examples is silent in m others with a chance of about (1 − (k − 1)/n)ᵐ: of the examples
  /// that fire it, one is why it is looked at.
  private func coverage(_ fit: LogisticFit) -> TransferReason {
    let here = sums(own.matrix, train.rows).count
    let there = sums(other.matrix, test.rows).count
    let n = Double(train.rows.count)
    var (total, silent, expected) = (0.0, 0.0, 0.0)
    for feature in here.indices where here[feature] > 0 {
      let weight = fit.weights.reduce(0) { $0 + abs($1[feature]) }
      total += weight
      if there[feature] == 0 { silent += weight }
      expected += weight * pow(1 - (here[feature] - 1) / n, Double(test.rows.count))
    }
    let (value, chance) = total > 0 ? (silent / total, expected / total) : (0, 0)
    let isNamed = value - chance > Self.coverageLimit
    return TransferReason(
      checkpoint: own.checkpoint, kind: .coverage, value: value, expected: chance, limit: Self.coverageLimit,
      isNamed: isNamed, isCleared: !isNamed)
  }

  // MARK: Labels

  private func shares(_ side: TransferSide, _ rows: [Int]) -> [Double] {
    var counts = [Double](repeating: 0, count: side.classCount)
    for row in rows { counts[Int(side.labels[row])] += 1 }
    return counts.map { $0 / Double(max(1, rows.count)) }
  }

  private func labels(_ fit: LogisticFit?) -> TransferReason? {
    let thirds = parts()
    let (here, there) = (shares(train, train.rows), shares(test, test.rows))
    // Of two classes the one that figures refer to.
    let order = classes.count == 2 ? [train.positive] : Array(classes.indices)
    guard let c = order.max(by: { abs(there[$0] - here[$0]) < abs(there[$1] - here[$1]) }) else { return nil }
    let replicates = 0..<LeftOutThirds.replicates
    let variance = spread([
      replicates.map { r in [shares(train, train.rows.filter { thirds.train.keeps($0, r) })[c]] },
      replicates.map { r in [shares(test, test.rows.filter { thirds.test.keeps($0, r) })[c]] },
    ])
    // Parts have the classes in equal shares where rows are independent: their spread is then that of counts.
    func binomial(_ share: Double, _ side: TransferSide) -> Double { share * (1 - share) / Double(side.unitCount) }
    guard let variance else { return nil }
    let whole = max(variance, binomial(here[c], train) + binomial(there[c], test))
    let value = there[c] - here[c]
    // The class was picked as the one whose share differs most.
    let half = TransferIntervals.t(8, of: order.count) * whole.squareRoot()
    return TransferReason(
      checkpoint: own.checkpoint, kind: .labels, value: value, low: max(-1, value - half), high: min(1, value + half),
      limit: Self.labelLimit, isNamed: value - half > Self.labelLimit || value + half < -Self.labelLimit,
      isCleared: value - half >= -Self.labelLimit && value + half <= Self.labelLimit,
      classLabel: classes[c], gain: fit.map { gain($0, from: here, to: there) })
  }

  /// Macro-F1 with the odds of the classes as they are in the test dataset, less that without.
  private func gain(_ fit: LogisticFit, from here: [Double], to there: [Double]) -> Double {
    let count = classes.count
    let all = fit.applied(to: ExampleMatrix.sparse(other.matrix).selectingRows(test.rows))
      .probabilities(classCount: count)
    func score(_ odds: [Double]) -> Double {
      let decisions = test.rows.indices.map { place -> Int32 in
        var best = 0
        for c in 1..<count where all[place * count + c] * odds[c] > all[place * count + best] * odds[best] { best = c }
        return Int32(best)
      }
      return macroF1(predicted: decisions, truth: test.rows.map { test.labels[$0] }, classes: count)
    }
    return score(zip(here, there).map { $0 > 0 ? $1 / $0 : 0 }) - score(here.map { _ in 1 })
  }

  // MARK: Gap

  /// By the difference of means of the features within each class, over their spread, found on two thirds of both datasets and
  /// applied to the last: AUROC among examples of one class, mean over classes and thirds.
  private func gap() -> TransferReason? {
    let thirds = parts()
    let width = own.matrix.columnCount
    var (sum, weight) = (0.0, 0.0)
    var influence: [[Int: Double]] = [[:], [:]]
    for part in 0..<3 {
      func held(_ thirds: Thirds, _ row: Int) -> Bool { Int(thirds.parts[row]) / 3 == part }
      var direction = [Double](repeating: 0, count: width)
      var squares = [Double](repeating: 0, count: width)
      for c in classes.indices {
        let a = train.rows.filter { Int(train.labels[$0]) == c && !held(thirds.train, $0) }
        let b = test.rows.filter { Int(test.labels[$0]) == c && !held(thirds.test, $0) }
        guard !a.isEmpty, !b.isEmpty else { continue }
        add(own.matrix, a, -1 / Double(a.count), &direction, &squares)
        add(other.matrix, b, 1 / Double(b.count), &direction, &squares)
      }
      for feature in 0..<width where squares[feature] > 0 { direction[feature] /= squares[feature].squareRoot() }
      for c in classes.indices {
        let a = train.rows.filter { Int(train.labels[$0]) == c && held(thirds.train, $0) }
        let b = test.rows.filter { Int(test.labels[$0]) == c && held(thirds.test, $0) }
        guard a.count >= 5, b.count >= 5 else { continue }
        let scores = a.map { product(own.matrix, $0, direction) } + b.map { product(other.matrix, $0, direction) }
        let (area, byRow) = FoldMetrics.area(scores, a.map { _ in false } + b.map { _ in true })
        let size = Double(a.count + b.count)
        sum += size * area
        weight += size
        for (place, row) in a.enumerated() { influence[0][Int(train.units[row]), default: 0] += size * byRow[place] }
        for (place, row) in b.enumerated() {
          influence[1][Int(test.units[row]), default: 0] += size * byRow[a.count + place]
        }
      }
    }
    guard weight > 0 else { return nil }
    let total = influence.reduce(0.0) { sum, own in
      sum + own.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
    }
    let value = sum / weight
    // On the scale of the log odds: an AUROC has ends.
    let (low, high) = TransferIntervals.ofScore(
      value, (value: total / (weight * weight), degrees: 1e6), units: influence.reduce(0) { $0 + $1.count })
    return TransferReason(
      checkpoint: own.checkpoint, kind: .gap, value: value, low: low, high: high, limit: Self.gapLimit,
      isNamed: low > 0.5 + Self.gapLimit, isCleared: high <= 0.5 + Self.gapLimit)
  }

  private func add(
    _ matrix: SparseMatrix, _ rows: [Int], _ share: Double, _ direction: inout [Double], _ squares: inout [Double]
  ) {
    for row in rows {
      for position in matrix.range(ofRow: row) {
        let (feature, value) = (Int(matrix.indices[position]), Double(matrix.values[position]))
        direction[feature] += share * value
        squares[feature] += abs(share) * value * value
      }
    }
  }

  private func product(_ matrix: SparseMatrix, _ row: Int, _ direction: [Double]) -> Double {
    matrix.range(ofRow: row).reduce(0) { $0 + Double(matrix.values[$1]) * direction[Int(matrix.indices[$1])] }
  }

  // MARK: Reconstruction

  private func unexplained() -> TransferReason? {
    guard let here = options.unexplained[train.dataset.id]?[own.checkpoint],
      let there = options.unexplained[test.dataset.id]?[other.checkpoint]
    else { return nil }
    let isNamed = there - here > Self.unexplainedLimit
    return TransferReason(
      checkpoint: own.checkpoint, kind: .unexplained, value: there, expected: here, limit: Self.unexplainedLimit,
      isNamed: isNamed, isCleared: !isNamed)
  }
}
