import Buffers
import Glibc
import LinearAlgebra
import SparseAutoencoders

/// Which features of a row cannot be ruled out, given pre-activations known up to an error.
///
/// What the activation keeps is always among the candidates: they are a superset whose exact values decide.
enum ScreeningRule {
  /// z > cut_j is possible; padded with +∞.
  case above(cut: [Float])
  /// z may be among the k largest (and above 0, if rectified).
  case topK(Int, rectified: Bool)
  case absoluteTopK(Int)
  /// z may be the largest of its group of `size` features and above 0.
  case groupMax(size: Int)

  /// nil where the pre-activation is not linear in the row, so that this bound says nothing.
  init?(_ autoencoder: SparseAutoencoder, padded: Int) {
    guard autoencoder.gatedLinearUnit == nil else { return nil }
    let width = autoencoder.featureCount
    func above(_ cut: [Float]) -> ScreeningRule {
      .above(cut: cut + [Float](repeating: .infinity, count: padded - width))
    }
    switch autoencoder.activation {
    case .relu, .tanhReLU: self = above([Float](repeating: 0, count: width))
    case .jumpReLU(let thresholds): self = above(thresholds.map { max(0, $0) })
    case .threshold(let thresholds): self = above(thresholds)
    case .gated(let gateBias, _, _): self = above(gateBias.map { -$0 })
    case .topK(let k, let rectified): self = .topK(k, rectified: rectified)
    case .absoluteTopK(let k): self = .absoluteTopK(k)
    case .groupMax(let k): self = .groupMax(size: width / k)
    }
  }

  /// Whether a feature can be judged without the others of its row.
  var judgesFeaturesAlone: Bool { if case .above = self { true } else { false } }
}

/// One row's view of the bound: z_j lies within `norm`·n_j + `error`·e_j + slack_j of offset_j + `scale`·s_j·product_j.
struct RowBound {
  let scale: Float
  let norm: Float
  let error: Float

  /// nil for a row that single precision cannot judge; all its features are candidates.
  init?(_ row: ByteProducts.Row, dimension: Int) {
    guard row.largest <= 1e15 else { return nil }
    let rounding = DotProducts.relativeError(dimension: dimension) + ScreeningWeights.lastPlaces
    let up = 1 + rounding
    scale = row.scale
    norm = Float((Double(row.error) + rounding * Double(row.norm + row.difference)) * up) + 1e-16
    error = Float(Double(row.difference) * up) + 1e-16
  }
}

/// Scans rows of 8-bit products for candidates. Serves one thread at a time.
struct CandidateScan {
  private let weights: ScreeningWeights
  private let rule: ScreeningRule
  private let width: Int
  /// What the products themselves must exceed where features are judged alone: cut − offset − slack.
  private var bar: [Float] = []
  private var lower: [Float] = []

  init(_ weights: ScreeningWeights, rule: ScreeningRule, width: Int) {
    self.weights = weights
    self.rule = rule
    self.width = width
    if case .above(let cut) = rule {
      bar = cut.indices.map { j in
        let slack = weights.slack[j]
        if cut[j] == .infinity { return .infinity }
        let terms = abs(cut[j]) + abs(weights.offset[j])
        return slack == .infinity ? -.infinity : cut[j] - weights.offset[j] - slack - 4e-6 * terms
      }
    } else {
      lower = [Float](repeating: 0, count: weights.slack.count)
    }
  }

  /// Appends the candidates of one row among the features `first ..< first + products.count`, ascending.
  ///
  /// - Parameter products: overwritten. All features of the row unless the rule judges them alone.
  mutating func scan(
    _ products: UnsafeMutableBufferPointer<Float>, from first: Int, bound: RowBound, into candidates: inout [UInt32]
  ) {
    switch rule {
    case .above: scanAbove(products, first, bound, &candidates)
    case .topK(let k, let rectified):
      bracket(products, bound, magnitudes: false)
      let floor: Float = rectified ? 0 : -.infinity
      collect(products, 0..<width, atLeast: largest(k, above: floor), into: &candidates)
    case .absoluteTopK(let k):
      bracket(products, bound, magnitudes: true)
      collect(products, 0..<width, atLeast: largest(k, above: 0), into: &candidates)
    case .groupMax(let size):
      bracket(products, bound, magnitudes: false)
      for start in stride(from: 0, to: width - width % size, by: size) {
        let group = start..<start + size
        let bar = group.reduce(Float(0)) { max($0, lower[$1]) }
        collect(products, group, atLeast: bar, into: &candidates)
      }
    }
  }

  private func scanAbove(
    _ products: UnsafeMutableBufferPointer<Float>, _ first: Int, _ bound: RowBound, _ candidates: inout [UInt32]
  ) {
    weights.withColumns(from: first) { scale, _, norm, error, _ in
      bar.withUnsafeBytes { bars in
        let base = UnsafeRawPointer(products.start)
        let bars = bars.start + first * 4
        let s = SIMD8(repeating: bound.scale)
        let a = SIMD8(repeating: bound.norm)
        let b = SIMD8(repeating: bound.error)
        for byte in stride(from: 0, to: products.count * 4, by: 32) {
          let product = base.loadUnaligned(fromByteOffset: byte, as: SIMD8<Float>.self)
          let value = product * (scale.loadUnaligned(fromByteOffset: byte, as: SIMD8<Float>.self) * s)
          let spread =
            a * norm.loadUnaligned(fromByteOffset: byte, as: SIMD8<Float>.self)
            + b * error.loadUnaligned(fromByteOffset: byte, as: SIMD8<Float>.self)
          let mask = value + spread .> bars.loadUnaligned(fromByteOffset: byte, as: SIMD8<Float>.self)
          if any(mask) {
            for lane in 0..<8 where mask[lane] && first + byte / 4 + lane < width {
              candidates.append(UInt32(first + byte / 4 + lane))
            }
          }
        }
      }
    }
  }

  /// Turns products into upper bounds of z (or |z|) in place, and fills `lower`.
  private mutating func bracket(
    _ products: UnsafeMutableBufferPointer<Float>, _ bound: RowBound, magnitudes: Bool
  ) {
    let weights = weights
    lower.withUnsafeMutableBytes { low in
      weights.withColumns(from: 0) { scale, offset, norm, error, slack in
        let base = UnsafeMutableRawPointer(products.start)
        let s = SIMD8(repeating: bound.scale)
        let a = SIMD8(repeating: bound.norm)
        let b = SIMD8(repeating: bound.error)
        for byte in stride(from: 0, to: products.count * 4, by: 32) {
          let product = base.loadUnaligned(fromByteOffset: byte, as: SIMD8<Float>.self)
          var value =
            product * (scale.loadUnaligned(fromByteOffset: byte, as: SIMD8<Float>.self) * s)
            + offset.loadUnaligned(fromByteOffset: byte, as: SIMD8<Float>.self)
          let spread =
            a * norm.loadUnaligned(fromByteOffset: byte, as: SIMD8<Float>.self)
            + b * error.loadUnaligned(fromByteOffset: byte, as: SIMD8<Float>.self)
            + slack.loadUnaligned(fromByteOffset: byte, as: SIMD8<Float>.self)
          if magnitudes { value.replace(with: -value, where: value .< SIMD8(repeating: 0)) }
          low.storeBytes(of: value - spread, toByteOffset: byte, as: SIMD8<Float>.self)
          base.storeBytes(of: value + spread, toByteOffset: byte, as: SIMD8<Float>.self)
        }
      }
    }
  }

  /// The k-th largest of `lower`, or `floor` if that is larger or fewer lie above it.
  private mutating func largest(_ k: Int, above floor: Float) -> Float {
    var best = LargestValues(capacity: k)
    lower.withUnsafeMutableBufferPointer {
      best.offer(UnsafeMutableBufferPointer(rebasing: $0[0..<width]), from: floor)
    }
    return best.smallestOfFull ?? floor
  }

  private func collect(
    _ upper: UnsafeMutableBufferPointer<Float>, _ features: Range<Int>, atLeast bar: Float,
    into candidates: inout [UInt32]
  ) {
    let base = UnsafeRawPointer(upper.start)
    let bars = SIMD8(repeating: bar)
    var j = features.lowerBound
    while j + 8 <= features.upperBound {
      let mask = base.loadUnaligned(fromByteOffset: j * 4, as: SIMD8<Float>.self) .>= bars
      if any(mask) { for lane in 0..<8 where mask[lane] { candidates.append(UInt32(j + lane)) } }
      j += 8
    }
    while j < features.upperBound {
      if upper[j] >= bar { candidates.append(UInt32(j)) }
      j += 1
    }
  }
}

extension ScreeningWeights {
  /// The columns scale, offset, norm, error and slack, from feature `first` on.
  @inline(__always)
  fileprivate func withColumns(
    from first: Int,
    _ body: (UnsafeRawPointer, UnsafeRawPointer, UnsafeRawPointer, UnsafeRawPointer, UnsafeRawPointer) -> Void
  ) {
    let skip = first * 4
    scale.withUnsafeBytes { scale in
      offset.withUnsafeBytes { offset in
        norm.withUnsafeBytes { norm in
          error.withUnsafeBytes { error in
            slack.withUnsafeBytes { slack in
              body(
                scale.start + skip, offset.start + skip, norm.start + skip,
                error.start + skip, slack.start + skip)
            }
          }
        }
      }
    }
  }
}
