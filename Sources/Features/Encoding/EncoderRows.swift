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
    if matrix.isTransposed && stride == matrix.inputs {
      owned = nil
      values = matrix.values.values.baseAddress!
      return
    }
    let copy = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(1, stride * matrix.outputs))
    nonisolated(unsafe) let target = copy.baseAddress!
    let chunk = 64
    // The body cannot throw.
    try? parallelFor((matrix.outputs + chunk - 1) / chunk, threads: threads) { index in
      Self.copy(matrix, index * chunk..<min((index + 1) * chunk, matrix.outputs), stride: stride, to: target)
    }
    owned = copy
    values = UnsafePointer(copy.baseAddress!)
  }

  deinit { owned?.deallocate() }

  private static func copy(
    _ matrix: WeightMatrix, _ features: Range<Int>, stride: Int, to target: UnsafeMutablePointer<Float>
  ) {
    let source = matrix.values.values.baseAddress!
    for feature in features {
      let row = target + feature * stride
      if matrix.isTransposed { row.update(from: source + feature * matrix.inputs, count: matrix.inputs) }
      (row + matrix.inputs).update(repeating: 0, count: stride - matrix.inputs)
    }
    guard !matrix.isTransposed else { return }
    // In tiles, so that both sides stay in cache.
    for tile in Swift.stride(from: 0, to: matrix.inputs, by: 16) {
      for feature in features {
        for input in tile..<min(tile + 16, matrix.inputs) {
          target[feature * stride + input] = source[input * matrix.outputs + feature]
        }
      }
    }
  }
}
