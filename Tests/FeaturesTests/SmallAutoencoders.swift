import Datasets
import SparseAutoencoders
import TensorFiles

/// Deterministic numbers for tests: a linear congruential sequence mapped to −1 … 1.
struct TestNumbers {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(Int32(truncatingIfNeeded: state >> 33)) / Float(Int32.max) * 2 - 1
  }

  mutating func list(_ count: Int) -> [Float] { (0..<count).map { _ in next() } }
}

/// States held in memory, ragged.
struct MemoryStates: HiddenStateSource {
  var dimension: Int
  var values: [Float]
  var offsets: [Int]
  var isTokenLevel: Bool { true }
  var files: [String] { [] }
  var tokenCount: Int { values.count / dimension }

  func read(_ tokens: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) throws {
    _ = target.update(from: values[tokens.lowerBound * dimension..<tokens.upperBound * dimension])
  }

  /// Examples of 1 to 7 tokens.
  init(dimension: Int, examples: Int, seed: UInt64) {
    var numbers = TestNumbers(seed)
    offsets = [0]
    for index in 0..<examples { offsets.append(offsets[index] + 1 + (index * 5 + Int(seed)) % 7) }
    self.dimension = dimension
    values = numbers.list(offsets[examples] * dimension)
  }
}

/// A random autoencoder with the given activation.
func randomAutoencoder(
  inputs: Int = 12, features: Int = 40, activation: Activation, transposed: Bool = false, seed: UInt64 = 3
) -> SparseAutoencoder {
  var numbers = TestNumbers(seed)
  let values = numbers.list(inputs * features)
  let encoder = WeightMatrix(values: FloatStorage(values), inputs: inputs, outputs: features, isTransposed: transposed)
  let decoder = WeightMatrix(
    values: FloatStorage(numbers.list(inputs * features)), inputs: features, outputs: inputs, isTransposed: transposed)
  return SparseAutoencoder(
    inputDimension: inputs, featureCount: features, encoder: encoder, encoderBias: numbers.list(features),
    subtracted: numbers.list(inputs), activation: activation, decoder: decoder, decoderBias: numbers.list(inputs))
}

extension WeightMatrix {
  func value(input: Int, output: Int) -> Float {
    block(inputs: input..<input + 1, outputs: output..<output + 1).value(input: input, output: output)
  }
}
