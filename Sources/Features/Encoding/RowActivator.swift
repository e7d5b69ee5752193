import Buffers
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
    if case .above(let cut, let hyperbolic) = rule {
      scan(products, above: cut) { j, z in append(j, hyperbolic ? tanh(z) : z, &rows) }
    } else {
      choose(products, features: nil, &rows)
    }
    rows.offsets.append(rows.indices.count)
  }

  /// The same of a row of which only some products are known: of the features `features[range]`, ascending, among which
  /// everything that the activation keeps must be.
  func activate(_ products: [Float], of features: [Int32], _ range: Range<Int>, appendingTo rows: inout SparseMatrix) {
    var known = [Float](products[range])
    features.withUnsafeBufferPointer { features in
      let features = UnsafeBufferPointer(rebasing: features[range])
      known.withUnsafeMutableBufferPointer { z in
        for i in z.indices {
          z[i] += bias[Int(features[i])]
          if let preScale { z[i] *= preScale[Int(features[i])] }
        }
        if case .above(let cut, let hyperbolic) = rule {
          for i in z.indices where z[i] > cut[Int(features[i])] {
            append(Int(features[i]), hyperbolic ? tanh(z[i]) : z[i], &rows)
          }
        } else {
          choose(z, features: features, &rows)
        }
      }
    }
    rows.offsets.append(rows.indices.count)
  }

  /// The rules that look at more than one value; `features`: whose values they are (nil: all, in order).
  private func choose(
    _ z: UnsafeMutableBufferPointer<Float>, features: UnsafeBufferPointer<Int32>?, _ rows: inout SparseMatrix
  ) {
    func feature(_ i: Int) -> Int { features.map { Int($0[i]) } ?? i }
    switch rule {
    case .above: break
    case .topK(let k, let rectified):
      var best = LargestValues(capacity: k)
      best.offer(z, from: rectified ? 0 : -.infinity)
      for (i, value) in best.ascendingByIndex() { append(feature(i), value, &rows) }
    case .absoluteTopK(let k):
      var best = LargestValues(capacity: k)
      best.offer(magnitudesOf: z)
      for (i, _) in best.ascendingByIndex() { append(feature(i), z[i], &rows) }
    case .groupMax(let k):
      let size = width / k
      var best: Int?
      for i in z.indices {
        if let last = best, feature(last) / size != feature(i) / size {
          if z[last] > 0 { append(feature(last), z[last], &rows) }
          best = nil
        }
        if feature(i) / size < k && z[i] > best.map({ z[$0] }) ?? -.infinity { best = i }
      }
      if let best, z[best] > 0 { append(feature(best), z[best], &rows) }
    case .gated(let gateBias, let magnitude, let magnitudeBias):
      for i in z.indices where z[i] + gateBias[feature(i)] > 0 {
        let j = feature(i)
        let value = z[i] * magnitude[j] + magnitudeBias[j]
        if value > 0 { append(j, value, &rows) }
      }
    }
  }

  /// z = (h + bias) · σ(gate) · preScale, in place.
  private func preactivate(_ products: UnsafeMutableBufferPointer<Float>, gate: UnsafeBufferPointer<Float>?) {
    bias.withUnsafeBufferPointer { bias in
      let vectors = width / 8
      products.withMemoryRebound(to: Float.self) { z in
        let base = UnsafeMutableRawPointer(z.start)
        let biasBase = UnsafeRawPointer(bias.start)
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
      let base = UnsafeRawPointer(z.start)
      let cutBase = UnsafeRawPointer(cut.start)
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
