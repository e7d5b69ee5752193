import SparseAutoencoders
import Statistics
import TensorFiles

extension SparseAutoencoder {
  /// The control that shows what training the dictionary is worth: every encoder direction replaced by a random one of
  /// the same norm; biases, thresholds and the activation stay. It has no decoder.
  ///
  /// - Parameter seed: the same seed gives the same directions.
  public func withRandomDirections(seed: UInt64) -> SparseAutoencoder {
    var control = self
    control.encoder = encoder.withRandomDirections(SeededGenerator(seed: seed, stream: 1))
    if let unit = gatedLinearUnit {
      control.gatedLinearUnit = (unit.encoder.withRandomDirections(SeededGenerator(seed: seed, stream: 2)), unit.bias)
    }
    control.decoder = nil
    control.decoderBias = []
    control.skip = nil
    return control
  }
}

extension WeightMatrix {
  /// The weights towards each output turned into a random direction of the same length.
  fileprivate func withRandomDirections(_ generator: SeededGenerator) -> WeightMatrix {
    var generator = generator
    let squares = outputSquares()
    let drawn = FloatStorage(count: inputs * outputs) { target in
      var direction = [Double](repeating: 0, count: inputs)
      for output in 0..<outputs {
        var length = 0.0
        for input in 0..<inputs {
          direction[input] = generator.normal()
          length += direction[input] * direction[input]
        }
        let scale = length > 0 ? (squares[output] / length).squareRoot() : 0
        for input in 0..<inputs { target[output * inputs + input] = Float(direction[input] * scale) }
      }
    }
    return WeightMatrix(values: drawn, inputs: inputs, outputs: outputs, isTransposed: true)
  }
}
