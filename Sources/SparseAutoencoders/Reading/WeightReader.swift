import Diagnostics
import TensorFiles

/// Takes tensors of a checkpoint by name and checks their shapes against each other.
struct WeightReader {
  let container: any TensorContainer
  /// Put before every name: `state_dict.` where the weights lie inside a wrapper.
  var prefix = ""
  let markUsed: (String) -> Void

  func has(_ name: String) -> Bool { container.contains(prefix + name) }

  /// The first of `names` that the file holds.
  func firstOf(_ names: String...) -> String? { names.first(where: has) }

  func shape(_ name: String) throws -> [Int] { try tensor(name).shape }

  func tensor(_ name: String) throws -> Tensor {
    let tensor = try container.tensor(prefix + name)
    markUsed(prefix + name)
    return tensor
  }

  /// A vector of `count` values; shapes with axes of size one besides are taken as vectors.
  func vector(_ name: String, count: Int, of what: String) throws -> [Float] {
    let tensor = try tensor(name)
    guard tensor.count == count, tensor.shape.filter({ $0 != 1 }).count <= 1 else {
      throw wrong(name, tensor.shape, "[\(count)], one value for each of the \(what)s")
    }
    return tensor.floats()
  }

  func vectorIfPresent(_ name: String, count: Int, of what: String) throws -> [Float]? {
    has(name) ? try vector(name, count: count, of: what) : nil
  }

  /// A single number.
  func scalar(_ name: String) throws -> Float {
    let tensor = try tensor(name)
    guard tensor.count == 1 else { throw wrong(name, tensor.shape, "a single number") }
    return tensor.floats()[0]
  }

  /// The length of a vector, from which the other shapes follow.
  func length(_ name: String) throws -> Int {
    let shape = try tensor(name).shape
    let axes = shape.filter { $0 != 1 }
    guard axes.count <= 1, !shape.contains(0) else { throw wrong(name, shape, "a vector") }
    return axes.first ?? 1
  }

  /// A matrix as a map from `inputs` to `outputs`; `transposed`: stored as [outputs, inputs].
  func matrix(_ name: String, inputs: Int, outputs: Int, transposed: Bool = false) throws -> WeightMatrix {
    let tensor = try tensor(name)
    let expected = transposed ? [outputs, inputs] : [inputs, outputs]
    guard tensor.shape == expected else {
      let turned = tensor.shape == expected.reversed() && inputs != outputs
      throw wrong(
        name, tensor.shape, "\(expected)",
        hint: turned ? "it lies the other way round than this family stores it: check the format" : nil)
    }
    // A view saved by torch may lie column by column: the same memory is the transposed matrix in C order.
    if !tensor.isContiguous, tensor.strides == [1, tensor.shape[0]] {
      let turned = Tensor(
        name: name, shape: tensor.shape.reversed(), strides: tensor.strides.reversed(),
        elementType: tensor.elementType, isByteSwapped: tensor.isByteSwapped, byteOffset: tensor.byteOffset,
        storage: tensor.storage)
      return WeightMatrix(turned, inputs: inputs, outputs: outputs, isTransposed: !transposed)
    }
    return WeightMatrix(tensor, inputs: inputs, outputs: outputs, isTransposed: transposed)
  }

  /// Rows and columns of a stored matrix.
  func matrixShape(_ name: String) throws -> (rows: Int, columns: Int) {
    let shape = try tensor(name).shape
    guard shape.count == 2, shape[0] > 0, shape[1] > 0 else { throw wrong(name, shape, "a matrix") }
    return (shape[0], shape[1])
  }

  func wrong(_ name: String, _ shape: [Int], _ expected: String, hint: String? = nil) -> AtlasError {
    AtlasError(
      path: container.path, "tensor \(quoted(name)) has the shape \(shape), where \(expected) is needed", hint: hint)
  }
}
