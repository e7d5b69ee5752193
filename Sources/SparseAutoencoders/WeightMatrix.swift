import TensorFiles

/// A weight matrix as it lies in its file, seen as a map from `inputs` to `outputs`.
///
/// The stored matrix is either [inputs, outputs] or, `isTransposed`, [outputs, inputs]. It is read where it lies if the
/// file holds aligned 32-bit floats; else (16-bit weights, byte order, the unaligned arrays of .npz) blocks are converted
/// when they are asked for, so that no second copy of a checkpoint stays in memory.
public struct WeightMatrix: Sendable {
  /// Width of what it maps from.
  public let inputs: Int
  /// Width of what it maps to.
  public let outputs: Int
  /// Whether the stored rows are outputs.
  public let isTransposed: Bool
  /// All values in stored order, where they can be read in place.
  public let inPlace: FloatStorage?
  private let stored: Tensor?

  /// - Precondition: `values.count == inputs · outputs`.
  public init(values: FloatStorage, inputs: Int, outputs: Int, isTransposed: Bool) {
    precondition(values.count == inputs * outputs)
    self.inputs = inputs
    self.outputs = outputs
    self.isTransposed = isTransposed
    inPlace = values
    stored = nil
  }

  /// - Precondition: `tensor` has the shape [inputs, outputs] or, `isTransposed`, [outputs, inputs].
  public init(_ tensor: Tensor, inputs: Int, outputs: Int, isTransposed: Bool) {
    precondition(tensor.shape == (isTransposed ? [outputs, inputs] : [inputs, outputs]))
    self.inputs = inputs
    self.outputs = outputs
    self.isTransposed = isTransposed
    inPlace = FloatStorage(viewing: tensor)
    stored = inPlace == nil ? tensor : nil
  }

  /// Rows of the stored matrix.
  public var rowCount: Int { isTransposed ? outputs : inputs }
  /// Columns of the stored matrix.
  public var rowLength: Int { isTransposed ? inputs : outputs }

  /// Hands out stored rows, `rows.count · rowLength` values in C order, valid during the call.
  public func withRows<Result>(
    _ rows: Range<Int>, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    if let inPlace {
      return try withExtendedLifetime(inPlace) {
        try body(
          UnsafeBufferPointer(rebasing: inPlace.values[rows.lowerBound * rowLength..<rows.upperBound * rowLength]))
      }
    }
    return try withUnsafeTemporaryAllocation(of: Float.self, capacity: rows.count * rowLength) { buffer in
      stored?.copyFloats(rows: rows, into: buffer)
      return try body(UnsafeBufferPointer(buffer))
    }
  }

  /// Hands out all stored rows in order, about a megabyte at a time, with the number of the first.
  public func forEachBlock(_ body: (Int, UnsafeBufferPointer<Float>) throws -> Void) rethrows {
    let step = max(1, 262_144 / max(1, rowLength))
    for start in stride(from: 0, to: rowCount, by: step) {
      try withRows(start..<min(start + step, rowCount)) { try body(start, $0) }
    }
  }

  /// The weights between some inputs and some outputs.
  public func block(inputs: Range<Int>, outputs: Range<Int>) -> WeightBlock {
    let (rows, columns) = isTransposed ? (outputs, inputs) : (inputs, outputs)
    let values = [Float](unsafeUninitializedCapacity: rows.count * columns.count) { buffer, initialized in
      if let inPlace {
        for (index, row) in rows.enumerated() {
          let from = UnsafeBufferPointer(
            rebasing: inPlace.values[row * rowLength + columns.lowerBound..<row * rowLength + columns.upperBound])
          _ = UnsafeMutableBufferPointer(rebasing: buffer[(index * columns.count)...]).update(from: from)
        }
      } else if let stored {
        let part = Tensor(
          name: stored.name, shape: [rowCount, columns.count], strides: stored.strides,
          elementType: stored.elementType, isByteSwapped: stored.isByteSwapped,
          byteOffset: stored.byteOffset + columns.lowerBound * stored.strides[1] * stored.elementByteCount,
          storage: stored.storage)
        part.copyFloats(rows: rows, into: buffer)
      }
      initialized = rows.count * columns.count
    }
    return WeightBlock(
      values: values, step: columns.count, firstInput: inputs.lowerBound, firstOutput: outputs.lowerBound,
      isTransposed: isTransposed)
  }

  /// All values in stored order.
  public func floats() -> [Float] { withRows(0..<rowCount) { Array($0) } }
}
