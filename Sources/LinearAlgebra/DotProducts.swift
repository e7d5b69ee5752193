import CKernels

/// Inner products in single precision with one defined order of summation, so that a product has the same bits however
/// it is computed: alone, in a block, on any processor.
///
/// The sum is made in 16 lanes, lane l a chain of fused multiply-adds over the elements l, l + 16, …; the lanes are
/// added in halves. Its rounding error is at most `relativeError` · ‖x‖‖w‖.
public enum DotProducts {
  /// Rows are padded with zeros to a multiple of this.
  public static let lanes = 16

  /// `count` rounded up to whole lanes.
  public static func padded(_ count: Int) -> Int { (count + lanes - 1) / lanes * lanes }

  /// A bound of |computed − exact| / (‖x‖‖w‖): (d/16 + 4 additions and one product) · 2⁻²⁴, with room for second order.
  public static func relativeError(dimension: Int) -> Double { Double(dimension / lanes + 8) * 0x1.1p-24 }

  /// out[r · ldo + f] = x_r · w_f.
  ///
  /// - Parameters: rows of `x` and `w` are `stride` elements, a multiple of `lanes`, padding included.
  public static func all(
    _ x: UnsafePointer<Float>, rows: Int, _ w: UnsafePointer<Float>, features: Int, stride: Int,
    into out: UnsafeMutablePointer<Float>, ldo: Int
  ) {
    precondition(stride % lanes == 0)
    atlas_dot_products(x, stride, w, stride, stride, out, ldo, rows, features)
  }

  /// out[i] = x_rows[i] · w_features[i].
  public static func pairs(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, stride: Int, rows: [UInt32], features: [UInt32],
    into out: inout [Float]
  ) {
    precondition(stride % lanes == 0 && rows.count == features.count && out.count >= rows.count)
    atlas_pair_products(x, stride, w, stride, stride, rows, features, &out, rows.count)
  }
}
