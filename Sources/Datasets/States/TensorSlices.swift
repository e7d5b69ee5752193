import Diagnostics
import TensorFiles

extension Tensor {
  /// The rows of a range of the first axis, as a view.
  func slice(_ rows: Range<Int>) -> Tensor {
    Tensor(
      name: name, shape: [rows.count] + shape.dropFirst(), strides: strides, elementType: elementType,
      textWidth: textWidth, isByteSwapped: isByteSwapped,
      byteOffset: byteOffset + rows.lowerBound * strides[0] * elementByteCount, storage: storage)
  }

  /// One element of the first axis, as a view with an axis less.
  func element(_ index: Int) -> Tensor {
    Tensor(
      name: name, shape: Array(shape.dropFirst()), strides: Array(strides.dropFirst()), elementType: elementType,
      textWidth: textWidth, isByteSwapped: isByteSwapped,
      byteOffset: byteOffset + index * strides[0] * elementByteCount, storage: storage)
  }

  /// The first axis without its first `count` elements on the second: [n, m, …] → [n, m − count, …].
  func droppingFirst(_ count: Int) -> Tensor {
    Tensor(
      name: name, shape: [shape[0], shape[1] - count] + shape.dropFirst(2), strides: strides,
      elementType: elementType, textWidth: textWidth, isByteSwapped: isByteSwapped,
      byteOffset: byteOffset + count * strides[1] * elementByteCount, storage: storage)
  }

  /// Rows of [rows, d], or of [n, m, d] seen as [n · m, d], as floats in C order.
  func copyStateRows(_ rows: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) {
    guard shape.count == 3 else { return copyFloats(rows: rows, into: target) }
    let (m, d) = (shape[1], shape[2])
    var row = rows.lowerBound
    while row < rows.upperBound {
      let place = (row - rows.lowerBound) * d
      let whole = row % m == 0 ? (rows.upperBound - row) / m : 0
      if whole > 0 {
        // Complete examples at once.
        copyFloats(
          rows: row / m..<row / m + whole,
          into: UnsafeMutableBufferPointer(rebasing: target[place..<place + whole * m * d]))
        row += whole * m
      } else {
        let end = min(rows.upperBound, (row / m + 1) * m)
        element(row / m).copyFloats(
          rows: row % m..<row % m + (end - row),
          into: UnsafeMutableBufferPointer(rebasing: target[place..<place + (end - row) * d]))
        row = end
      }
    }
  }

  /// Rows of states that [rows, d] or [n, m, d] hold.
  var stateRowCount: Int { shape.dropLast().reduce(1, *) }

  /// All elements as integers in C order; errors name the file.
  func int64s(path: String) throws -> [Int64] {
    do {
      return try int64s()
    } catch let error as AtlasError {
      throw error.located(path: path)
    }
  }
}
