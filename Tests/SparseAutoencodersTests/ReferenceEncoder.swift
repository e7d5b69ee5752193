import Foundation

@testable import SparseAutoencoders

/// The canonical form written down once more, plainly and in double precision, to test readers with.
struct ReferenceEncoder {
  let sae: SparseAutoencoder

  /// Activations [D] and, with a decoder, the reconstruction [d_out] of one row.
  func callAsFunction(_ x: [Double]) -> (activations: [Double], reconstruction: [Double]?) {
    let (transformed, undo) = transform(x)
    var u = transformed
    if let subtracted = sae.subtracted { for i in u.indices { u[i] -= Double(subtracted[i]) } }
    var h = multiply(u, sae.encoder)
    for j in h.indices { h[j] += Double(sae.encoderBias[j]) }
    if let gate = sae.gatedLinearUnit {
      let g = multiply(u, gate.encoder)
      for j in h.indices { h[j] /= 1 + exp(-(g[j] + Double(gate.bias[j]))) }
    }
    if let scale = sae.preScale { for j in h.indices { h[j] *= Double(scale[j]) } }
    var a = activate(h)
    if let scale = sae.postScale { for j in a.indices { a[j] *= Double(scale[j]) } }
    guard let decoder = sae.decoder else { return (a, nil) }
    var scaled = a
    if let scale = sae.decodeScale { for j in scaled.indices { scaled[j] *= Double(scale[j]) } }
    var y = multiply(scaled, decoder)
    for i in y.indices { y[i] += Double(sae.decoderBias[i]) }
    if let skip = sae.skip {
      let direct = multiply(x, skip)
      for i in y.indices { y[i] += direct[i] }
    }
    if let scale = sae.outputScale { return (a, y.map { $0 * Double(scale) }) }
    return (a, undo(y))
  }

  private func transform(_ x: [Double]) -> ([Double], ([Double]) -> [Double]) {
    let d = Double(x.count)
    switch sae.inputTransform {
    case .none: return (x, { $0 })
    case .scale(let scale): return (x.map { $0 * Double(scale) }, { $0.map { $0 / Double(scale) } })
    case .unitRootMeanSquare:
      let scale = d.squareRoot() / x.map { $0 * $0 }.reduce(0, +).squareRoot()
      return (x.map { $0 * scale }, { $0.map { $0 / scale } })
    case .layerNorm(let epsilon, let unbiased):
      let mean = x.reduce(0, +) / d
      let variance = x.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / (unbiased ? d - 1 : d)
      let sigma = variance.squareRoot()
      return (x.map { ($0 - mean) / (sigma + Double(epsilon)) }, { $0.map { $0 * sigma + mean } })
    case .whitening(let mean, let matrix, let inverse):
      func times(_ v: [Double], _ m: [Float]) -> [Double] {
        v.indices.map { j in v.indices.reduce(0.0) { $0 + v[$1] * Double(m[$1 * v.count + j]) } }
      }
      return (
        times(zip(x, mean).map { $0 - Double($1) }, matrix),
        { zip(times($0, inverse), mean).map { $0 + Double($1) } }
      )
    }
  }

  private func multiply(_ x: [Double], _ matrix: WeightMatrix) -> [Double] {
    var y = [Double](repeating: 0, count: matrix.outputs)
    let weights = matrix.floats()
    for i in 0..<matrix.inputs where x[i] != 0 {
      for j in 0..<matrix.outputs {
        let place = matrix.isTransposed ? j * matrix.inputs + i : i * matrix.outputs + j
        y[j] += x[i] * Double(weights[place])
      }
    }
    return y
  }

  private func activate(_ h: [Double]) -> [Double] {
    func keep(_ k: Int, by key: (Double) -> Double) -> Set<Int> {
      Set(h.indices.sorted { (key(h[$0]), -$0) > (key(h[$1]), -$1) }.prefix(k))
    }
    switch sae.activation {
    case .relu: return h.map { max(0, $0) }
    case .tanhReLU: return h.map { tanh(max(0, $0)) }
    case .jumpReLU(let thresholds): return h.indices.map { h[$0] > Double(thresholds[$0]) ? max(0, h[$0]) : 0 }
    case .threshold(let thresholds): return h.indices.map { h[$0] > Double(thresholds[$0]) ? h[$0] : 0 }
    case .topK(let k, let rectified):
      let kept = keep(k) { $0 }
      return h.indices.map { kept.contains($0) ? (rectified ? max(0, h[$0]) : h[$0]) : 0 }
    case .absoluteTopK(let k):
      let kept = keep(k) { abs($0) }
      return h.indices.map { kept.contains($0) ? h[$0] : 0 }
    case .groupMax(let k):
      let size = h.count / k
      var a = [Double](repeating: 0, count: h.count)
      for group in 0..<k {
        let members = group * size..<(group + 1) * size
        if let best = members.max(by: { (h[$0], -$0) < (h[$1], -$1) }) { a[best] = max(0, h[best]) }
      }
      return a
    case .gated(let gateBias, let scale, let magnitudeBias):
      return h.indices.map { j in
        h[j] + Double(gateBias[j]) > 0 ? max(0, h[j] * exp(Double(scale[j])) + Double(magnitudeBias[j])) : 0
      }
    }
  }
}
