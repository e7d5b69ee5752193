import Diagnostics
import Findings
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
    #expect(ReconstructionCheck.doubts(right, declaredL0: Double(d)).isEmpty)
    autoencoder.subtracted = nil
    let wrong = try ReconstructionCheck.measure(autoencoder, on: states, dataset: "d", threads: 2)
    #expect(try #require(wrong.fvu) > 1)
    #expect(
      ReconstructionCheck.doubts(wrong, declaredL0: nil).first?.values.contains(.note(Note(.biasSubtracted))) == true)
  }

  /// Top-k of an identity on [x, −x]: states that lie in the span of few coordinates are explained, others are not.
  @Test func doubtsTheLayerAndTheSparsity() throws {
    let d = 8
    var identity = [Float](repeating: 0, count: d * d)
    for k in 0..<d { identity[k * d + k] = 1 }
    let autoencoder = SparseAutoencoder(
      inputDimension: d, featureCount: d,
      encoder: WeightMatrix(values: FloatStorage(identity), inputs: d, outputs: d, isTransposed: false),
      encoderBias: [Float](repeating: 0, count: d), activation: .topK(2, rectified: true),
      decoder: WeightMatrix(values: FloatStorage(identity), inputs: d, outputs: d, isTransposed: true))
    var next = MemoryStates(dimension: d, examples: 100, seed: 2)
    let here = next
    for row in 0..<next.tokenCount {
      for k in 0..<d { next.values[row * d + k] = k == row % d || k == (row + 1) % d ? 1 + Float(k) : 0 }
    }
    func check(_ states: MemoryStates, other: MemoryStates) throws -> ReconstructionFinding {
      try ReconstructionCheck.measure(
        autoencoder, on: states, dataset: "d", others: [OtherStates(Note(.statesOfLayer, 5), source: other)],
        atMost: 128, threads: 2)
    }
    let misplaced = try check(here, other: next)
    #expect(misplaced.tokens == 128)
    #expect(
      ReconstructionCheck.doubts(misplaced, declaredL0: 2).first?.values.contains(.note(Note(.statesOfLayer, 5)))
        == true)
    let right = try check(next, other: here)
    #expect(ReconstructionCheck.doubts(right, declaredL0: 2).isEmpty)
    #expect(ReconstructionCheck.doubts(right, declaredL0: 4.1) == [Note(.otherSparsity, "d", right.l0, 4.1)])
    #expect(ReconstructionCheck.doubts(right, declaredL0: 0.9).count == 1)
  }

  /// A decoder that belongs to other features, as one read the wrong way round: nothing is explained, in no reading.
  @Test func doubtsATurnedDecoder() throws {
    let states = MemoryStates(dimension: 12, examples: 60, seed: 4)
    let autoencoder = randomAutoencoder(activation: .relu)
    let check = try ReconstructionCheck.measure(autoencoder, on: states, dataset: "d", threads: 1)
    #expect(
      ReconstructionCheck.doubts(check, declaredL0: nil).contains { $0.code == .poorFit || $0.code == .betterReading })
    #expect(ReconstructionCheck.doubts(check, declaredL0: nil, isTranscoder: true).isEmpty)
    var alone = check
    alone.variants = []
    #expect(ReconstructionCheck.doubts(alone, declaredL0: nil).first?.code == .poorFit)
  }

  /// A layer-6 autoencoder on states of layer 3 leaves .75, which no sound one does on its own layer.
  @Test func doubtsAPoorFit() {
    func doubts(_ fvu: Double, _ other: Double) -> [Note] {
      let finding = ReconstructionFinding(
        dataset: "d", tokens: 512, l0: 32, fvu: fvu,
        variants: [FVUVariant(reading: Note(.statesOfLayer, 6), fvu: other)])
      return ReconstructionCheck.doubts(finding, declaredL0: 32)
    }
    #expect(doubts(0.751, 0.9) == [Note(.poorFit, "d", 0.751, 0.751)])
    #expect(doubts(0.316, 0.9).isEmpty)
    // The layer that fits says more than the level.
    #expect(doubts(0.751, 0.19) == [Note(.betterReading, "d", 0.751, Note(.statesOfLayer, 6), 0.19)])
  }

  /// Weights for normalised states, declared for raw ones, and the other way round.
  @Test func doubtsTheNormalisation() throws {
    var states = MemoryStates(dimension: 12, examples: 60, seed: 4)
    for i in states.values.indices { states.values[i] = 40 * states.values[i] + 25 }
    var autoencoder = exactInOneRange
    func doubts() throws -> [Note] {
      let check = try ReconstructionCheck.measure(autoencoder, on: states, dataset: "d", threads: 1)
      return ReconstructionCheck.doubts(check, declaredL0: nil)
    }
    autoencoder.inputTransform = .layerNorm(epsilon: 1e-5, unbiased: true)
    #expect(try doubts().isEmpty)
    autoencoder.inputTransform = .none
    #expect(try doubts().first?.description.contains("norm") == true)
    for i in states.values.indices { states.values[i] = (states.values[i] - 25) / 40 }
    autoencoder.inputTransform = .scale(100)
    #expect(try doubts().first?.values.contains(.note(Note(.statesAsTheyAre))) == true)
  }

  /// Features 5 − x and 5 + x of each dimension x: exact between −4.9 and 4.9, wrong beyond.
  private var exactInOneRange: SparseAutoencoder {
    let d = 12
    var identity = [Float](repeating: 0, count: d * 2 * d)
    for k in 0..<d {
      identity[k * 2 * d + k] = 1
      identity[k * 2 * d + d + k] = -1
    }
    return SparseAutoencoder(
      inputDimension: d, featureCount: 2 * d,
      encoder: WeightMatrix(
        values: FloatStorage(identity.map { -$0 }), inputs: d, outputs: 2 * d, isTransposed: false),
      encoderBias: [Float](repeating: 5, count: 2 * d), activation: .jumpReLU([Float](repeating: 0.1, count: 2 * d)),
      decoder: WeightMatrix(
        values: FloatStorage(identity.map { -$0 / 2 }), inputs: 2 * d, outputs: d, isTransposed: true))
  }
}
