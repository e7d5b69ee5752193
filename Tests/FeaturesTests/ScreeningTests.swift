import Datasets
import Files
import LinearAlgebra
import SparseAutoencoders
import TensorFiles
import TestSupport
import Testing

@testable import Features

/// States on which a careless bound would fail.
private enum Adversary: String, CaseIterable {
  case plain, zero, constant, outlier, tiny, huge, subnormal, infinite, alike

  func states(dimension d: Int, rows: Int, seed: UInt64) -> [Float] {
    var numbers = TestNumbers(seed)
    var values = numbers.list(rows * d)
    switch self {
    case .plain: break
    case .zero: values = values.indices.map { $0 / d % 2 == 0 ? 0 : values[$0] }
    case .constant: values = values.indices.map { _ in 0.73 }
    // In another dimension for each row, so that no centre helps.
    case .outlier: for row in 0..<rows { values[row * d + row * 7 % d] = 3000 }
    case .tiny: values = values.map { $0 * 1e-25 }
    case .huge: values = values.map { $0 * 1e14 }
    case .subnormal: values = values.map { $0 * 1e-30 * 1e-11 }
    case .infinite: for row in stride(from: 0, to: rows, by: 2) { values[row * d] = row % 4 == 0 ? .infinity : 3e38 }
    case .alike: values = values.indices.map { values[$0 % d] + ($0 / d % 3 == 0 ? 1e-6 : 0) * values[$0] }
    }
    return values
  }
}

private func encode(_ autoencoder: SparseAutoencoder, _ states: [Float], _ choice: EncoderChoice) -> (
  rows: SparseMatrix, encoder: FeatureEncoder
) {
  let d = autoencoder.inputDimension
  let encoder = FeatureEncoder(autoencoder, choice: choice, sample: Array(states.prefix(20 * d)), threads: 2)
  var rows = SparseMatrix(columnCount: autoencoder.featureCount)
  states.withUnsafeBufferPointer { TokenEncoder(encoder).encode($0, into: &rows) }
  return (rows, encoder)
}

/// Indices, values to the bit, and row ends.
private func bytes(_ rows: SparseMatrix) -> [[Int]] {
  [rows.offsets, rows.indices.map { Int($0) }, rows.values.map { Int($0.bitPattern) }]
}

@Suite(.enabled(if: ByteProducts.isAvailable)) struct ScreeningTests {
  private static func activations(_ width: Int) -> [Activation] {
    var numbers = TestNumbers(77)
    let spread = numbers.list(width)
    return [
      .relu, .tanhReLU, .jumpReLU(spread.map { $0 + 1 }), .threshold(spread.map { $0 * 2 }),
      .topK(5, rectified: true), .topK(6, rectified: false), .topK(width, rectified: false), .absoluteTopK(7),
      .groupMax(4), .gated(gateBias: spread.map { $0 - 1 }, magnitudeScale: spread, magnitudeBias: spread),
    ]
  }

  /// Odd and small dimensions, widths that fill no panel.
  @Test(arguments: [(1, 8), (13, 37), (33, 100), (64, 260)], Adversary.allCases)
  fileprivate func givesTheBytesOfTheDenseWay(shape: (d: Int, width: Int), adversary: Adversary) {
    let states = adversary.states(dimension: shape.d, rows: 45, seed: 21)
    for (index, activation) in Self.activations(shape.width).enumerated() {
      var autoencoder = randomAutoencoder(
        inputs: shape.d, features: shape.width, activation: activation, transposed: index % 2 == 0)
      if index % 3 == 1 {
        var numbers = TestNumbers(5)
        autoencoder.preScale = numbers.list(shape.width)
        autoencoder.postScale = numbers.list(shape.width)
      }
      let dense = encode(autoencoder, states, .dense)
      let screened = encode(autoencoder, states, .screened)
      #expect(screened.encoder.screening != nil)
      #expect(bytes(dense.rows) == bytes(screened.rows), "activation \(index)")
    }
  }

  @Test func thresholdsAtTheValueItselfAreDecidedByTheValue() {
    let width = 200
    let states = Adversary.plain.states(dimension: 24, rows: 40, seed: 4)
    let everything = randomAutoencoder(
      inputs: 24, features: width, activation: .threshold([Float](repeating: -.greatestFiniteMagnitude, count: width)))
    let all = encode(everything, states, .dense).rows
    // Each feature's threshold is its own pre-activation at some token, or one place below.
    let cuts = (0..<width).map { j in
      let value = all.values[j % 40 * width + j]
      return j % 2 == 0 ? value : value.nextDown
    }
    let autoencoder = randomAutoencoder(inputs: 24, features: width, activation: .threshold(cuts))
    let screened = encode(autoencoder, states, .screened).rows
    #expect(bytes(screened) == bytes(encode(autoencoder, states, .dense).rows))
    for j in 0..<width {
      let fires = screened.indices[screened.range(ofRow: j % 40)].contains(Int32(j))
      #expect(fires == (j % 2 == 1))
    }
  }

  @Test func equalFeaturesKeepTheLowestIndex() {
    var numbers = TestNumbers(8)
    let row = numbers.list(20)
    var autoencoder = randomAutoencoder(inputs: 20, features: 90, activation: .topK(3, rectified: false))
    autoencoder.encoder = WeightMatrix(
      values: FloatStorage((0..<90).flatMap { _ in row }), inputs: 20, outputs: 90, isTransposed: true)
    autoencoder.encoderBias = [Float](repeating: 0.25, count: 90)
    let states = numbers.list(20 * 10)
    let screened = encode(autoencoder, states, .screened).rows
    #expect(Array(screened.indices) == (0..<10).flatMap { _ in [0, 1, 2] as [Int32] })
    #expect(bytes(screened) == bytes(encode(autoencoder, states, .dense).rows))
  }

  @Test func weightsOutOfRangeAreAlwaysCandidates() {
    var numbers = TestNumbers(3)
    var values = numbers.list(16 * 40)
    for j in 0..<40 {
      let factor: Float = [1, 1e20, 1e-30, 0, Float.leastNonzeroMagnitude][j % 5]
      for k in 0..<16 { values[j * 16 + k] *= factor }
    }
    for activation in Self.activations(40) {
      var autoencoder = randomAutoencoder(inputs: 16, features: 40, activation: activation)
      autoencoder.encoder = WeightMatrix(values: FloatStorage(values), inputs: 16, outputs: 40, isTransposed: true)
      let states = numbers.list(16 * 30)
      #expect(bytes(encode(autoencoder, states, .screened).rows) == bytes(encode(autoencoder, states, .dense).rows))
    }
  }

  /// The bound is a bound, and no wider than it must be: about the error of rounding to 8 bits, not of the product.
  @Test(arguments: Adversary.allCases) fileprivate func theBoundHoldsAndIsTight(adversary: Adversary) throws {
    let (d, width) = (80, 96)
    let autoencoder = randomAutoencoder(inputs: d, features: width, activation: .relu)
    let states = adversary.states(dimension: d, rows: 30, seed: 9)
    let encoder = encode(autoencoder, states, .screened).encoder
    let weights = try #require(encoder.screening).weights
    var inputs = [Float](repeating: 0, count: states.count)
    inputs.withUnsafeMutableBufferPointer { target in
      states.withUnsafeBufferPointer { autoencoder.transform($0, into: target, stride: d) }
    }
    var exact = [Float](repeating: 0, count: 30 * width)
    DotProducts.all(inputs, rows: 30, encoder.rows.values, features: width, stride: d, into: &exact, ldo: width)
    var q = [Int8](repeating: 0, count: d)
    for row in 0..<30 {
      let quantised = inputs.withUnsafeBufferPointer {
        ByteProducts.Row($0.baseAddress! + row * d, centre: weights.centre, count: d, into: &q)
      }
      guard let bound = RowBound(quantised, dimension: d) else { continue }
      var products = [Float](repeating: 0, count: width)
      ByteProducts.multiply(
        q, sums: [quantised.sum], rows: 1, weights.packed, panels: 3, stride: d, into: &products, ldo: width)
      var widest: Float = 0
      for j in 0..<width {
        let estimate = products[j] * weights.scale[j] * bound.scale + weights.offset[j]
        let spread = bound.norm * weights.norm[j] + bound.error * weights.error[j] + weights.slack[j]
        #expect(abs(exact[row * width + j] + autoencoder.encoderBias[j] - estimate) <= spread)
        widest = max(widest, spread)
      }
      // Of numbers spread evenly, rounding to 255 levels leaves an error of 1/254 of the norm, twice here; ‖w‖ is 4 to 7.
      if adversary == .plain { #expect(widest < 7.0 / 127 * quantised.difference) }
    }
  }

  @Test func rulesOutMostFeatures() {
    let states = Adversary.plain.states(dimension: 128, rows: 100, seed: 2)
    for activation in [
      Activation.jumpReLU([Float](repeating: 12, count: 2000)), .topK(10, rectified: true), .absoluteTopK(10),
    ] {
      let autoencoder = randomAutoencoder(inputs: 128, features: 2000, activation: activation)
      let (rows, encoder) = encode(autoencoder, states, .screened)
      let screen = TokenScreen(
        rows: encoder.rows, weights: encoder.screening!.weights, rule: encoder.screening!.rule)
      var inputs = [Float](repeating: 0, count: states.count)
      inputs.withUnsafeMutableBufferPointer { target in
        states.withUnsafeBufferPointer { autoencoder.transform($0, into: target, stride: 128) }
      }
      screen.find(inputs, count: 100)
      #expect(screen.features.count < 3 * rows.entryCount + 200)
      #expect(rows.entryCount > 100)
    }
  }

  /// Blocks, threads and the choice change no byte.
  @Test func aDatasetIsTheSameForEveryChoiceAndNumberOfThreads() throws {
    let source = MemoryStates(dimension: 40, examples: 400, seed: 6)
    let autoencoder = randomAutoencoder(inputs: 40, features: 300, activation: .topK(8, rectified: true))
    var results: [[[Int]]] = []
    for choice in EncoderChoice.allCases {
      for threads in [1, 3] {
        var rows = SparseMatrix(columnCount: 300)
        try EncodingPass.run(source, with: autoencoder, encoder: choice, threads: threads) { block in
          for row in 0..<block.tokens.rowCount {
            rows.indices += block.tokens.indices[block.tokens.range(ofRow: row)]
            rows.values += block.tokens.values[block.tokens.range(ofRow: row)]
            rows.offsets.append(rows.indices.count)
          }
        }
        results.append(bytes(rows))
      }
    }
    #expect(results.allSatisfy { $0 == results[0] })
    #expect(results[0][0].count == source.tokenCount + 1)
  }

  /// Real states and checkpoints: the demo's, and those of `../shared/data` where it is.
  @Test func realStatesGiveTheSameBytes() throws {
    let demo = TestPaths.repository + "/examples"
    var pairs = [
      ("checkpoints/l6-w512", "layer6"), ("checkpoints/l6-w2048", "layer6"), ("checkpoints/l3-w1024", "layer3"),
    ].map { (demo + "/" + $0, demo + "/states/reviews.\($1).safetensors") }
    if let shared = TestPaths.sharedData {
      pairs += [
        "saelens-gated", "saelens-jumprelu", "saelens-topk", "saelens-topk-ties", "saelens-abstopk",
        "saelens-layer-norm",
        "dictionary-learning-batchtopk", "dictionary-learning-gated", "sparsify-topk", "sparsify-groupmax",
        "openai-relu",
      ].map { ("\(shared)/formats/\($0)/checkpoint", "\(shared)/formats/\($0)/states.safetensors") }
    }
    var compared = 0
    for (checkpoint, states) in pairs {
      guard let autoencoder = try? Checkpoints.open(checkpoint).autoencoder,
        case .states(let source)? = try? HiddenStates.open(path: states).activations,
        source.dimension == autoencoder.inputDimension
      else { continue }
      let count = min(300, source.tokenCount)
      var values = [Float](repeating: 0, count: count * source.dimension)
      try values.withUnsafeMutableBufferPointer { try source.read(0..<count, into: $0) }
      #expect(
        bytes(encode(autoencoder, values, .screened).rows) == bytes(encode(autoencoder, values, .dense).rows),
        "\(checkpoint)")
      compared += 1
    }
    #expect(compared >= 3)
  }
}
