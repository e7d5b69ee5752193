/// How well one feature alone tells a class from the rest.
public struct ClassSeparation: Sendable, Equatable {
  /// P(value in the class > value outside), ties half; NaN where one side is empty.
  public var auroc: Double
  /// Two-sided Mann–Whitney p.
  public var p: Double
  /// Σ (R_k − R_{k−1})·P_k over the distinct values in descending order; NaN where the class is empty.
  public var averagePrecision: Double

  public init(auroc: Double, p: Double, averagePrecision: Double) {
    self.auroc = auroc
    self.p = p
    self.averagePrecision = averagePrecision
  }

  /// AUROC and p of every class against the rest for one sparse column; the entries are sorted once.
  ///
  /// - Parameters:
  ///   - rows: row of each stored entry.
  ///   - values: the stored entries; may be negative, no NaN.
  ///   - labels: class index of every row, −1 for rows without a label, which are left out.
  ///   - totals: labelled rows per class (`classTotals(labels:classes:)`).
  public static func oneVersusRest(
    rows: ArraySlice<Int32>, values: ArraySlice<Float>, labels: [Int32],
    totals: [Int]
  ) -> [ClassSeparation] {
    let labelled = totals.reduce(0, +)
    var kept: [Float] = []
    var classes: [Int32] = []
    kept.reserveCapacity(values.count)
    classes.reserveCapacity(values.count)
    for (row, value) in zip(rows, values) where labels[Int(row)] >= 0 {
      kept.append(value)
      classes.append(labels[Int(row)])
    }
    let ranks = SparseRanks(values: kept, rowCount: labelled)
    var sums = [Double](repeating: 0, count: totals.count)
    var stored = [Int](repeating: 0, count: totals.count)
    for (rank, label) in zip(ranks.entryRanks, classes) {
      sums[Int(label)] += rank
      stored[Int(label)] += 1
    }
    let precisions = averagePrecisions(values: kept, classes: classes, totals: totals)
    return totals.indices.map { c in
      let sum = sums[c] + Double(totals[c] - stored[c]) * ranks.zeroRank
      let rest = labelled - totals[c]
      return ClassSeparation(
        auroc: AUROC.fromRankSum(sum, positives: totals[c], negatives: rest),
        p: MannWhitney.twoSided(rankSum: sum, positives: totals[c], negatives: rest, tieTerm: ranks.tieTerm),
        averagePrecision: precisions[c])
    }
  }

  /// Average precision of every class: the stored entries in descending order, the silent rows as one tie at zero.
  private static func averagePrecisions(values: [Float], classes: [Int32], totals: [Int]) -> [Double] {
    let order = values.indices.sorted { values[$0] > values[$1] }
    var areas = [Double](repeating: 0, count: totals.count)
    var found = [Int](repeating: 0, count: totals.count)
    var inTie = found
    var stored = found
    for label in classes { stored[Int(label)] += 1 }
    var seen = 0
    func close() {
      for c in totals.indices where inTie[c] > 0 {
        found[c] += inTie[c]
        areas[c] += Double(inTie[c]) * Double(found[c]) / Double(seen)
        inTie[c] = 0
      }
    }
    func addSilent() {
      for c in totals.indices { inTie[c] += totals[c] - stored[c] }
      seen += totals.reduce(0, +) - values.count
    }
    var previous: Float?
    var isSilentAdded = false
    for entry in order {
      let value = values[entry]
      if let last = previous, last != value { close() }
      if !isSilentAdded, value <= 0 {
        addSilent()
        isSilentAdded = true
        if value < 0 { close() }
      }
      inTie[Int(classes[entry])] += 1
      seen += 1
      previous = value
    }
    if !isSilentAdded {
      close()
      addSilent()
    }
    close()
    return totals.indices.map { totals[$0] > 0 ? areas[$0] / Double(totals[$0]) : .nan }
  }

  /// Rows per class; rows labelled −1 are not counted.
  public static func classTotals(labels: [Int32], classes: Int) -> [Int] {
    var totals = [Int](repeating: 0, count: classes)
    for label in labels where label >= 0 { totals[Int(label)] += 1 }
    return totals
  }
}
