import Buffers
import LinearAlgebra
import SparseAutoencoders

/// Encodes rows of hidden states with a prepared encoder. One serves one thread at a time.
public final class TokenEncoder {
  private let encoder: FeatureEncoder
  private let screen: TokenScreen?
  private var inputs: [Float]
  private var products: [Float] = []
  private var gates: [Float] = []
  /// Rows encoded at once: many where candidates share rows of weights, few where all products are kept.
  private let rowsAtOnce: Int

  /// An encoder for one thread; it shares the prepared weights.
  public init(_ encoder: FeatureEncoder) {
    self.encoder = encoder
    screen = encoder.screening.map { TokenScreen(rows: encoder.rows, weights: $0.weights, rule: $0.rule) }
    let width = encoder.rows.count
    rowsAtOnce = screen == nil ? max(4, min(256, (4 << 20) / max(1, width))) : 1024
    inputs = [Float](repeating: 0, count: rowsAtOnce * encoder.rows.stride)
    if screen == nil {
      products = [Float](repeating: 0, count: rowsAtOnce * width)
      if encoder.gateRows != nil { gates = products }
    }
  }

  /// The dense way.
  public convenience init(_ autoencoder: SparseAutoencoder) { self.init(FeatureEncoder(autoencoder)) }

  /// Appends the active features of each row to `rows`.
  ///
  /// - Parameter states: rows of `inputDimension` values in C order.
  public func encode(_ states: UnsafeBufferPointer<Float>, into rows: inout SparseMatrix) {
    let d = encoder.autoencoder.inputDimension
    let total = states.count / d
    for start in stride(from: 0, to: total, by: rowsAtOnce) {
      let count = min(rowsAtOnce, total - start)
      let block = UnsafeBufferPointer(rebasing: states[start * d..<(start + count) * d])
      inputs.withUnsafeMutableBufferPointer {
        encoder.autoencoder.transform(block, into: $0, stride: encoder.rows.stride)
      }
      if let screen { encode(count, screenedBy: screen, into: &rows) } else { encodeDensely(count, into: &rows) }
    }
  }

  private func encode(_ count: Int, screenedBy screen: TokenScreen, into rows: inout SparseMatrix) {
    inputs.withUnsafeBufferPointer { screen.find($0.start, count: count) }
    for row in 0..<count {
      encoder.activator.activate(
        screen.products, of: screen.features, screen.offsets[row]..<screen.offsets[row + 1], appendingTo: &rows)
    }
  }

  private func encodeDensely(_ count: Int, into rows: inout SparseMatrix) {
    let width = encoder.rows.count
    multiply(encoder.rows, rows: count, into: &products)
    if let gateRows = encoder.gateRows { multiply(gateRows, rows: count, into: &gates) }
    for row in 0..<count {
      let part = row * width..<(row + 1) * width
      products.withUnsafeMutableBufferPointer { values in
        gates.withUnsafeBufferPointer { gate in
          encoder.activator.activate(
            UnsafeMutableBufferPointer(rebasing: values[part]),
            gate: gate.isEmpty ? nil : UnsafeBufferPointer(rebasing: gate[part]), appendingTo: &rows)
        }
      }
    }
  }

  private func multiply(_ weights: EncoderRows, rows: Int, into target: inout [Float]) {
    inputs.withUnsafeBufferPointer { x in
      DotProducts.all(
        x.start, rows: rows, weights.values, features: weights.count, stride: weights.stride, into: &target,
        ldo: weights.count)
    }
  }
}
