/// How well one feature alone tells a class from the rest.
public struct ClassSeparation: Sendable, Equatable {
  /// P(value in the class > value outside), ties half; NaN where one side is empty.
  public var auroc: Double
  /// Two-sided Mann–Whitney p.
  public var p: Double
  /// Σ (R_k − R_{k−1})·P_k over the distinct values in descending order; NaN where the class is empty.
  public var averagePrecision: Double

  /// Scores that were computed elsewhere.
  public init(auroc: Double, p: Double, averagePrecision: Double) {
    self.auroc = auroc
    self.p = p
    self.averagePrecision = averagePrecision
  }

  /// AUROC, p and average precision of every class against the rest for one sparse column, in one sweep from the largest
  /// value to the smallest. The rows that store nothing are one tie at zero: the cost is that of the stored entries.
  ///
  /// - Parameters:
  ///   - labels: class index of every row, −1 for rows without a label, which are left out.
  ///   - totals: labelled rows per class (`classTotals(labels:classes:)`).
  public static func oneVersusRest(
    _ column: DescendingColumn, labels: [Int32], totals: [Int]
  ) -> [ClassSeparation] {
    let labelled = totals.reduce(0, +)
    var silent = totals
    for row in column.rows where labels[Int(row)] >= 0 { silent[Int(labels[Int(row)])] -= 1 }
    var inTie = [Int](repeating: 0, count: totals.count)
    var found = inTie
    var rankSums = [Double](repeating: 0, count: totals.count)
    var areas = rankSums
    var tieTerm = 0.0
    var above = 0  // labelled rows with larger values
    var entry = 0
    var isSilentAdded = false
    while entry < column.count || !isSilentAdded {
      var size = 0
      var value: Float = 0
      if entry < column.count, isSilentAdded || column.values[entry] > 0 {
        value = column.values[entry]
      } else {
        inTie = silent
        size = silent.reduce(0, +)
        isSilentAdded = true
      }
      while entry < column.count, column.values[entry] == value {
        let label = labels[Int(column.rows[entry])]
        if label >= 0 {
          inTie[Int(label)] += 1
          size += 1
        }
        entry += 1
      }
      guard size > 0 else { continue }
      let midrank = Double(2 * (labelled - above - size) + size + 1) / 2
      above += size
      for c in totals.indices where inTie[c] > 0 {
        found[c] += inTie[c]
        rankSums[c] += midrank * Double(inTie[c])
        areas[c] += Double(inTie[c]) * Double(found[c]) / Double(above)
        inTie[c] = 0
      }
      tieTerm += tieCube(size)
    }
    return totals.indices.map { c in
      let rest = labelled - totals[c]
      return ClassSeparation(
        auroc: AUROC.fromRankSum(rankSums[c], positives: totals[c], negatives: rest),
        p: MannWhitney.twoSided(rankSum: rankSums[c], positives: totals[c], negatives: rest, tieTerm: tieTerm),
        averagePrecision: totals[c] > 0 ? areas[c] / Double(totals[c]) : .nan)
    }
  }

  /// Rows per class; rows labelled −1 are not counted.
  public static func classTotals(labels: [Int32], classes: Int) -> [Int] {
    var totals = [Int](repeating: 0, count: classes)
    for label in labels where label >= 0 { totals[Int(label)] += 1 }
    return totals
  }
}
