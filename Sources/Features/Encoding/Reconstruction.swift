import LinearAlgebra
import SparseAutoencoders

/// Decodes sparse features back to hidden states.
public struct Decoder: Sendable {
  private let autoencoder: SparseAutoencoder
  /// [features, outputs] in C order.
  private let rows: [Float]?
  private let mapped: WeightMatrix

  /// nil for encoder-only checkpoints.
  public init?(_ autoencoder: SparseAutoencoder) {
    guard let decoder = autoencoder.decoder else { return nil }
    self.autoencoder = autoencoder
    mapped = decoder
    rows = decoder.isTransposed ? decoder.rowsByInput() : nil
  }

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
    withRows { weights in
      for position in features.range(ofRow: row) {
        let feature = Int(features.indices[position])
        let value = features.values[position] * (autoencoder.decodeScale?[feature] ?? 1)
        for column in 0..<d { target[column] += value * weights[feature * d + column] }
      }
    }
    // A transcoder predicts another place of the network: undoing the input's transform only makes sense when the
    // output has the input's width.
    if let scale = autoencoder.outputScale {
      for column in 0..<d { target[column] *= scale }
    } else if d == x.count {
      autoencoder.inputTransform.undo(target, original: x)
    }
    if let skip = autoencoder.skip { addSkip(skip, x: x, to: target) }
  }

  private func addSkip(
    _ skip: WeightMatrix, x: UnsafeBufferPointer<Float>, to target: UnsafeMutableBufferPointer<Float>
  ) {
    let d = target.count
    for input in x.indices {
      for column in 0..<d {
        let weight = skip.values.values[skip.isTransposed ? column * skip.inputs + input : input * d + column]
        target[column] += x[input] * weight
      }
    }
  }

  private func withRows(_ body: (UnsafeBufferPointer<Float>) -> Void) {
    if let rows { rows.withUnsafeBufferPointer(body) } else { body(mapped.values.values) }
  }
}

extension WeightMatrix {
  /// The values as [inputs, outputs] in C order.
  public func rowsByInput() -> [Float] {
    if !isTransposed { return Array(values.values) }
    var result = [Float](repeating: 0, count: inputs * outputs)
    let stored = values.values
    // In tiles, so that both sides stay in cache.
    for rowTile in stride(from: 0, to: outputs, by: 32) {
      for columnTile in stride(from: 0, to: inputs, by: 32) {
        for row in rowTile..<min(rowTile + 32, outputs) {
          for column in columnTile..<min(columnTile + 32, inputs) {
            result[column * outputs + row] = stored[row * inputs + column]
          }
        }
      }
    }
    return result
  }
}
