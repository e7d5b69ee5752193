import LinearAlgebra
import Parallel

/// L2 logistic regression with unpenalised intercept: minimises ½‖w‖² + C·Σ log-loss, the objective of scikit-learn's
/// `LogisticRegression(C:)`; two classes by the logistic function, more by softmax over all of them.
///
/// All training sets and values of C of one representation are solved together; the size decides how.
public struct LogisticRegression: Sendable {
  /// How the problem is solved.
  public enum Method: String, Sendable {
    /// Through the Gram matrix of all examples.
    case sampleSpace = "sample space, shared Gram matrix"
    /// Through the dense matrix of the features in use.
    case primal = "primal, dense features"
    /// Through the sparse matrix.
    case sparsePrimal = "primal, sparse features"
  }

  public let method: Method
  private let examples: ExampleMatrix
  private let labels: [Int32]
  /// Features that are not 0 everywhere; the weights of the others are 0.
  private let columns: [Int]

  /// - Parameter labels: one per row, −1 where there is none.
  public init(_ examples: ExampleMatrix, labels: [Int32], method: Method? = nil) {
    precondition(examples.rowCount == labels.count)
    self.examples = examples
    self.labels = labels
    columns = examples.usedColumns
    self.method = method ?? Self.chooseMethod(examples, used: columns.count)
  }

  /// A product with the Gram matrix touches rows² numbers, with dense features twice rows · features, with sparse ones
  /// twice their entries; but only the first two have a model of the Hessian that is more than its diagonal.
  private static func chooseMethod(_ examples: ExampleMatrix, used: Int) -> Method {
    let rows = examples.rowCount
    // Nothing but an intercept: no matrix to factor.
    if used == 0 { return .sparsePrimal }
    if rows <= 6000, rows <= 2 * used { return .sampleSpace }
    if case .dense = examples { return .primal }
    return used <= 3000 && rows <= 100_000_000 / max(1, used) ? .primal : .sparsePrimal
  }

  /// In words, for the record.
  public var solver: String {
    "\(method.rawValue); limited-memory BFGS on a shared model of the Hessian, features unscaled"
  }

  /// Fits every training set at every C.
  ///
  /// - Parameters:
  ///   - whole: the set that contains all others; nil: all labelled rows.
  ///   - candidates: values of C, ascending.
  /// - Returns: [training set][C], with weights where they are kept, and [C] the fits on the whole, with weights.
  public func fit(
    _ sets: [TrainingSet], whole: TrainingSet? = nil, candidates: [Double], threads: Int
  ) throws -> (sets: [[LogisticFit]], whole: [LogisticFit]) {
    precondition(zip(candidates, candidates.dropFirst()).allSatisfy { $0 < $1 })
    switch method {
    case .sampleSpace:
      let gram = examples.gram
      // A model in single precision is twice as fast and nearly always good enough; where a fit shows it is not (rows
      // that nearly repeat each other, strong fits), all are made again.
      if gram.count > 1000 {
        let result = try fit(GramDesign<Float>(gram), sets, whole, candidates, threads)
        if (result.sets.joined() + result.whole).allSatisfy(\.isConverged) { return result }
      }
      return try fit(GramDesign<Double>(gram), sets, whole, candidates, threads)
    case .primal: return try fit(denseDesign(), sets, whole, candidates, threads)
    case .sparsePrimal: return try fit(SparseDesign(sparseRows()), sets, whole, candidates, threads)
    }
  }

  private func fit<D: Design>(
    _ design: D, _ sets: [TrainingSet], _ whole: TrainingSet?, _ candidates: [Double], _ threads: Int
  ) throws -> (sets: [[LogisticFit]], whole: [LogisticFit]) {
    let all = labels.indices.filter { labels[$0] >= 0 }
    let whole = whole ?? TrainingSet(rows: all, scored: all)
    let path = RegularisationPath(design: design, labels: labels)
    // A training set with few of the rows is a small problem of its own, not a large one with rows left out.
    let small = sets.indices.filter { path.canSolveAlone && sets[$0].rows.count * 5 < whole.rows.count * 2 }
    var result = try path.fit(
      sets.indices.filter { !small.contains($0) }.map { sets[$0] }, whole: whole,
      candidates: candidates, threads: threads)
    if !small.isEmpty {
      let alone = try parallelMap(small.count, threads: threads) { index in
        try path.solveAlone(sets[small[index]], candidates: candidates)
      }
      for (place, solutions) in zip(small, alone) { result.sets.insert(solutions, at: place) }
    }
    func weighed(_ solution: RegularisationPath<D>.Solution) -> LogisticFit {
      var fit = solution.fit
      fit.weights = weights(of: solution.coefficients, columns: fit.intercepts.count)
      return fit
    }
    let fits = zip(sets, result.sets).map { set, solutions in
      solutions.map { set.keepsWeights ? weighed($0) : $0.fit }
    }
    return (fits, result.whole.map(weighed))
  }

  private func denseDesign() -> DenseDesign {
    var place = [Int](repeating: -1, count: examples.featureCount)
    for (index, column) in columns.enumerated() { place[column] = index }
    var values = [Double](repeating: 0, count: labels.count * columns.count)
    for row in labels.indices {
      examples.forEachEntry(ofRow: row) { column, value in
        if place[column] >= 0 { values[row * columns.count + place[column]] = value }
      }
    }
    return DenseDesign(rowCount: labels.count, coefficientCount: columns.count, values: values)
  }

  private func sparseRows() -> SparseMatrix {
    var place = [Int32](repeating: -1, count: examples.featureCount)
    for (index, column) in columns.enumerated() { place[column] = Int32(index) }
    var result = SparseMatrix(columnCount: columns.count)
    for row in labels.indices {
      examples.forEachEntry(ofRow: row) { column, value in
        if place[column] >= 0, value != 0 {
          result.indices.append(place[column])
          result.values.append(Float(value))
        }
      }
      result.offsets.append(result.indices.count)
    }
    return result
  }

  /// Feature weights from the coefficients of a design: [columns][features].
  private func weights(of coefficients: [Double], columns columnCount: Int) -> [[Double]] {
    let size = columnCount == 0 ? 0 : coefficients.count / columnCount
    return (0..<columnCount).map { index in
      var result = [Double](repeating: 0, count: examples.featureCount)
      let own = coefficients[index * size..<(index + 1) * size]
      switch method {
      case .sampleSpace:
        for (row, alpha) in own.enumerated() where alpha != 0 {
          examples.forEachEntry(ofRow: row) { column, value in result[column] += alpha * value }
        }
      case .primal, .sparsePrimal:
        for (place, weight) in own.enumerated() { result[columns[place]] = weight }
      }
      return result
    }
  }
}
