import LinearAlgebra
import Parallel
import SparseAutoencoders

/// An encoder in 8 bits with what bounds its error.
///
/// With u the row that meets the encoder, c a fixed centre, u − c = s·q + e and w = ŵ + e′ (ŵ the 8-bit copy of w):
///
///     u·w = c·w + s·q·ŵ + e·ŵ + (u − c)·e′
///     |e·ŵ + (u − c)·e′| ≤ ‖e‖‖ŵ‖ + ‖u − c‖‖e′‖          (Cauchy–Schwarz)
///
/// The pre-activation z of the single-precision path lies within `error` of `centre + scale·s·(q·q′)`, where the bound
/// also covers every rounding of both paths: `DotProducts.relativeError` and some last places of each term.
///
/// The centre changes no result, only how tight the bound is: means of a sample of the states take out dimensions that
/// are large in every token.
final class ScreeningWeights: @unchecked Sendable {
  let centre: [Float]
  let packed: UnsafeMutablePointer<UInt8>
  /// All [features, padded to whole panels]; of z per unit of s·(q·q′).
  private(set) var scale: [Float]
  /// c·w + bias, times the factor before the activation.
  private(set) var offset: [Float]
  /// ‖w‖ or ‖ŵ‖, whichever is larger; ‖e′‖; and what does not depend on the token. Infinite slack: always a candidate.
  private(set) var norm: [Float]
  private(set) var error: [Float]
  private(set) var slack: [Float]

  /// Some last places: what a handful of single-precision operations can add, relative to each term.
  static let lastPlaces = 4e-6

  init(_ autoencoder: SparseAutoencoder, rows: EncoderRows, centre: [Float], threads: Int) {
    let stride = rows.stride
    let bytes = max(1, ByteProducts.packedBytes(features: rows.count, stride: stride))
    let padded = bytes / stride
    self.centre = centre
    packed = .allocate(capacity: bytes)
    packed.initialize(repeating: 128, count: bytes)
    let chunk = ByteProducts.panel * 4
    let zeros = [Float](repeating: 0, count: stride)
    nonisolated(unsafe) let target = packed
    let centreNorm = centre.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    // The body cannot throw.
    let parts =
      (try? parallelMap((rows.count + chunk - 1) / chunk, threads: threads) { index -> [FeatureBound] in
        var q = [Int8](repeating: 0, count: stride)
        var product: Float = 0
        return (index * chunk..<min((index + 1) * chunk, rows.count)).map { feature in
          let row = rows.values + feature * stride
          let quantised = ByteProducts.Row(row, centre: zeros, count: stride, into: &q)
          ByteProducts.pack(q, feature: feature, stride: stride, into: target)
          DotProducts.all(centre, rows: 1, row, features: 1, stride: stride, into: &product, ldo: 1)
          return FeatureBound(
            quantised, centreProduct: product, centreNorm: centreNorm, bias: autoencoder.encoderBias[feature],
            factor: autoencoder.preScale?[feature] ?? 1, dimension: stride)
        }
      }) ?? []
    let bounds = parts.flatMap { $0 }
    func column(_ key: KeyPath<FeatureBound, Float>) -> [Float] {
      bounds.map { $0[keyPath: key] } + [Float](repeating: 0, count: padded - bounds.count)
    }
    scale = column(\.scale)
    offset = column(\.offset)
    norm = column(\.norm)
    error = column(\.error)
    slack = column(\.slack)
  }

  deinit { packed.deallocate() }
}

/// One feature's row of the columns above.
private struct FeatureBound {
  var scale: Float = 0
  var offset: Float = 0
  var norm: Float = 0
  var error: Float = 0
  var slack: Float = .infinity

  init(
    _ row: ByteProducts.Row, centreProduct: Float, centreNorm: Double, bias: Float, factor: Float, dimension: Int
  ) {
    let rounding = DotProducts.relativeError(dimension: dimension) + ScreeningWeights.lastPlaces
    let size = Double(abs(factor))
    // The norms are sums in single precision, off by no more than this.
    let up = 1 + rounding
    let offset = (Double(centreProduct) + Double(bias)) * Double(factor)
    let norm = Double(max(row.norm, row.quantised)) * up * size
    let constant =
      rounding * (centreNorm * norm + abs(offset) + Double(abs(bias)) * size + Double(abs(centreProduct)) * size)
    let parts = [offset, norm, constant, Double(row.largest)]
    guard parts.allSatisfy({ $0.isFinite && abs($0) < 1e15 }), size < 1e15 else { return }
    scale = row.scale * factor
    self.offset = Float(offset)
    self.norm = Float(norm) + 1e-16
    error = Float((Double(row.error) + Double(max(row.norm, row.quantised)) * rounding) * up * size) + 1e-16
    slack = Float(constant) + 1e-30
  }
}
