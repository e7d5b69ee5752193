import CKernels

/// Exact products of 8-bit integers: the fast, coarse look at a matrix product.
///
/// They need AVX-512 with VNNI: `vpdpbusd` adds four products of unsigned and signed bytes to 32 bits without
/// saturation. (Without VNNI the 16-bit intermediate sums of `vpmaddubsw` saturate, and an error bound would not hold;
/// there is no such path here.)
public enum ByteProducts {
  /// Whether this processor has the instructions.
  public static let isAvailable = atlas_has_byte_products() != 0

  /// Features are stored in panels of this many.
  public static let panel = 32

  /// Longest rows whose sums fit 32 bits.
  public static let maximumDimension = 65_536

  /// A row in 8 bits: row − centre ≈ scale · q with q from −127 to 127. Norms are sums in single precision.
  public struct Row {
    /// What one level stands for; at least 0.
    public let scale: Float
    /// Σ q.
    public let sum: Int32
    /// max |row|; infinite when an element is not finite.
    public let largest: Float
    /// ‖row‖, ‖row − centre‖, ‖row − centre − scale · q‖ and ‖scale · q‖.
    public let norm: Float
    /// ‖row − centre‖.
    public let difference: Float
    /// ‖row − centre − scale · q‖: what the levels leave out.
    public let error: Float
    /// ‖scale · q‖.
    public let quantised: Float

    /// Quantises `count` elements, a multiple of 16, to the nearest levels.
    public init(
      _ row: UnsafePointer<Float>, centre: UnsafePointer<Float>, count: Int, into q: UnsafeMutablePointer<Int8>
    ) {
      let found = atlas_quantise(row, centre, count, q)
      scale = found.scale
      sum = found.sum
      largest = found.largest
      norm = found.norm
      difference = found.difference
      error = found.error
      quantised = found.quantised
    }
  }

  /// Bytes that `features` packed rows of `stride` elements take.
  public static func packedBytes(features: Int, stride: Int) -> Int {
    (features + panel - 1) / panel * panel * stride
  }

  /// Puts one quantised row into its panel: four elements of each of 32 features beside each other, plus 128.
  public static func pack(
    _ q: UnsafePointer<Int8>, feature: Int, stride: Int, into packed: UnsafeMutablePointer<UInt8>
  ) {
    let base = packed + feature / panel * panel * stride + feature % panel * 4
    for group in 0..<stride / 4 {
      for element in 0..<4 {
        base[group * panel * 4 + element] = UInt8(truncatingIfNeeded: Int(q[group * 4 + element]) + 128)
      }
    }
  }

  /// out[r · ldo + f] = q_r · w_f, rounded to single precision.
  ///
  /// - Parameters:
  ///   - sums: Σ q of each row. `panels`: of 32 features each; `packed` starts at the first.
  public static func multiply(
    _ q: UnsafePointer<Int8>, sums: UnsafePointer<Int32>, rows: Int, _ packed: UnsafePointer<UInt8>, panels: Int,
    stride: Int, into out: UnsafeMutablePointer<Float>, ldo: Int
  ) {
    precondition(isAvailable && stride % 16 == 0 && stride <= maximumDimension)
    atlas_byte_products(q, sums, packed, stride / 4, out, ldo, rows, panels)
  }
}
