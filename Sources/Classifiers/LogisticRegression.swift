import LinearAlgebra
import Parallel

/// Logistic regression with unpenalised intercept: minimises ½‖w‖² + C·Σ log-loss, the objective of scikit-learn's
/// `LogisticRegression(C:)`, or ‖w‖₁ + C·Σ log-loss, that of `penalty="l1"`; two classes by the logistic function, more by
/// softmax over all of them.
///
/// All training sets and values of C of one representation are solved together; the size decides how.
public struct LogisticRegression: Sendable {
  public enum Penalty: String, Sendable { case l1, l2 }

  /// How the problem is solved.
  public enum Method: Sendable {
    /// Through the Gram matrix of all examples.
    case sampleSpace
    /// Through the dense matrix of the features in use.
    case primal
    /// Through the sparse matrix.
    case sparsePrimal
    /// Newton steps on the few features with a weight.
    case workingSet
  }

  public let penalty: Penalty
  public let method: Method
  private let examples: ExampleMatrix
  private let labels: [Int32]
  /// Features that are not 0 everywhere; the weights of the others are 0.
  private let columns: [Int]
  /// Inner products of all rows, where the method needs them.
  private let gram: GramMatrix?

  /// - Parameter labels: one per row, −1 where there is none.
  public init(_ examples: ExampleMatrix, labels: [Int32], penalty: Penalty = .l2, method: Method? = nil) {
    precondition(examples.rowCount == labels.count)
    self.examples = examples
    self.labels = labels
    self.penalty = penalty
    columns = examples.usedColumns
    self.method =
      penalty == .l1
      ? .workingSet
      : method ?? Self.chooseMethod(rows: examples.rowCount, used: columns.count, isDense: examples.isDense)
    gram = self.method == .sampleSpace ? examples.gram : nil
  }

  /// A product with the Gram matrix touches rows² numbers, with dense features twice rows · features, with sparse ones
  /// twice their entries; but only the first two have a model of the Hessian that is more than its diagonal.
  ///
  /// Where features outnumber rows, the sparse method takes ten times as long on 4,096 rows as the sample space, whose time
  /// grows with about the square of the rows (7 s against 75 s of processor time, the latter short of the optimum, with
  /// 990 entries in each row and 16,384 features): it begins only where three matrices of rows² numbers are too large.
  static func chooseMethod(rows: Int, used: Int, isDense: Bool) -> Method {
    // Nothing but an intercept: no matrix to factor.
    if used == 0 { return .sparsePrimal }
    if rows <= (rows <= used ? 10_000 : 6000), rows <= 2 * used { return .sampleSpace }
    if isDense { return .primal }
    return used <= 3000 && rows <= 100_000_000 / max(1, used) ? .primal : .sparsePrimal
  }

  /// Fits every training set at every C.
  ///
  /// - Parameters:
  ///   - whole: the set that contains all others; nil: all labelled rows.
  ///   - candidates: values of C, ascending.
  ///   - warm: what earlier calls on this regression with the same whole have left; takes in what this one leaves.
  /// - Returns: every fit as near to its optimum as its set asks for, without weights.
  public func fit(
    _ sets: [TrainingSet], whole: TrainingSet? = nil, candidates: [Double], threads: Int, warm: WarmStarts? = nil
  ) throws -> LogisticPath {
    precondition(zip(candidates, candidates.dropFirst()).allSatisfy { $0 < $1 })
    let known = PathLabels(labels: labels)
    let all = labels.indices.filter { labels[$0] >= 0 }
    let whole = whole ?? TrainingSet(rows: all, scored: all)
    if method == .workingSet {
      return try L1Regression(rows: sparseRows(), labels: known)
        .fit(sets, whole: whole, candidates: candidates, threads: threads)
    }
    if let gram {
      // A model in single precision is twice as fast and nearly always good enough; where a fit shows it is not (rows
      // that nearly repeat each other, strong fits), all are made again.
      let warm = warm ?? WarmStarts()
      let path = warm.path(gram, labels: known, rows: whole.rows)
      let result = try path.fit(
        sets, whole: whole, candidates: candidates, threads: threads, starts: &warm.starts)
      if (result.sets.joined() + result.whole).allSatisfy(\.isConverged) { return result }
      return try SampleSpacePath<Double>(gram, labels: known, rows: whole.rows)
        .fit(sets, whole: whole, candidates: candidates, threads: threads)
    }
    return method == .primal
      ? try RegularisationPath(design: denseDesign(), labels: known)
        .fit(sets, whole: whole, candidates: candidates, threads: threads)
      : try RegularisationPath(design: SparseDesign(sparseRows()), labels: known)
        .fit(sets, whole: whole, candidates: candidates, threads: threads)
  }

  /// A fit of this classifier with the weights of its features.
  public func weighing(_ fit: LogisticFit) -> LogisticFit {
    var result = fit
    result.weights = weights(of: fit.coefficients, columns: fit.intercepts.count)
    return result
  }

  /// The same matrix with other labels.
  func relabelled(_ labels: [Int32]) -> LogisticRegression {
    LogisticRegression(self, labels: labels)
  }

  private init(_ other: LogisticRegression, labels: [Int32]) {
    (penalty, method, examples, columns, gram) = (
      other.penalty, other.method, other.examples, other.columns, other.gram
    )
    self.labels = labels
  }

  /// nil where the method has no Gram matrix.
  func samplePath(rows: [Int], warm: WarmStarts) -> SampleSpacePath<Float>? {
    gram.map { warm.path($0, labels: PathLabels(labels: labels), rows: rows) }
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
      case .primal, .sparsePrimal, .workingSet:
        for (place, weight) in own.enumerated() { result[columns[place]] = weight }
      }
      return result
    }
  }
}
