import Diagnostics
import TensorFiles

/// Padded states [n, seq, d]: which rows are tokens.
enum PaddedStates {
  /// Rows and offsets of the tokens that a mask [n, seq] of zeros and ones keeps.
  ///
  /// - Throws: `AtlasError` if a value is neither 0 nor 1.
  static func select(mask: Tensor, path: String) throws -> (rows: [Int], offsets: [Int]) {
    let (n, length) = (mask.shape[0], mask.shape[1])
    var rows: [Int] = []
    var offsets = [0]
    offsets.reserveCapacity(n + 1)
    var line = [Float](repeating: 0, count: length)
    for example in 0..<n {
      line.withUnsafeMutableBufferPointer { mask.copyFloats(rows: example..<example + 1, into: $0) }
      for (position, value) in line.enumerated() {
        guard value == 0 || value == 1 else {
          throw AtlasError(
            path: path, "mask of example \(example), position \(position) is \(value), not 0 or 1",
            hint: "a mask holds 1 where a token is and 0 where padding is")
        }
        if value == 1 { rows.append(example * length + position) }
      }
      offsets.append(rows.count)
    }
    return (rows, offsets)
  }

  /// Rows and offsets of the first `lengths` positions of each example.
  ///
  /// - Throws: `AtlasError` if a length is none, or examples look padded at their beginning.
  static func select(lengths: [Int64], of tensor: Tensor, path: String) throws -> (rows: [Int], offsets: [Int]) {
    let (n, positions) = (tensor.shape[0], tensor.shape[1])
    guard lengths.count == n else {
      throw AtlasError(
        path: path, "\(lengths.count) lengths do not fit states \(tensor.shape)", hint: "lengths are [examples]")
    }
    var rows: [Int] = []
    var offsets = [0]
    var state = [Float](repeating: 1, count: tensor.shape[2])
    for (example, length) in lengths.enumerated() {
      guard (0...Int64(positions)).contains(length) else {
        throw AtlasError(
          path: path, "the length of example \(example) is \(length), but there are \(positions) positions",
          hint: "lengths hold the number of tokens of each example")
      }
      let first = example * positions
      if length > 0, length < positions {
        state.withUnsafeMutableBufferPointer { tensor.copyStateRows(first..<first + 1, into: $0) }
        guard state.contains(where: { $0 != 0 }) else {
          throw AtlasError(
            path: path, "example \(example) begins with padding, so lengths do not say which positions are tokens",
            hint: "give a mask [examples, positions] with 1 where a token is")
        }
      }
      rows.append(contentsOf: first..<first + Int(length))
      offsets.append(rows.count)
    }
    return (rows, offsets)
  }

  /// Rows and offsets of the tokens of a tensor [n, seq, d] whose padding was set to zero in all dimensions.
  static func selectNonZero(_ tensor: Tensor) -> (rows: [Int], offsets: [Int]) {
    let (n, length, d) = (tensor.shape[0], tensor.shape[1], tensor.shape[2])
    var rows: [Int] = []
    var offsets = [0]
    var values = [Float](repeating: 0, count: length * d)
    for example in 0..<n {
      values.withUnsafeMutableBufferPointer { tensor.copyFloats(rows: example..<example + 1, into: $0) }
      for position in 0..<length where values[position * d..<(position + 1) * d].contains(where: { $0 != 0 }) {
        rows.append(example * length + position)
      }
      offsets.append(rows.count)
    }
    return (rows, offsets)
  }

  /// Whether an example begins or ends with zeros in all dimensions, as padding does; only those positions are read.
  static func looksPadded(_ tensor: Tensor) -> Bool {
    let (n, length, d) = (tensor.shape[0], tensor.shape[1], tensor.shape[2])
    guard length > 0, d > 0 else { return false }
    var values = [Float](repeating: 1, count: d)
    for example in 0..<n {
      for position in [0, length - 1] {
        let row = example * length + position
        values.withUnsafeMutableBufferPointer { tensor.copyStateRows(row..<row + 1, into: $0) }
        if values.allSatisfy({ $0 == 0 }) { return true }
      }
    }
    return false
  }
}
