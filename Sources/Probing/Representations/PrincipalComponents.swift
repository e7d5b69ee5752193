import Classifiers
import Evaluation
import Features
import Findings
import LinearAlgebra
import Synchronization

extension Representation {
  /// The first N principal components of the pooled hidden state, found on the training rows of every fold: what N numbers
  /// can hold without an autoencoder.
  static let principalComponents = Representation(
    RepresentationKind("pca", .state, needs: .state),
    isMeasure: { first, own, arms in
      first.representation.part == .state && first.layer == own.layer && arms.isSamePooling(first, own)
    }
  ) { kind, dataset, options in
    dataset.states.flatMap { states -> [Arm] in
      let counts = options.top.filter { $0 <= states.dimension }
      guard let most = counts.max() else { return [] }
      let components = ComponentsOfRows(states, rows: dataset.examples.count, count: most)
      return counts.map { count in
        Arm(
          ArmKey(kind, states, top: count),
          .fitted { training in
            Arm.FittedMatrix(matrix: try components.first(count, fittedTo: training), columns: nil)
          })
      }
    }
  }
}

/// Projections of all rows on the principal components of some of them, kept for the arms that ask for the same rows.
private final class ComponentsOfRows: Sendable {
  private let states: PooledStates
  private let rows: Int
  private let count: Int
  /// By training rows: [rows, components found].
  private let known = Mutex<[[Int]: (values: [Float], count: Int)]>([:])

  init(_ states: PooledStates, rows: Int, count: Int) {
    self.states = states
    self.rows = rows
    self.count = count
  }

  /// Rows × the first `wanted` components; zeros beyond the rank of the training rows.
  func first(_ wanted: Int, fittedTo training: [Int]) throws -> ExampleMatrix {
    // Held while computing: other arms wait for the same decomposition instead of making it again.
    let found = known.withLock { known in
      if let found = known[training] { return found }
      let found = principalComponents(
        states.values, rows: rows, dimension: states.dimension, training: training, count: count)
      known[training] = found
      return found
    }
    var values = [Float](repeating: 0, count: rows * wanted)
    for row in 0..<rows {
      for component in 0..<min(wanted, found.count) {
        values[row * wanted + component] = found.values[row * found.count + component]
      }
    }
    return .dense(values, rows: rows, dimension: wanted)
  }
}

/// All rows, centred by the mean of the training rows, projected on the latter's principal components (scikit-learn `PCA`;
/// the sign of a component is free: here its largest coefficient is positive).
///
/// - Parameter values: [rows, dimension].
/// - Returns: [rows, count], with fewer components than asked where the training rows span fewer.
func principalComponents(
  _ values: [Float], rows: Int, dimension: Int, training: [Int], count: Int
) -> (values: [Float], count: Int) {
  var mean = [Double](repeating: 0, count: dimension)
  for row in training { for k in 0..<dimension { mean[k] += Double(values[row * dimension + k]) } }
  for k in 0..<dimension { mean[k] /= Double(max(1, training.count)) }
  var centred = [Double](repeating: 0, count: rows * dimension)
  for row in 0..<rows {
    for k in 0..<dimension { centred[row * dimension + k] = Double(values[row * dimension + k]) - mean[k] }
  }
  var own = [Double](repeating: 0, count: training.count * dimension)
  for (place, row) in training.enumerated() {
    for k in 0..<dimension { own[place * dimension + k] = centred[row * dimension + k] }
  }
  // The smaller of covariance [d, d] and Gram matrix [n, n]; their eigenvectors give each other.
  let isWide = dimension > training.count
  let size = isWide ? training.count : dimension
  var symmetric = [Double](repeating: 0, count: size * size)
  if isWide {
    multiply(
      own, lda: dimension, own, .transposed, ldb: dimension, into: &symmetric, ldc: size, m: size, n: size, k: dimension
    )
  } else {
    multiply(
      own, .transposed, lda: dimension, own, ldb: dimension, into: &symmetric, ldc: size, m: size, n: size,
      k: training.count)
  }
  let spectrum = symmetricEigenvectors(&symmetric, size: size, largest: min(count, size))
  let floor = (spectrum.values.first ?? 0) * 1e-10
  let kept = spectrum.values.prefix { $0 > floor && $0 > 0 }.count
  var axes = [Double](repeating: 0, count: kept * dimension)
  for component in 0..<kept {
    let vector = Array(spectrum.vectors[component * size..<(component + 1) * size])
    for k in 0..<dimension where !isWide { axes[component * dimension + k] = vector[k] }
    if isWide {
      let scale = 1 / spectrum.values[component].squareRoot()
      for (place, weight) in vector.enumerated() {
        for k in 0..<dimension { axes[component * dimension + k] += scale * weight * own[place * dimension + k] }
      }
    }
    let largest = (0..<dimension).max {
      abs(axes[component * dimension + $0]) < abs(axes[component * dimension + $1])
    }
    if let largest, axes[component * dimension + largest] < 0 {
      for k in 0..<dimension { axes[component * dimension + k].negate() }
    }
  }
  var projected = [Double](repeating: 0, count: rows * kept)
  if kept > 0 {
    multiply(
      centred, lda: dimension, axes, .transposed, ldb: dimension, into: &projected, ldc: kept, m: rows, n: kept,
      k: dimension)
  }
  return (projected.map { Float($0) }, kept)
}
