import Files
import LinearAlgebra

/// All rows, centred by the mean of the training rows, projected on the latter's principal components (scikit-learn `PCA`;
/// the sign of a component is free: here its largest coefficient is positive).
///
/// - Parameter values: [rows, dimension].
/// - Returns: [rows, count], with fewer components than asked where the training rows span fewer.
public func principalComponents(
  _ values: StoredNumbers<Float>, rows: Int, dimension: Int, training: [Int], count: Int
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
