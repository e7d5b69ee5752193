import LinearAlgebra

/// What fits of one `LogisticRegression` to the same rows leave for those that come after them: the centred Gram matrix,
/// and at each C where the whole stands and the model of the second derivatives there.
///
/// Fits that begin here end at the same optimum, as near to it as their tolerance asks; where it is loose, their last digits depend on
/// what came before. So calls that share one have to come in a fixed order, from one thread at a time.
public final class WarmStarts {
  private var path: SampleSpacePath<Float>?
  private var rows: [Int] = []
  /// By C.
  var starts: [Double: SampleSpacePath<Float>.Start] = [:]

  public init() {}

  /// Forgets all values of C but these: each holds a matrix of rows².
  public func keep(_ candidates: [Double]) {
    starts = starts.filter { candidates.contains($0.key) }
  }

  /// The path of these rows, made once.
  ///
  /// - Parameters:
  ///   - gram: of all rows of the data, the same in every call.
  ///   - labels: the same in every call that fits to the labels of the path.
  ///   - rows: others than before make a new path.
  func path(_ gram: GramMatrix, labels: PathLabels, rows: [Int]) -> SampleSpacePath<Float> {
    if let path, rows == self.rows { return path }
    let made = SampleSpacePath<Float>(gram, labels: labels, rows: rows)
    (path, self.rows, starts) = (made, rows, [:])
    return made
  }
}
