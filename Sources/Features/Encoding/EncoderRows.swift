import Buffers
import LinearAlgebra
import Parallel
import SparseAutoencoders

/// A weight matrix as one row per feature, padded with zeros to whole lanes: what `DotProducts` reads.
///
/// Uses the file's own bytes where they lie so already.
final class EncoderRows: @unchecked Sendable {
  /// Elements from one row to the next.
  let stride: Int
  let count: Int
  let values: UnsafePointer<Float>
  private let matrix: WeightMatrix
  private let owned: UnsafeMutableBufferPointer<Float>?

  init(_ matrix: WeightMatrix, threads: Int) {
    self.matrix = matrix
    count = matrix.outputs
    let stride = DotProducts.padded(matrix.inputs)
    self.stride = stride
    if matrix.isTransposed, stride == matrix.inputs, let inPlace = matrix.inPlace?.values.baseAddress {
      owned = nil
      values = inPlace
      return
    }
    let copy = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(1, stride * matrix.outputs))
    nonisolated(unsafe) let target = copy.start
    // Stored rows: features, or as many inputs as fill a cache line of each feature.
    let chunk = matrix.isTransposed ? 64 : 16
    // The body cannot throw.
    try? parallelFor((matrix.rowCount + chunk - 1) / chunk, threads: threads) { index in
      let rows = index * chunk..<min((index + 1) * chunk, matrix.rowCount)
      matrix.withRows(rows) { values in
        guard let source = values.baseAddress else { return }
        if matrix.isTransposed {
          for (place, feature) in rows.enumerated() {
            (target + feature * stride).update(from: source + place * matrix.inputs, count: matrix.inputs)
          }
        } else {
          for feature in 0..<matrix.outputs {
            let row = target + feature * stride
            for (place, input) in rows.enumerated() { row[input] = source[place * matrix.outputs + feature] }
          }
        }
      }
    }
    if stride > matrix.inputs {
      for feature in 0..<count {
        (target + feature * stride + matrix.inputs).update(repeating: 0, count: stride - matrix.inputs)
      }
    }
    owned = copy
    values = UnsafePointer(target)
  }

  deinit { owned?.deallocate() }
}
