import Glibc

/// Ranks of one sparse column after another over the rows of a design: AUROC of every class against the rest, its p and its
/// variance, at the cost of the stored entries. Rows that store nothing are one tie at zero.
///
/// With centred midranks c_i the rank sum of a class of P rows, less what is expected, is S = Σ c_i over them, and AUROC =
/// ½ + S / PN. Were values independent of the class, S would have the variance α Σ (y_i − π)² + γ Σ_k A_k² over rows i and
/// clusters k, A_k = Σ_k (y_i − π), rows of one cluster being alike: α and γ follow from Σ c_i² and Σ_k (Σ_k c_i)² by the
/// method of moments, as in the audit; without clusters γ is 0, and this is the variance of Mann and Whitney with ties. In
/// place of it comes K/(K − 1) Σ_k u_k², u_k = Σ_k (y_i − π) c_i, where that is larger: rows of one class may be more alike
/// than those of a cluster are. S is brought nearer to 0 by half the least step between a silent and an active row (or
/// cluster), since it moves in such steps where few are active. Tails are Student's with the effective number of clusters less
/// one, or normal; where a rare class makes the sum skewed they are at least those of `SkewedTail`.
///
/// The variance of the AUROC is DeLong's; of clusters K/(K − 1) Σ_k h_k², h_k their part in the deviations of its placements
/// (`ClusteredDeLong`). It is at least 1/P² + 1/N², P and N counting units: that none of few rows fires does not mean that none
/// would.
public struct ColumnRanks: Sendable {
  private let design: RankDesign
  /// Classes that are reported.
  public let classes: [Int]
  /// Beginnings of runs of equal values among the entries kept, and where the last ends.
  private var runs: [Int] = []
  /// Label and cluster of entries that are not 0 and labelled, by descending value.
  private var labels: [Int32] = []
  private var clusters: [Int32] = []
  private var rows: [Int32] = []
  /// Runs of positive values: the silent rows come after them.
  private var positiveRuns = 0
  /// Per entry.
  private var centred: [Double] = []
  private var silentCentred = 0.0
  /// [cluster]: what entries add to the sum of the cluster, and to that over one class; zero but for touched ones.
  private var sums: [Double]
  private var classSums: [Double]
  private var touched: [Int32] = []
  private var isTouched: [Bool]

  public init(_ design: RankDesign, classes: [Int]) {
    self.design = design
    self.classes = classes
    let count = design.clusters?.sizes.count ?? 0
    sums = [Double](repeating: 0, count: count)
    classSums = sums
    isTouched = [Bool](repeating: false, count: count)
  }

  /// Entries that are not 0 and have a label.
  public var activeCount: Int { labels.count }

  /// Takes another column.
  public mutating func load(_ column: DescendingColumn) {
    for k in touched {
      sums[Int(k)] = 0
      isTouched[Int(k)] = false
    }
    touched.removeAll(keepingCapacity: true)
    runs.removeAll(keepingCapacity: true)
    labels.removeAll(keepingCapacity: true)
    clusters.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    positiveRuns = 0
    var last: Float = 0
    for entry in 0..<column.count {
      let (row, value) = (column.rows[entry], column.values[entry])
      let label = design.labels[Int(row)]
      guard label >= 0, value != 0 else { continue }
      if runs.isEmpty || value != last {
        runs.append(labels.count)
        if value > 0 { positiveRuns += 1 }
      }
      last = value
      labels.append(label)
      rows.append(row)
      if let own = design.clusters { clusters.append(own.ofRow[Int(row)]) }
    }
    runs.append(labels.count)
    rank()
  }

  /// Rows above the silent ones, and those of them.
  private var silent: (above: Int, count: Int) { (runs[positiveRuns], design.count - labels.count) }

  private mutating func rank() {
    centred.removeAll(keepingCapacity: true)
    let middle = Double(design.count + 1) / 2
    silentCentred = Double(2 * (design.count - silent.above - silent.count) + silent.count + 1) / 2 - middle
    for run in 0..<runs.count - 1 {
      let size = runs[run + 1] - runs[run]
      let above = runs[run] + (run < positiveRuns ? 0 : silent.count)
      let rank = Double(2 * (design.count - above - size) + size + 1) / 2 - middle
      for _ in 0..<size { centred.append(rank) }
    }
    for (entry, cluster) in clusters.enumerated() {
      if !isTouched[Int(cluster)] {
        isTouched[Int(cluster)] = true
        touched.append(cluster)
      }
      sums[Int(cluster)] += centred[entry] - silentCentred
    }
  }

  /// Of every reported class.
  public mutating func separations() -> [RankSeparation] {
    var shared = Shared()
    shared.square = Double(silent.count) * silentCentred * silentCentred
    shared.cube = shared.square * silentCentred
    var step = Double.infinity
    for run in 0..<runs.count - 1 {
      let c = centred[runs[run]]
      let size = Double(runs[run + 1] - runs[run])
      shared.square += size * c * c
      shared.cube += size * c * c * c
      step = min(step, abs(c - silentCentred))
    }
    if let known = design.clusters {
      step = .infinity
      var (square, cube) = (0.0, 0.0)
      for k in sums.indices {
        let q = known.sizes[k] * silentCentred + sums[k]
        square += q * q
        cube += q * q * q
      }
      for k in touched where sums[Int(k)] != 0 { step = min(step, abs(sums[Int(k)])) }
      (shared.clusterSquare, shared.clusterCube) = (square, cube)
    }
    shared.step = step.isFinite ? max(0.5, step / 2) : 0.5
    return classes.map { separation($0, shared) }
  }

  /// What all classes have in common.
  private struct Shared {
    /// Σ c², Σ c³ over rows, and of sums over clusters.
    var square = 0.0
    var cube = 0.0
    var clusterSquare = 0.0
    var clusterCube = 0.0
    var step = 0.5
  }

  private mutating func separation(_ c: Int, _ shared: Shared) -> RankSeparation {
    let (p, n) = (Double(design.totals[c]), Double(design.count))
    let rest = n - p
    guard p > 0, rest > 0 else { return RankSeparation(auroc: .nan, p: .nan, variance: .nan) }
    var sum = 0.0
    var active = 0
    for (entry, label) in labels.enumerated() where Int(label) == c {
      sum += centred[entry]
      active += 1
    }
    sum += (p - Double(active)) * silentCentred
    let auroc = 0.5 + sum / (p * rest)
    guard design.isJudged(c) else { return RankSeparation(auroc: auroc, p: .nan, variance: .nan) }
    let variance = spread(c, auroc)
    guard labels.count >= 2, shared.square > 0 else {
      return RankSeparation(auroc: auroc, p: .nan, variance: variance)
    }
    return RankSeparation(auroc: auroc, p: test(c, sum, shared), variance: variance)
  }

  /// Two-sided p of the sum of a class.
  private mutating func test(_ c: Int, _ sum: Double, _ shared: Shared) -> Double {
    let (p, n) = (Double(design.totals[c]), Double(design.count))
    let rest = n - p
    let skew = Self.skewness(chosen: p, of: n, square: shared.square, cube: shared.cube)
    guard let known = design.clusters else {
      return Self.p(
        sum, step: shared.step, variance: p * rest / (n * (n - 1)) * shared.square, skewness: skew, degrees: .infinity)
    }
    let m = known.moments
    let determinant = m.clusterAlpha * m.rowGamma - m.clusterGamma * m.rowAlpha
    var (alpha, gamma) = (shared.square / m.rowAlpha, 0.0)
    if abs(determinant) > 1e-9 * m.clusterGamma * m.rowAlpha {
      let gammaHat = (m.clusterAlpha * shared.square - m.rowAlpha * shared.clusterSquare) / determinant
      let alphaHat = (shared.clusterSquare * m.rowGamma - m.clusterGamma * shared.square) / determinant
      if gammaHat > 0 {
        (alpha, gamma) = alphaHat >= 0 ? (alphaHat, gammaHat) : (0, shared.clusterSquare / m.clusterGamma)
      }
    }
    // Sums over one class of what entries add.
    for k in touched { classSums[Int(k)] = 0 }
    for (entry, label) in labels.enumerated() where Int(label) == c {
      classSums[Int(clusters[entry])] += centred[entry] - silentCentred
    }
    let share = p / n
    var robust = 0.0
    let count = known.sizes.count
    for k in 0..<count {
      let own = known.byClass[c * count + k]
      let u = (own - share * known.sizes[k]) * silentCentred + classSums[k] - share * sums[k]
      robust += u * u
    }
    for k in touched { classSums[Int(k)] = 0 }
    robust *= Double(count) / Double(count - 1)
    let model = alpha * p * rest / n + gamma * known.spread[c]
    let owned = Double(known.owned[c])
    let ofClusters =
      known.isWithin[c]
      ? skew
      : Self.skewness(chosen: owned, of: Double(count), square: shared.clusterSquare, cube: shared.clusterCube)
    return Self.p(
      sum, step: shared.step, variance: max(model, robust), skewness: ofClusters, degrees: design.degreesOfFreedom)
  }

  /// Of the sum of some of the values, all choices equally likely, from their second and third moments about 0.
  private static func skewness(chosen: Double, of count: Double, square: Double, cube: Double) -> Double {
    guard count > 2, chosen > 0, chosen < count else { return 0 }
    let variance = chosen * (count - chosen) / (count * (count - 1)) * square
    guard variance > 0 else { return 0 }
    let third = chosen * (count - chosen) * (count - 2 * chosen) / (count * (count - 1) * (count - 2)) * cube
    return third / (variance * variance.squareRoot())
  }

  private static func p(
    _ sum: Double, step: Double, variance: Double, skewness: Double, degrees: Double
  ) -> Double {
    guard variance > 0 else { return 1 }
    let z = max(0, abs(sum) - step) / variance.squareRoot()
    var tail =
      degrees.isFinite ? StudentT(degreesOfFreedom: degrees).survival(z) : NormalDistribution.survival(z)
    let skew = sum < 0 ? -skewness : skewness
    if tail < 0.2, skew > SkewedTail.least { tail = max(tail, SkewedTail.survival(z, skewness: skew)) }
    return min(1, 2 * tail)
  }

  /// Of the AUROC.
  private mutating func spread(_ c: Int, _ auroc: Double) -> Double {
    let (p, n) = (Double(design.totals[c]), Double(design.count))
    let rest = n - p
    // Of rows above, how many are of the class, and how many are not.
    var (above, others) = (0.0, 0.0)
    var (squaresIn, squaresOut) = (0.0, 0.0)
    var silentIn = 0.0
    var silentOut = 0.0
    var placementIn = 0.0
    var placementOut = 0.0
    let active = Double(labels.count { Int($0) == c })
    func pass(_ own: Double, _ other: Double) -> (own: Double, other: Double) {
      let result = ((rest - others - other / 2) / rest - auroc, (above + own / 2) / p - auroc)
      squaresIn += own * result.0 * result.0
      squaresOut += other * result.1 * result.1
      above += own
      others += other
      return result
    }
    func passSilent() {
      silentIn = p - active
      silentOut = rest - (Double(labels.count) - active)
      (placementIn, placementOut) = pass(silentIn, silentOut)
    }
    if design.clusters == nil {
      for run in 0..<runs.count - 1 {
        if run == positiveRuns { passSilent() }
        let range = runs[run]..<runs[run + 1]
        let own = Double(labels[range].count { Int($0) == c })
        _ = pass(own, Double(range.count) - own)
      }
      if positiveRuns == runs.count - 1 { passSilent() }
      let variance =
        (p > 1 ? squaresIn / (p * (p - 1)) : 0) + (rest > 1 ? squaresOut / (rest * (rest - 1)) : 0)
      return max(variance, 1 / (p * p) + 1 / (rest * rest))
    }
    // Placements of silent rows first: those of the others are set beside them.
    var before = (above: 0.0, others: 0.0)
    for label in labels[..<runs[positiveRuns]] {
      if Int(label) == c { before.above += 1 } else { before.others += 1 }
    }
    (above, others) = before
    passSilent()
    (above, others) = (0, 0)
    for run in 0..<runs.count - 1 {
      if run == positiveRuns {
        above += silentIn
        others += silentOut
      }
      let range = runs[run]..<runs[run + 1]
      let own = Double(labels[range].count { Int($0) == c })
      let (inside, outside) = pass(own, Double(range.count) - own)
      for entry in range {
        classSums[Int(clusters[entry])] +=
          Int(labels[entry]) == c ? (inside - placementIn) / p : (outside - placementOut) / rest
      }
    }
    guard let own = design.clusters else { return .nan }
    let count = own.sizes.count
    var sum = 0.0
    for k in 0..<count {
      let members = own.byClass[c * count + k]
      let h = members * placementIn / p + (own.sizes[k] - members) * placementOut / rest + classSums[k]
      sum += h * h
    }
    for k in touched { classSums[Int(k)] = 0 }
    let units = design.units(c)
    return max(
      Double(count) / Double(count - 1) * sum,
      1 / (units.having * units.having) + 1 / (units.lacking * units.lacking))
  }

  /// AUROC of every reported class over some of the rows.
  ///
  /// - Parameters:
  ///   - kept: whether each row counts.
  ///   - totals: labelled rows per class that count.
  ///   - sums: scratch, one per class of the design.
  ///   - write: place among the reported classes, and the AUROC; NaN where a side is empty.
  /// - Returns: how many of these rows are active.
  @discardableResult public func aurocs(
    kept: UnsafeBufferPointer<Bool>, totals: [Int], sums: inout [Double], _ write: (Int, Double) -> Void
  ) -> Int {
    let count = totals.reduce(0, +)
    var active = 0
    for c in sums.indices { sums[c] = 0 }
    rows.withUnsafeBufferPointer { rows in
      labels.withUnsafeBufferPointer { labels in
        sums.withUnsafeMutableBufferPointer { sums in
          var silentRank: Double?
          var above = 0
          func addSilent() {
            var own = 0
            for row in rows where kept[Int(row)] { own += 1 }
            active = own
            let size = count - own
            silentRank = Double(2 * (count - above - size) + size + 1) / 2
            above += size
          }
          for run in 0..<runs.count - 1 {
            if run == positiveRuns { addSilent() }
            let range = runs[run]..<runs[run + 1]
            if range.count == 1 {
              let entry = range.lowerBound
              if kept[Int(rows[entry])] {
                sums[Int(labels[entry])] += Double(count - above)
                above += 1
              }
              continue
            }
            var size = 0
            for entry in range where kept[Int(rows[entry])] { size += 1 }
            if size == 0 { continue }
            let rank = Double(2 * (count - above - size) + size + 1) / 2
            above += size
            for entry in range where kept[Int(rows[entry])] { sums[Int(labels[entry])] += rank }
          }
          if positiveRuns == runs.count - 1 { addSilent() }
          guard let silentRank else { return }
          // Silent rows of a class: those that count less the active ones.
          for c in sums.indices { sums[c] += silentRank * Double(totals[c]) }
          for (row, label) in zip(rows, labels) where kept[Int(row)] { sums[Int(label)] -= silentRank }
        }
      }
    }
    for (place, c) in classes.enumerated() {
      write(place, AUROC.fromRankSum(sums[c], positives: totals[c], negatives: count - totals[c]))
    }
    return active
  }
}
