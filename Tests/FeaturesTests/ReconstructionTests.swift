import LinearAlgebra
import SparseAutoencoders
import TensorFiles
import Testing

@testable import Features

@Suite struct ReconstructionTests {
  @Test(arguments: [false, true])
  func decodesAsDefined(transposed: Bool) throws {
    let autoencoder = randomAutoencoder(activation: .relu, transposed: transposed)
    let decoder = try #require(Decoder(autoencoder))
    let features = SparseMatrix(columnCount: 40, offsets: [0, 2, 2], indices: [3, 17], values: [2, -0.5])
    let decoded = [Float](repeating: 0, count: 24).withUnsafeBufferPointer { decoder.decode(features, states: $0) }
    for k in 0..<12 {
      let weights = try #require(autoencoder.decoder)
      let expected =
        autoencoder.decoderBias[k] + 2 * weights.value(input: 3, output: k) - 0.5 * weights.value(input: 17, output: k)
      #expect(abs(decoded[k] - expected) < 1e-6)
      #expect(decoded[12 + k] == autoencoder.decoderBias[k])
    }
  }

  /// An autoencoder that is exact when b_dec is subtracted: declared without, it must be doubted.
  @Test func doubtsAWrongPreBias() throws {
    let d = 8
    var identity = [Float](repeating: 0, count: d * 2 * d)
    for k in 0..<d {
      identity[k * 2 * d + k] = 1
      identity[k * 2 * d + d + k] = -1
    }
    let bias = (0..<d).map { Float($0) * 3 - 8 }
    var autoencoder = SparseAutoencoder(
      inputDimension: d, featureCount: 2 * d,
      encoder: WeightMatrix(values: FloatStorage(identity), inputs: d, outputs: 2 * d, isTransposed: false),
      encoderBias: [Float](repeating: 0, count: 2 * d), subtracted: bias, activation: .relu,
      decoder: WeightMatrix(values: FloatStorage(identity), inputs: 2 * d, outputs: d, isTransposed: true),
      decoderBias: bias)
    let states = MemoryStates(dimension: d, examples: 100, seed: 2)
    let right = try ReconstructionCheck.measure(autoencoder, on: states, dataset: "d", threads: 2)
    #expect(try #require(right.fvu) < 1e-10)
    #expect(ReconstructionCheck.doubt(right) == nil)
    autoencoder.subtracted = nil
    let wrong = try ReconstructionCheck.measure(autoencoder, on: states, dataset: "d", threads: 2)
    #expect(try #require(wrong.fvu) > 1)
    #expect(ReconstructionCheck.doubt(wrong)?.contains("b_dec subtracted") == true)
  }
}
