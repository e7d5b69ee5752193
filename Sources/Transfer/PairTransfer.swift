import Classifiers
import Findings
import Statistics

/// One arm trained on one side and tested on another, with ceiling, floor and the intervals of all.
struct PairTransfer {
  let arm: TransferArm
  let train: TransferSide
  let test: TransferSide
  let overlap: Overlap
  let options: TransferOptions
  let classes: [String]

  func rows(_ own: Workbench, _ other: Workbench) throws -> [TransferRow] {
    let measured = try overlap.isEmpty ? apart(own, other) : linked(own, other)
    guard let measured else { return [] }
    let metrics = FoldMetrics(side: test)
    return (0..<metrics.count).compactMap { metric in
      summary(metric, measured, c: options.c[own.c], ceilingC: other.ceilingC.map { options.c[$0] })
    }
  }

  // MARK: Measuring

  /// What a lesson decides, of the fits to all rows and of the replicates.
  private struct Decided {
    /// [fold]: probabilities of its rows; nil where a replicate lacks a class, or the fold is not asked for.
    private var whole: [[Double]?]
    private var replicates: [[[Double]?]]

    init(folds: Int) {
      whole = [[Double]?](repeating: nil, count: folds)
      replicates = [[[Double]?]](repeating: whole, count: LeftOutThirds.replicates)
    }

    /// - Parameter replicate: nil for the fits to all rows.
    subscript(replicate: Int?) -> [[Double]?] {
      get { replicate.map { replicates[$0] } ?? whole }
      set { if let replicate { replicates[replicate] = newValue } else { whole = newValue } }
    }
  }

  /// Probabilities of the rows of each of these folds; a single fit serves all folds.
  private func decided(_ lesson: Lesson, folds: [Int], on matrices: inout Matrices) throws -> Decided {
    var result = Decided(folds: test.folds.count)
    let parts =
      lesson.fits.count == 1 ? [(base: 0, folds: folds)] : folds.enumerated().map { (base: $0, folds: [$1]) }
    for (base, folds) in parts {
      let all = ([nil] + (0..<LeftOutThirds.replicates).map { $0 }).compactMap { replicate in
        lesson.fit(base, replicate).map { (replicate: replicate, fit: $0) }
      }
      // What does not depend on labels is the same for all replicates: read once.
      for own in arm.dependence == .labels ? all.map({ [$0] }) : [all] {
        guard let first = own.first else { continue }
        let matrix = try matrices.matrix(lesson, base, first.replicate, folds, test)
        for (found, replicate) in zip(LogisticFit.applied(own.map(\.fit), to: matrix), own.map(\.replicate)) {
          for (fold, probabilities) in zip(folds, byFold(found, folds)) { result[replicate][fold] = probabilities }
        }
      }
    }
    return result
  }

  /// Probabilities of the rows of each of these folds, which have been scored one after the other.
  private func byFold(_ fit: LogisticFit, _ folds: [Int]) -> [[Double]] {
    var start = 0
    return folds.map { fold in
      let places = Array(start..<start + test.folds[fold].count)
      start += places.count
      return fit.probabilities(classCount: test.classCount, places: places)
    }
  }

  /// Rows of folds as the fits see them, made once where they do not depend on the fit.
  private struct Matrices {
    let isShared: Bool
    let dependence: TransferArm.Dependence
    private var known: [[Int]: ExampleMatrix] = [:]

    init(_ dependence: TransferArm.Dependence) {
      self.dependence = dependence
      isShared = dependence == .nothing || dependence == .dataset
    }

    mutating func matrix(_ lesson: Lesson, _ base: Int, _ replicate: Int?, _ folds: [Int], _ test: TransferSide) throws
      -> ExampleMatrix
    {
      let key = isShared ? folds : folds + [base, lesson.fits.count, lesson.bases[base].count]
      if dependence != .labels, let found = known[key] { return found }
      let made = try lesson.space(base, replicate)(test.place).selectingRows(folds.flatMap { test.folds[$0] })
      if dependence != .labels { known[key] = made }
      return made
    }
  }

  /// Mean over the permutations, and the variance from their number; ½ for areas.
  private func floors(_ own: Workbench, _ metrics: FoldMetrics) throws -> (mean: Scored, variance: [Double]) {
    guard let permuted = own.permuted else {
      var exact = metrics.undefined
      for metric in FoldMetrics.auroc..<metrics.count { exact.values[metric] = 0.5 }
      return (exact, [Double](repeating: 0, count: metrics.count))
    }
    let matrix = try permuted.space(test.place).selectingRows(test.folds.flatMap { $0 })
    let fits = LogisticFit.applied(permuted.fits, to: matrix)
    let n = Double(permuted.fits.count)
    var values: [[Double]] = []
    var mean = metrics.undefined
    for metric in 0..<metrics.count { mean.values[metric] = metric >= FoldMetrics.auroc ? 0.5 : 0 }
    for place in permuted.fits.indices {
      let own = metrics.scores(byFold(fits[place], Array(test.folds.indices)), ranks: false)
      values.append(own.values)
      for metric in 0..<FoldMetrics.auroc {
        mean.values[metric] += own.values[metric] / n
        for unit in own.influence[metric].indices { mean.influence[metric][unit] += own.influence[metric][unit] / n }
      }
    }
    let variance = (0..<metrics.count).map { metric in
      metric >= FoldMetrics.auroc || n < 2
        ? 0
        : values.reduce(0) {
          $0 + ($1[metric] - mean.values[metric]) * ($1[metric] - mean.values[metric])
        } / (n - 1) / n
    }
    return (mean, variance)
  }

  /// Nothing is shared: whatever is fitted to either side serves all pairs.
  private func apart(_ own: Workbench, _ other: Workbench) throws -> Measured? {
    guard let whole = own.whole, !whole.fits.isEmpty else { return nil }
    let (matchedSize, ceilingSize) = Self.sizes(train, test)
    let metrics = FoldMetrics(side: test)
    var matrices = Matrices(arm.dependence)
    let all = Array(test.folds.indices)
    let matched = matchedSize.flatMap { own.matched[$0] }
    let ceiling = other.ceilings[ceilingSize]
    let floor = try floors(own, metrics)
    let ofWhole = try decided(whole, folds: all, on: &matrices)
    let ofMatched = try matched.map { try decided($0, folds: all, on: &matrices) } ?? ofWhole
    func figures(_ replicate: Int?) -> (Scored, Scored)? {
      let (folds, own) = (ofWhole[replicate], ofMatched[replicate])
      guard folds.allSatisfy({ $0 != nil }), own.allSatisfy({ $0 != nil }) else { return nil }
      return (metrics.pooled(folds), metrics.scores(own))
    }
    guard let (score, matchedScore) = figures(nil) else { return nil }
    let ceilingScore = ceiling?.scores(metrics, nil) ?? metrics.undefined
    let replicates = 0..<LeftOutThirds.replicates
    return Measured(
      figures: [score, matchedScore, ceilingScore, floor.mean],
      samples: [
        Sample(
          replicates: replicates.map { figures($0).map { [$0.0, $0.1, ceilingScore, floor.mean] } }, varying: [0, 1],
          parts: train.thirds.count),
        Sample(
          replicates: replicates.map { replicate in
            guard let ceiling else { return [score, matchedScore, ceilingScore, floor.mean] }
            return ceiling.scores(metrics, replicate).map { [score, matchedScore, $0, floor.mean] }
          }, varying: [2], parts: test.thirds.count, tested: test.thirds),
      ],
      floorVariance: floor.variance, trainCount: Double(train.rows.count),
      matchedCount: mean((matched ?? whole).bases.map(\.count)), ceilingCount: ceiling.map { mean($0.counts) })
  }

  /// Something is shared: every fold has a training set of its own, and replicates leave out what is linked together.
  private func linked(_ own: Workbench, _ other: Workbench) throws -> Measured? {
    let thirds = overlap.thirds(train: train, test: test, seed: options.seed)
    let rows = PairRows(train, test, overlap, options)
    let usable = rows.usable
    guard !usable.isEmpty else { return nil }
    let metrics = FoldMetrics(side: test)
    var matrices = Matrices(arm.dependence)
    let c = usable.map { _ in options.c[own.c] }
    let teacher = try ArmTeacher(arm, train, options)
    let whole = try teacher.lesson(rows.whole, c: c, thirds: thirds.train)
    let matched = rows.matched == rows.whole ? nil : try teacher.lesson(rows.matched, c: c, thirds: thirds.train)
    let ceiling = try ceiling(rows.ceiling, usable, c: usable.map { options.c[other.ceilingC[$0]] }, thirds.test)
    let floor = try floors(own, metrics)
    let ofWhole = try decided(whole, folds: usable, on: &matrices)
    let ofMatched = try matched.map { try decided($0, folds: usable, on: &matrices) } ?? ofWhole
    func figures(_ replicate: Int?) -> Figures? {
      let (folds, own) = (ofWhole[replicate], ofMatched[replicate])
      guard usable.allSatisfy({ folds[$0] != nil && own[$0] != nil }) else { return nil }
      let inside = ceiling.map { $0.scores(metrics, replicate) } ?? metrics.undefined
      return inside.map { [metrics.scores(folds), metrics.scores(own), $0, floor.mean] }
    }
    guard let point = figures(nil) else { return nil }
    return Measured(
      figures: point,
      samples: [
        Sample(
          replicates: (0..<LeftOutThirds.replicates).map { figures($0) }, varying: [0, 1, 2], parts: thirds.train.count,
          tested: thirds.test)
      ],
      floorVariance: floor.variance, trainCount: mean(whole.bases.map(\.count)),
      matchedCount: mean((matched ?? whole).bases.map(\.count)), ceilingCount: ceiling.map { mean($0.counts) })
  }

  /// The cross-validation of some folds of the test side with these training rows.
  private func ceiling(_ bases: [[Int]], _ usable: [Int], c: [Double], _ thirds: Thirds) throws -> Workbench.Ceiling? {
    guard bases.allSatisfy({ test.hasAllClasses($0) }), test.folds.count > 1 else { return nil }
    let lesson = try ArmTeacher(arm, test, options)
      .lesson(bases, c: c, scored: usable.map { test.folds[$0] }, weighs: false, thirds: thirds)
    func spread(_ fits: [LogisticFit?]) -> [[Double]?] {
      var result = [[Double]?](repeating: nil, count: test.folds.count)
      for (fold, fit) in zip(usable, fits) { result[fold] = fit?.probabilities(classCount: test.classCount) }
      return result
    }
    return Workbench.Ceiling(
      folds: spread(lesson.fits),
      replicates: (0..<LeftOutThirds.replicates).map { replicate in spread(lesson.replicates.map { $0[replicate] }) },
      counts: bases.map(\.count))
  }

  /// The size of the part of the training side that matches a cross-validation of the test side, nil for all of it, and that
  /// of the cross-validation's training sets.
  static func sizes(_ train: TransferSide, _ test: TransferSide) -> (matched: Workbench.Parts?, ceiling: Int) {
    let inside = test.trainingSize
    return train.rows.count > inside
      ? (Workbench.Parts(size: inside, folds: test.folds.count), inside) : (nil, train.rows.count)
  }

  private func mean(_ counts: [Int]) -> Double { Double(counts.reduce(0, +)) / Double(max(1, counts.count)) }

  // MARK: Summing up

  private func summary(_ metric: Int, _ measured: Measured, c: Double, ceilingC: [Double]) -> TransferRow? {
    let figures = measured.figures
    let isClass = metric >= FoldMetrics.names.count
    let name = isClass ? FoldMetrics.names[FoldMetrics.auroc] : FoldMetrics.names[metric]
    let values = figures.map { $0.values[metric] }
    let (score, matched, ceiling, floor) = (values[0], values[1], values[2], values[3])
    guard score.isFinite else { return nil }
    var row = TransferRow(
      arm: arm.key, metric: name, score: score, low: nil, high: nil, ceiling: ceiling.isFinite ? ceiling : nil,
      floor: floor.isFinite ? floor : nil, ratio: nil)
    row.classLabel = isClass ? classes[metric - FoldMetrics.names.count] : nil
    row.c = c
    row.ceilingC = row.ceiling == nil ? [] : ceilingC
    row.folds = test.folds.count
    row.permutations = metric >= FoldMetrics.auroc ? 0 : options.permutations
    row.trainCount = measured.trainCount
    row.matchedScore = matched.isFinite ? matched : nil
    row.matchedCount = measured.matchedCount
    row.ceilingCount = measured.ceilingCount
    let hasCeiling = row.ceiling != nil
    let spread = Spread(metric, measured, test)
    if let alone = spread?.variances([0]) {
      let interval = TransferIntervals.ofScore(score, alone.variance([1]), units: min(train.unitCount, test.unitCount))
      (row.low, row.high) = (interval.low, interval.high)
    }
    guard hasCeiling, matched.isFinite, floor.isFinite else {
      row.why = .noCeiling
      return row
    }
    guard let all = spread?.variances([0, 1, 2, 3]) else {
      row.why = .fewUnits
      return row
    }
    let difference = all.variance([0, 1, -1, 0])
    let half = TransferIntervals.t(difference.degrees) * difference.value.squareRoot()
    row.difference = Interval(value: matched - ceiling, low: matched - ceiling - half, high: matched - ceiling + half)
    let (numerator, denominator) = (matched - floor, ceiling - floor)
    let room = all.variance([0, 0, 1, -1])
    guard denominator - TransferIntervals.t(room.degrees) * room.value.squareRoot() > 0 else {
      row.why = .noRoom
      return row
    }
    if numerator <= 0 {
      row.why = .atFloor
      return row
    }
    let covariance = all.covariance([0, 1, 0, -1], [0, 0, 1, -1])
    // A ratio is too large on average where its denominator is uncertain: by these terms of its series (Tin 1965, *Journal of
    // the American Statistical Association* 60:294).
    let plain = numerator / denominator
    let value = max(
      0, plain * (1 - room.value / (denominator * denominator)) + covariance / (denominator * denominator))
    let t = TransferIntervals.t(all.variance([0, 1, -plain, plain - 1]).degrees)
    let bounds = fiellerInterval(
      numerator: numerator, denominator: denominator, numeratorVariance: all.variance([0, 1, 0, -1]).value,
      denominatorVariance: room.value, covariance: covariance, t: t)
    if plain > TransferIntervals.largestRatio {
      row.why = .aboveCeiling
    } else if (bounds?.width ?? .infinity) >= TransferIntervals.widestRatio {
      row.why = .tooWide
    }
    // Below 0 nothing is kept. What is said in words has its figure in the table all the same: without the large ones the
    // mean of many pairs would be too small.
    row.ratio = Interval(
      value: value, low: bounds.map { max(0, min(value, $0.low)) }, high: bounds.map { max(value, $0.high) })
    return row
  }
}

extension Workbench.Ceiling {
  /// Of the fits of a replicate, on all rows; nil where one is lacking.
  func scores(_ metrics: FoldMetrics, _ replicate: Int?) -> Scored? {
    if !scored.isEmpty { return scored[replicate.map { $0 + 1 } ?? 0] }
    guard let replicate else { return metrics.scores(folds) }
    let isWhole = zip(folds, replicates[replicate]).allSatisfy { ($0 == nil) == ($1 == nil) }
    return isWhole ? metrics.scores(replicates[replicate]) : nil
  }
}

extension TransferSide {
  /// Independent examples, or clusters.
  var unitCount: Int { Set(rows.lazy.map { units[$0] }).count }
}
