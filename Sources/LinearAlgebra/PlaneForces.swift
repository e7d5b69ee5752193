import CKernels

/// What points of a plane do to each other, with q = 1 / (1 + d²) of two at the distance d.
public enum PlaneForces {
  /// Masses come in multiples of this many.
  public static let lanes = 8

  /// `fx[i]`, `fy[i]` ← Σ_j mass_j q² (p_i − m_j).
  ///
  /// - Parameters:
  ///   - points: how many of `x` and `y` there are.
  ///   - masses: places `mx`, `my` with `mass`, a multiple of `lanes`; those that only fill up have a mass of 0.
  /// - Returns: Σ_i Σ_j mass_j q. The same bits on every processor.
  public static func repulsion(
    x: UnsafePointer<Float>, y: UnsafePointer<Float>, points: Int, mx: UnsafePointer<Float>, my: UnsafePointer<Float>,
    mass: UnsafePointer<Float>, masses: Int, fx: UnsafeMutablePointer<Float>, fy: UnsafeMutablePointer<Float>
  ) -> Double {
    precondition(masses % lanes == 0, "masses in multiples of \(lanes)")
    return atlas_repulsion(x, y, points, mx, my, mass, masses, fx, fy)
  }

  /// `fx[i]`, `fy[i]` ← Σ_e weight_e q (p_other − p_i) for i in `range`.
  ///
  /// - Parameters:
  ///   - offsets: the edges of point i are `offsets[i]..<offsets[i + 1]`.
  ///   - others: the other end of each edge.
  public static func attraction(
    x: UnsafePointer<Float>, y: UnsafePointer<Float>, offsets: UnsafePointer<Int64>, others: UnsafePointer<Int32>,
    weights: UnsafePointer<Float>, range: Range<Int>, fx: UnsafeMutablePointer<Float>, fy: UnsafeMutablePointer<Float>
  ) {
    atlas_attraction(x, y, offsets, others, weights, range.lowerBound, range.upperBound, fx, fy)
  }
}
