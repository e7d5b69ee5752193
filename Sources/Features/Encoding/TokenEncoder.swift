import LinearAlgebra
import SparseAutoencoders

/// Encodes rows of hidden states with a sparse autoencoder by one dense product in single precision.
///
/// The reference path of the tool: every pre-activation is computed, then the activation keeps what fires. Working
/// memory is `rows · featureCount` floats. One encoder serves one thread at a time.
public final class TokenEncoder {
  private let autoencoder: SparseAutoencoder
  private let activator: RowActivator
  private var inputs: [Float]
  private var products: [Float]
  private var gates: [Float]
  /// Rows of one product: bounded so that `products` stays near 16 MiB.
  public let rowsPerProduct: Int

  public init(_ autoencoder: SparseAutoencoder) {
    self.autoencoder = autoencoder
    activator = RowActivator(autoencoder)
    rowsPerProduct = max(1, min(256, (4 << 20) / max(1, autoencoder.featureCount)))
    inputs = [Float](repeating: 0, count: rowsPerProduct * autoencoder.inputDimension)
    products = [Float](repeating: 0, count: rowsPerProduct * autoencoder.featureCount)
    gates = autoencoder.gatedLinearUnit == nil ? [] : products
  }

  /// Appends the active features of each row to `rows`.
  ///
  /// - Parameter states: rows of `inputDimension` values in C order.
  public func encode(_ states: UnsafeBufferPointer<Float>, into rows: inout SparseMatrix) {
    let d = autoencoder.inputDimension
    let width = autoencoder.featureCount
    var start = 0
    let total = states.count / d
    while start < total {
      let count = min(rowsPerProduct, total - start)
      let block = UnsafeBufferPointer(rebasing: states[start * d..<(start + count) * d])
      inputs.withUnsafeMutableBufferPointer { target in
        for row in 0..<count {
          autoencoder.inputTransform.apply(
            UnsafeBufferPointer(rebasing: block[row * d..<(row + 1) * d]),
            into: UnsafeMutableBufferPointer(rebasing: target[row * d..<(row + 1) * d]),
            subtracting: autoencoder.subtracted)
        }
      }
      multiply(autoencoder.encoder, rows: count, into: &products)
      if let unit = autoencoder.gatedLinearUnit { multiply(unit.encoder, rows: count, into: &gates) }
      for row in 0..<count {
        products.withUnsafeMutableBufferPointer { values in
          let z = UnsafeMutableBufferPointer(rebasing: values[row * width..<(row + 1) * width])
          gates.withUnsafeBufferPointer { gate in
            let unit = gate.isEmpty ? nil : UnsafeBufferPointer(rebasing: gate[row * width..<(row + 1) * width])
            activator.activate(z, gate: unit, appendingTo: &rows)
          }
        }
      }
      start += count
    }
  }

  private func multiply(_ matrix: WeightMatrix, rows: Int, into target: inout [Float]) {
    let d = autoencoder.inputDimension
    let width = autoencoder.featureCount
    inputs.withUnsafeBufferPointer { x in
      target.withUnsafeMutableBufferPointer { h in
        LinearAlgebra.multiply(
          x.baseAddress!, lda: d, matrix.values.values.baseAddress!, matrix.isTransposed ? .transposed : .none,
          ldb: matrix.isTransposed ? d : width, into: h.baseAddress!, ldc: width, m: rows, n: width, k: d)
      }
    }
  }
}
