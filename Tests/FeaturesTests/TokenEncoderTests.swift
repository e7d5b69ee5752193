import LinearAlgebra
import SparseAutoencoders
import Testing

@testable import Features

/// Products one element at a time in double precision, then the activation as its definition reads.
private func reference(_ autoencoder: SparseAutoencoder, _ x: ArraySlice<Float>) -> [Double] {
  let x = Array(x)
  let u = x.indices.map { Double(x[$0]) - Double(autoencoder.subtracted?[$0] ?? 0) }
  let h = (0..<autoencoder.featureCount).map { j in
    u.indices.reduce(Double(autoencoder.encoderBias[j])) {
      $0 + u[$1] * Double(autoencoder.encoder.value(input: $1, output: j))
    }
  }
  switch autoencoder.activation {
  case .relu: return h.map { max(0, $0) }
  case .jumpReLU(let thresholds): return zip(h, thresholds).map { $0 > max(0, Double($1)) ? $0 : 0 }
  case .topK(let k, let rectified):
    let kept = Set(h.indices.sorted { h[$0] != h[$1] ? h[$0] > h[$1] : $0 < $1 }.prefix(k))
    return h.indices.map { kept.contains($0) && (!rectified || h[$0] > 0) ? h[$0] : 0 }
  case .absoluteTopK(let k):
    let kept = Set(h.indices.sorted { abs(h[$0]) > abs(h[$1]) }.prefix(k))
    return h.indices.map { kept.contains($0) ? h[$0] : 0 }
  case .groupMax(let k):
    let size = h.count / k
    return h.indices.map { j in
      let group = h[j / size * size..<(j / size + 1) * size]
      return h[j] == group.max() && h[j] > 0 ? h[j] : 0
    }
  default: return []
  }
}

@Suite struct TokenEncoderTests {
  private static let activations: [Activation] = [
    .relu, .jumpReLU((0..<40).map { Float($0 % 5) * 0.3 - 0.3 }), .topK(7, rectified: true), .topK(7, rectified: false),
    .absoluteTopK(9), .groupMax(8),
  ]

  @Test(arguments: activations.indices, [false, true])
  func matchesTheDefinition(index: Int, transposed: Bool) {
    let autoencoder = randomAutoencoder(activation: Self.activations[index], transposed: transposed)
    let states = MemoryStates(dimension: 12, examples: 60, seed: 5)
    var rows = SparseMatrix(columnCount: 40)
    states.values.withUnsafeBufferPointer { TokenEncoder(autoencoder).encode($0, into: &rows) }
    #expect(rows.rowCount == states.tokenCount)
    for row in 0..<rows.rowCount {
      let expected = reference(autoencoder, states.values[row * 12..<(row + 1) * 12])
      var dense = [Double](repeating: 0, count: 40)
      for position in rows.range(ofRow: row) { dense[Int(rows.indices[position])] = Double(rows.values[position]) }
      for j in 0..<40 { #expect(abs(dense[j] - expected[j]) < 1e-5, "row \(row), feature \(j)") }
    }
  }

  @Test func equalValuesAtTheLastPlaceKeepTheLowestIndex() {
    var best = LargestValues(capacity: 3)
    var values: [Float] = [1, 5, 2, 2, 2, 9, 2]
    values.withUnsafeMutableBufferPointer { best.offer($0, from: 0) }
    #expect(best.ascendingByIndex().map(\.0) == [1, 2, 5])
  }

  @Test func aPreActivationAtItsThresholdIsSilent() {
    var autoencoder = randomAutoencoder(
      inputs: 4, features: 9, activation: .jumpReLU([Float](repeating: 0.5, count: 9)))
    autoencoder.encoder = WeightMatrix(
      values: .init([Float](repeating: 0, count: 36)), inputs: 4, outputs: 9, isTransposed: false)
    autoencoder.encoderBias = [Float](repeating: 0.5, count: 8) + [0.75]
    var rows = SparseMatrix(columnCount: 9)
    [Float](repeating: 1, count: 4).withUnsafeBufferPointer { TokenEncoder(autoencoder).encode($0, into: &rows) }
    #expect(rows.indices == [8])
  }
}
