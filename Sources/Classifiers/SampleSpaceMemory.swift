import LinearAlgebra
import Synchronization

/// What several calls of `LogisticRegression.fit` with the same rows share: the designs, and for each C where a search over all
/// rows led, with the model of the Hessian there. Both are the same whichever call makes them, so that it makes no difference to
/// a fit whether they are remembered.
final class SampleSpaceMemory: Sendable {
  /// Rows from which on too much memory would be held: a design has rows² numbers in double and in single precision, a start in
  /// single precision.
  private static let mostRows = 4000

  private let known = Mutex<(path: SampleSpacePath<Float>, rows: [Int])?>(nil)

  /// The designs of these rows.
  ///
  /// - Parameter make: called where they are not those of the call before.
  func path(_ rows: [Int], make: () -> SampleSpacePath<Float>) -> SampleSpacePath<Float> {
    if rows.count > Self.mostRows { return make() }
    if let found = known.withLock({ $0?.rows == rows ? $0?.path : nil }) { return found }
    var made = make()
    made.starts = SampleSpaceStarts()
    let path = made
    known.withLock { $0 = (path, rows) }
    return path
  }
}

/// Where searches over all rows of a design led, by C and tolerance.
final class SampleSpaceStarts<Real: BLASReal>: Sendable {
  struct Start: Sendable {
    var model: GramCurvature<Real>
    var state: SolverState.Place
  }

  private let known = Mutex<[[Double]: Start]>([:])

  subscript(c: Double, tolerance: Double) -> Start? {
    get { known.withLock { $0[[c, tolerance]] } }
    set { known.withLock { $0[[c, tolerance]] = newValue } }
  }
}

extension SolverState {
  /// What is left of a search when it has ended.
  struct Place: Sendable {
    fileprivate var coefficients: [Double]
    fileprivate var scores: [Double]
    fileprivate var intercepts: [Double]
    fileprivate var penalty: Double
    fileprivate var lossValue: Double
    fileprivate var iterations: Int
    fileprivate var isConverged: Bool
    fileprivate var isStalled: Bool
  }

  var place: Place {
    Place(
      coefficients: coefficients.array, scores: scores.array, intercepts: intercepts, penalty: penalty,
      lossValue: lossValue, iterations: iterations, isConverged: isConverged, isStalled: isStalled)
  }

  /// Stands where another search over the same rows with the same C has ended.
  func stand(at place: Place) {
    coefficients.copy(from: place.coefficients)
    scores.copy(from: place.scores)
    (intercepts, penalty, lossValue) = (place.intercepts, place.penalty, place.lossValue)
    (iterations, isConverged, isStalled) = (place.iterations, place.isConverged, place.isStalled)
  }
}
