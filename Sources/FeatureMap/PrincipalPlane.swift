import LinearAlgebra

/// The plane in which some rows vary most: the first two principal components (of a sample: it is the start of a layout).
public struct PrincipalPlane: Sendable {
  /// [dimension].
  private let mean: [Double]
  /// [2, dimension], of length 1; the largest coefficient of each is positive. Zeros where there is no second one.
  private let axes: [Double]

  /// - Parameter rows: [rows, dimension] in C order.
  public init(_ rows: [Float], dimension: Int) {
    let count = dimension > 0 ? rows.count / dimension : 0
    var mean = [Double](repeating: 0, count: dimension)
    for row in 0..<count { for k in 0..<dimension { mean[k] += Double(rows[row * dimension + k]) } }
    for k in 0..<dimension { mean[k] /= Double(max(1, count)) }
    var centred = [Double](repeating: 0, count: count * dimension)
    for row in 0..<count {
      for k in 0..<dimension { centred[row * dimension + k] = Double(rows[row * dimension + k]) - mean[k] }
    }
    // The smaller of covariance and Gram matrix; their eigenvectors give each other.
    let isWide = dimension > count
    let size = min(count, dimension)
    var symmetric = [Double](repeating: 0, count: size * size)
    if isWide {
      addOuterProduct(centred, rows: count, width: dimension, to: &symmetric)
    } else if size > 0 {
      addInnerProduct(centred, rows: count, width: dimension, to: &symmetric)
    }
    let found = symmetricEigenvectors(&symmetric, size: size, largest: min(2, size))
    var axes = [Double](repeating: 0, count: 2 * dimension)
    for component in found.values.indices where found.values[component] > 1e-12 * max(found.values[0], 1e-300) {
      let vector = found.vectors[component * size..<(component + 1) * size]
      for k in 0..<dimension where !isWide { axes[component * dimension + k] = vector[vector.startIndex + k] }
      if isWide {
        for (row, weight) in vector.enumerated() {
          for k in 0..<dimension { axes[component * dimension + k] += weight * centred[row * dimension + k] }
        }
      }
      Self.finish(&axes, component * dimension..<(component + 1) * dimension)
    }
    self.mean = mean
    self.axes = axes
  }

  /// Length 1, and the sign that the largest coefficient decides.
  private static func finish(_ axes: inout [Double], _ range: Range<Int>) {
    var (length, largest) = (0.0, 0.0)
    for index in range {
      length += axes[index] * axes[index]
      if axes[index].magnitude > largest.magnitude { largest = axes[index] }
    }
    guard length > 0 else { return }
    let scale = (largest < 0 ? -1 : 1) / length.squareRoot()
    for index in range { axes[index] *= scale }
  }

  /// Where a row lies in the plane.
  ///
  /// - Parameter row: [dimension].
  public func place(_ row: UnsafePointer<Float>) -> (Float, Float) {
    let dimension = mean.count
    var (across, down) = (0.0, 0.0)
    axes.withUnsafeBufferPointer { axes in
      mean.withUnsafeBufferPointer { mean in
        for k in 0..<dimension {
          let value = Double(row[k]) - mean[k]
          across += value * axes[k]
          down += value * axes[dimension + k]
        }
      }
    }
    return (Float(across), Float(down))
  }
}
