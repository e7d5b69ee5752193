import Classifiers
import LinearAlgebra
import Statistics

#if canImport(Glibc)
  import Glibc
#endif

/// A rule that ranks features by how much they say of the labels, seen on some rows: one row of the table.
public struct SelectionCriterion: Sendable {
  /// As in `criteria:`.
  public var name: String
  /// For each of some numbers of features (ascending) one score per feature, the larger the better, at least 0; 0 for
  /// features that are silent in these rows. A single entry where the scores do not depend on how many are wanted.
  public var scores:
    @Sendable (_ matrix: SparseMatrix, _ labels: [Int32], _ classes: Int, _ rows: [Int], _ counts: [Int]) -> [[Double]]

  /// All that a configuration may name.
  public static let all: [SelectionCriterion] = [.meanDifference, .fScore, .mutualInformation, .l1]

  /// The criterion of that name.
  public static func named(_ name: String) -> SelectionCriterion? { all.first { $0.name == name } }

  /// For each number the features with the largest scores, of equal ones the first; ascending.
  public func choose(
    _ matrix: SparseMatrix, labels: [Int32], classCount: Int, rows: [Int], counts: [Int]
  ) -> [[Int32]] {
    let orders = scores(matrix, labels, classCount, rows, counts).map { scores in
      // Equal scores that rounding parted are equal again.
      let scores = scores.map(\.withoutLastDigits)
      return scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
    }
    return counts.enumerated().map { place, count in
      orders[min(place, orders.count - 1)].prefix(count).sorted().map { Int32($0) }
    }
  }
}

extension SelectionCriterion {
  /// |difference of means| between a class and the others, the largest over the classes, divided by the feature's mean where
  /// it fires (the rule of sae-probes).
  public static let meanDifference = SelectionCriterion(name: "mean-difference") { matrix, labels, classes, rows, _ in
    let sums = ClassSums(matrix, labels: labels, classes: classes, rows: rows)
    let scores = (0..<matrix.columnCount).map { feature -> Double in
      let entries = sums.entries(feature).reduce(0, +)
      let own = sums.sums(feature)
      let total = own.reduce(0, +)
      let scale = entries > 0 ? abs(total) / Double(entries) : 0
      if scale == 0 { return 0 }
      var largest = 0.0
      for label in 0..<classes where sums.sizes[label] > 0 && sums.sizes[label] < Double(rows.count) {
        let sum = own[own.startIndex + label]
        let rest = (total - sum) / (Double(rows.count) - sums.sizes[label])
        largest = max(largest, abs(sum / sums.sizes[label] - rest))
      }
      return largest / scale
    }
    return [scores]
  }

  /// F of a one-way analysis of variance of the values over the classes (scikit-learn `f_classif`); infinite where classes
  /// part the values exactly.
  public static let fScore = SelectionCriterion(name: "f-score") { matrix, labels, classes, rows, _ in
    let sums = ClassSums(matrix, labels: labels, classes: classes, rows: rows)
    let present = sums.sizes.count { $0 > 0 }
    let n = Double(rows.count)
    let scores = (0..<matrix.columnCount).map { feature -> Double in
      let own = sums.sums(feature)
      let total = own.reduce(0, +)
      var between = -total * total / n
      for (sum, size) in zip(own, sums.sizes) where size > 0 { between += sum * sum / size }
      let whole = sums.squares[feature] - total * total / n
      let within = whole - between
      // Rounding leaves a trace where there is nothing.
      guard between > 1e-12 * sums.squares[feature], present > 1 else { return 0 }
      if within <= 1e-12 * whole { return .infinity }
      return between / Double(present - 1) / (within / (n - Double(present)))
    }
    return [scores]
  }

  /// Mutual information of firing and class.
  public static let mutualInformation = SelectionCriterion(name: "mutual-information") {
    matrix, labels, classes, rows, _ in
    let sums = ClassSums(matrix, labels: labels, classes: classes, rows: rows)
    let scores = (0..<matrix.columnCount).map { feature in
      let information = FiredByClass(active: Array(sums.entries(feature)), totals: sums.sizes.map { Int($0) })
        .mutualInformation
      return information.isNaN ? 0 : information
    }
    return [scores]
  }

  /// |weight| at the point of the path of L1-penalised logistic regressions where at least as many features as wanted have
  /// one; of several classes the largest over one-against-rest paths.
  public static let l1 = SelectionCriterion(name: "l1") { matrix, labels, classes, rows, counts in
    let columns = matrix.selectingRows(rows).transposed()
    var scores = counts.map { _ in [Double](repeating: 0, count: matrix.columnCount) }
    for label in classes == 2 ? [1] : Array(0..<classes) {
      let targets = rows.map { Int(labels[$0]) == label }
      guard targets.contains(true), targets.contains(false) else { continue }
      let fits = L1Path(columns: columns, targets: targets).fits(withAtLeast: counts)
      for (place, fit) in fits.enumerated() {
        for (feature, weight) in zip(fit.features, fit.weights) {
          scores[place][Int(feature)] = max(scores[place][Int(feature)], abs(weight))
        }
      }
    }
    return scores
  }
}

extension Double {
  /// To 40 binary places, some 12 decimal ones.
  fileprivate var withoutLastDigits: Double {
    guard isFinite, self != 0 else { return self }
    let unit = exp2(Double(exponent) - 40)
    return (self / unit).rounded() * unit
  }
}

/// Sums over the rows of each class.
private struct ClassSums {
  private let classes: Int
  private var bySum: [Double]
  private var byEntry: [Int]
  /// Σ x² per feature.
  private(set) var squares: [Double]
  /// Rows per class.
  private(set) var sizes: [Double]

  init(_ matrix: SparseMatrix, labels: [Int32], classes: Int, rows: [Int]) {
    self.classes = classes
    bySum = [Double](repeating: 0, count: matrix.columnCount * classes)
    byEntry = [Int](repeating: 0, count: matrix.columnCount * classes)
    squares = [Double](repeating: 0, count: matrix.columnCount)
    sizes = [Double](repeating: 0, count: classes)
    for row in rows {
      let label = Int(labels[row])
      sizes[label] += 1
      for position in matrix.range(ofRow: row) {
        let feature = Int(matrix.indices[position])
        let value = Double(matrix.values[position])
        bySum[feature * classes + label] += value
        byEntry[feature * classes + label] += 1
        squares[feature] += value * value
      }
    }
  }

  func sums(_ feature: Int) -> ArraySlice<Double> { bySum[feature * classes..<(feature + 1) * classes] }
  func entries(_ feature: Int) -> ArraySlice<Int> { byEntry[feature * classes..<(feature + 1) * classes] }
}
