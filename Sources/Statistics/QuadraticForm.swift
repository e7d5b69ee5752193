import Buffers

/// u′ V⁻ u for a covariance matrix that may lack full rank.
public enum QuadraticForm {
  /// Eliminates by the largest remaining diagonal entry, until none is above 1e-9 of the largest of all.
  ///
  /// - Parameters:
  ///   - vector: u, spoilt.
  ///   - matrix: V in rows, symmetric, not negative; spoilt.
  /// - Returns: the value, and the rank of V.
  public static func value(
    _ vector: UnsafeMutablePointer<Double>, _ matrix: UnsafeMutablePointer<Double>, count: Int
  ) -> (value: Double, rank: Int) {
    var left = Array(0..<count)
    var largest = 0.0
    for i in 0..<count { largest = max(largest, matrix[i * count + i]) }
    var sum = 0.0
    while let place = left.indices.max(by: { matrix[left[$0] * (count + 1)] < matrix[left[$1] * (count + 1)] }) {
      let i = left[place]
      let pivot = matrix[i * count + i]
      guard pivot > 1e-9 * largest, pivot > 0 else { break }
      sum += vector[i] * vector[i] / pivot
      left.swapAt(place, left.count - 1)
      left.removeLast()
      for j in left {
        let factor = matrix[j * count + i] / pivot
        if factor == 0 { continue }
        vector[j] -= factor * vector[i]
        for k in left { matrix[j * count + k] -= factor * matrix[i * count + k] }
      }
    }
    return (sum, count - left.count)
  }

  /// The same for arrays: `vector` has n entries, `matrix` n · n.
  public static func value(_ vector: [Double], _ matrix: [Double]) -> (value: Double, rank: Int) {
    var (vector, matrix) = (vector, matrix)
    let count = vector.count
    return vector.withUnsafeMutableBufferPointer { u in
      matrix.withUnsafeMutableBufferPointer { v in
        count == 0 ? (0, 0) : value(u.start, v.start, count: count)
      }
    }
  }
}
