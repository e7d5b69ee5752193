import LinearAlgebra
import SparseAutoencoders
import TensorFiles

/// Decodes sparse features back to hidden states.
public struct Decoder: Sendable {
  private let autoencoder: SparseAutoencoder
  /// [features, outputs].
  private let rows: WeightMatrix
  private let skip: WeightBlock?

  /// nil for encoder-only checkpoints.
  public init?(_ autoencoder: SparseAutoencoder) {
    guard let decoder = autoencoder.decoder else { return nil }
    self.autoencoder = autoencoder
    rows = decoder.isTransposed ? decoder.turned() : decoder
    skip = autoencoder.skip.map { $0.block(inputs: 0..<$0.inputs, outputs: 0..<$0.outputs) }
  }

  /// Width of a reconstruction.
  public var dimension: Int { autoencoder.outputDimension }

  /// x̂ of each row of `features`, in C order.
  ///
  /// - Parameter states: the rows they were encoded from (transforms such as layer norm are undone with their moments).
  public func decode(_ features: SparseMatrix, states: UnsafeBufferPointer<Float>) -> [Float] {
    let d = autoencoder.outputDimension
    let inputs = autoencoder.inputDimension
    var output = [Float](repeating: 0, count: features.rowCount * d)
    output.withUnsafeMutableBufferPointer { output in
      for row in 0..<features.rowCount {
        let target = UnsafeMutableBufferPointer(rebasing: output[row * d..<(row + 1) * d])
        let x = UnsafeBufferPointer(rebasing: states[row * inputs..<(row + 1) * inputs])
        decode(features, row: row, x: x, into: target)
      }
    }
    return output
  }

  private func decode(
    _ features: SparseMatrix, row: Int, x: UnsafeBufferPointer<Float>, into target: UnsafeMutableBufferPointer<Float>
  ) {
    let d = target.count
    for column in 0..<d { target[column] = autoencoder.decoderBias.isEmpty ? 0 : autoencoder.decoderBias[column] }
    for position in features.range(ofRow: row) {
      let feature = Int(features.indices[position])
      let value = features.values[position] * (autoencoder.decodeScale?[feature] ?? 1)
      rows.withRows(feature..<feature + 1) { weights in
        for column in 0..<d { target[column] += value * weights[column] }
      }
    }
    // A transcoder predicts another place of the network: undoing the input's transform only makes sense when the
    // output has the input's width.
    if let scale = autoencoder.outputScale {
      for column in 0..<d { target[column] *= scale }
    } else if d == x.count {
      autoencoder.inputTransform.undo(target, original: x)
    }
    if let skip { addSkip(skip, x: x, to: target) }
  }

  private func addSkip(
    _ skip: WeightBlock, x: UnsafeBufferPointer<Float>, to target: UnsafeMutableBufferPointer<Float>
  ) {
    let d = target.count
    for input in x.indices {
      for column in 0..<d { target[column] += x[input] * skip.value(input: input, output: column) }
    }
  }
}

extension WeightMatrix {
  /// The same map stored as [inputs, outputs], in memory.
  fileprivate func turned() -> WeightMatrix {
    let result = FloatStorage(count: inputs * outputs) { target in
      forEachBlock { first, values in
        // In tiles, so that both sides stay in cache.
        let rows = values.count / max(1, inputs)
        for rowTile in stride(from: 0, to: rows, by: 32) {
          for columnTile in stride(from: 0, to: inputs, by: 32) {
            for row in rowTile..<min(rowTile + 32, rows) {
              for column in columnTile..<min(columnTile + 32, inputs) {
                target[column * outputs + first + row] = values[row * inputs + column]
              }
            }
          }
        }
      }
    }
    return WeightMatrix(values: result, inputs: inputs, outputs: outputs, isTransposed: false)
  }
}
