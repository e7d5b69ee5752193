import Classifiers
import LinearAlgebra

/// Probes on the training rows of a fold, with all features or without some of them.
struct ReducedProbe: Sendable {
  /// Weights and intercept of the decision value for target 1.
  struct Fit: Sendable {
    var weights: [Double]
    var intercept: Double
    fileprivate var start: ReducedRegression.Fit?

    fileprivate init(_ fit: ReducedRegression.Fit) {
      (weights, intercept, start) = (fit.weights, fit.intercept, fit)
    }

    fileprivate init(weights: [Double], intercept: Double) {
      (self.weights, self.intercept, start) = (weights, intercept, nil)
    }
  }

  /// Training rows × features.
  private let rows: SparseMatrix
  private let c: Double
  /// nil where there are too many rows for it.
  private let reduced: ReducedRegression?

  /// - Parameter gram: inner products of all rows; nil where there are too many.
  init(_ values: SparseMatrix, training: [Int], gram: GramMatrix?, c: Double) {
    rows = values.selectingRows(training)
    self.c = c
    let rows = rows
    reduced = gram.map { ReducedRegression(rows: rows, gram: $0.selecting(training), c: c) }
  }

  /// - Parameters:
  ///   - targets: of the training rows: 1, 0, or −1 for rows that do not count.
  ///   - start: a fit to the same targets.
  /// - Returns: nil where there are not both targets.
  func fit(_ targets: [Int32], without absent: [Int] = [], from start: Fit? = nil) throws -> Fit? {
    guard targets.contains(0), targets.contains(1) else { return nil }
    if let reduced {
      let fit = reduced.fit(targets: targets, without: absent, from: start?.start)
      if fit.isConverged { return Fit(fit) }
    }
    let model = LogisticRegression(.sparse(rows.withoutColumns(absent)), labels: targets)
    let fit = model.weighing(try model.fit([], candidates: [c], threads: 1).whole[0])
    return Fit(weights: fit.weights[0], intercept: fit.intercepts[0])
  }

  /// The same for many choices of few features.
  ///
  /// - Parameter base: the fit to these targets with all features.
  func nearby(_ targets: [Int32], _ base: Fit?) -> @Sendable (_ absent: [Int]) throws -> Fit? {
    let near = reduced.flatMap { reduced in
      base?.start.flatMap { NearbyRegression(reduced, targets: targets, base: $0) }
    }
    return { absent in
      if let found = near?.fit(without: absent) { return Fit(found) }
      return try fit(targets, without: absent, from: base)
    }
  }
}

extension ReducedProbe.Fit {
  /// Decision values of some rows.
  func scores(_ values: SparseMatrix, _ chosen: [Int]) -> [Double] {
    chosen.map { row in
      values.range(ofRow: row).reduce(intercept) {
        $0 + weights[Int(values.indices[$1])] * Double(values.values[$1])
      }
    }
  }

  /// The same probe with the weights of some features at 0, or with their means in their place.
  func taking(away set: [Int], means: [Double]? = nil) -> ReducedProbe.Fit {
    var result = self
    for feature in set {
      if let means { result.intercept += weights[feature] * means[feature] }
      result.weights[feature] = 0
    }
    return result
  }
}

extension SparseMatrix {
  /// As wide as before, the given columns 0 everywhere.
  func withoutColumns(_ columns: [Int]) -> SparseMatrix {
    if columns.isEmpty { return self }
    var isAbsent = [Bool](repeating: false, count: columnCount)
    for column in columns { isAbsent[column] = true }
    return keeping { column, _ in !isAbsent[column] }
  }

  /// 1 where the value is above 0, nothing elsewhere.
  var firing: SparseMatrix {
    var result = keeping { $1 > 0 }
    result.values = .init(repeating: 1, count: result.values.count)
    return result
  }

  private func keeping(_ isKept: (Int, Float) -> Bool) -> SparseMatrix {
    var result = SparseMatrix(columnCount: columnCount)
    result.offsets.reserveCapacity(rowCount + 1)
    for row in 0..<rowCount {
      for position in range(ofRow: row) where isKept(Int(indices[position]), values[position]) {
        result.indices.append(indices[position])
        result.values.append(values[position])
      }
      result.offsets.append(result.indices.count)
    }
    return result
  }
}
