import TensorFiles

/// A weight matrix in C order as it lies in the file, seen as a map from `inputs` to `outputs`.
///
/// The stored matrix is either [inputs, outputs] or, `isTransposed`, [outputs, inputs]; BLAS reads both.
public struct WeightMatrix: Sendable {
  public let values: FloatStorage
  public let inputs: Int
  public let outputs: Int
  public let isTransposed: Bool

  /// - Precondition: `values.count == inputs · outputs`.
  public init(values: FloatStorage, inputs: Int, outputs: Int, isTransposed: Bool) {
    precondition(values.count == inputs * outputs)
    self.values = values
    self.inputs = inputs
    self.outputs = outputs
    self.isTransposed = isTransposed
  }
}
