import Glibc
import LinearAlgebra
import SparseAutoencoders

/// From a row of products to its active features.
///
/// Values decide as computed in single precision: strict comparisons, and among equal values at the k-th place the
/// lowest index stays.
struct RowActivator {
  private let width: Int
  private let bias: [Float]
  private let preScale: [Float]?
  private let postScale: [Float]?
  private let gateBias: [Float]
  private let rule: Rule

  private enum Rule {
    /// z_j where z_j > cut_j.
    case above(cut: [Float], tanh: Bool)
    case topK(Int, rectified: Bool)
    case absoluteTopK(Int)
    case groupMax(Int)
    case gated(gateBias: [Float], magnitude: [Float], magnitudeBias: [Float])
  }

  init(_ autoencoder: SparseAutoencoder) {
    width = autoencoder.featureCount
    bias = autoencoder.encoderBias
    preScale = autoencoder.preScale
    postScale = autoencoder.postScale
    gateBias = autoencoder.gatedLinearUnit?.bias ?? []
    switch autoencoder.activation {
    case .relu: rule = .above(cut: [Float](repeating: 0, count: width), tanh: false)
    case .tanhReLU: rule = .above(cut: [Float](repeating: 0, count: width), tanh: true)
    case .jumpReLU(let thresholds): rule = .above(cut: thresholds.map { max(0, $0) }, tanh: false)
    case .threshold(let thresholds): rule = .above(cut: thresholds, tanh: false)
    case .topK(let k, let rectified): rule = .topK(k, rectified: rectified)
    case .absoluteTopK(let k): rule = .absoluteTopK(k)
    case .groupMax(let k): rule = .groupMax(k)
    case .gated(let gateBias, let scale, let magnitudeBias):
      rule = .gated(gateBias: gateBias, magnitude: scale.map { exp($0) }, magnitudeBias: magnitudeBias)
    }
  }

  /// Appends one row to `rows`. `products` is overwritten; `gate` holds the products of the second encoder.
  func activate(
    _ products: UnsafeMutableBufferPointer<Float>, gate: UnsafeBufferPointer<Float>?,
    appendingTo rows: inout SparseMatrix
  ) {
    preactivate(products, gate: gate)
    switch rule {
    case .above(let cut, let hyperbolic):
      scan(products, above: cut) { j, z in append(j, hyperbolic ? tanh(z) : z, &rows) }
    case .topK(let k, let rectified):
      var best = LargestValues(capacity: k)
      best.offer(products, from: rectified ? 0 : -.infinity)
      for (j, z) in best.ascendingByIndex() { append(j, z, &rows) }
    case .absoluteTopK(let k):
      var best = LargestValues(capacity: k)
      best.offer(magnitudesOf: products)
      for (j, _) in best.ascendingByIndex() { append(j, products[j], &rows) }
    case .groupMax(let k):
      let size = width / k
      for group in 0..<k {
        var best = group * size
        for j in group * size..<(group + 1) * size where products[j] > products[best] { best = j }
        if products[best] > 0 { append(best, products[best], &rows) }
      }
    case .gated(let gateBias, let magnitude, let magnitudeBias):
      for j in 0..<width where products[j] + gateBias[j] > 0 {
        let value = products[j] * magnitude[j] + magnitudeBias[j]
        if value > 0 { append(j, value, &rows) }
      }
    }
    rows.offsets.append(rows.indices.count)
  }

  /// z = (h + bias) · σ(gate) · preScale, in place.
  private func preactivate(_ products: UnsafeMutableBufferPointer<Float>, gate: UnsafeBufferPointer<Float>?) {
    bias.withUnsafeBufferPointer { bias in
      let vectors = width / 8
      products.withMemoryRebound(to: Float.self) { z in
        let base = UnsafeMutableRawPointer(z.baseAddress!)
        let biasBase = UnsafeRawPointer(bias.baseAddress!)
        for v in 0..<vectors {
          let sum =
            base.loadUnaligned(fromByteOffset: v * 32, as: SIMD8<Float>.self)
            + biasBase.loadUnaligned(fromByteOffset: v * 32, as: SIMD8<Float>.self)
          base.storeBytes(of: sum, toByteOffset: v * 32, as: SIMD8<Float>.self)
        }
        for j in vectors * 8..<width { z[j] += bias[j] }
      }
    }
    if let gate {
      for j in 0..<width { products[j] *= 1 / (1 + exp(-(gate[j] + gateBias[j]))) }
    }
    if let preScale {
      for j in 0..<width { products[j] *= preScale[j] }
    }
  }

  /// Calls `body` for every z_j > cut_j, ascending; eight at a time, since hits are rare.
  private func scan(_ z: UnsafeMutableBufferPointer<Float>, above cut: [Float], _ body: (Int, Float) -> Void) {
    cut.withUnsafeBufferPointer { cut in
      let base = UnsafeRawPointer(z.baseAddress!)
      let cutBase = UnsafeRawPointer(cut.baseAddress!)
      let vectors = width / 8
      for v in 0..<vectors {
        let mask =
          base.loadUnaligned(fromByteOffset: v * 32, as: SIMD8<Float>.self)
          .> cutBase.loadUnaligned(fromByteOffset: v * 32, as: SIMD8<Float>.self)
        if any(mask) {
          for j in v * 8..<v * 8 + 8 where z[j] > cut[j] { body(j, z[j]) }
        }
      }
      for j in vectors * 8..<width where z[j] > cut[j] { body(j, z[j]) }
    }
  }

  @inline(__always)
  private func append(_ feature: Int, _ value: Float, _ rows: inout SparseMatrix) {
    let scaled = postScale.map { value * $0[feature] } ?? value
    if scaled != 0 {
      rows.indices.append(Int32(feature))
      rows.values.append(scaled)
    }
  }
}
