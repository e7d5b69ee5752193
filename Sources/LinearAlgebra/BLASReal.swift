import CKernels
import COpenBLAS

/// A number type that BLAS and LAPACK know: code over it runs in single or in double precision.
///
/// Symmetric matrices are full, in C order; the Cholesky factor lies in the lower triangle (C order), the upper one is
/// not read.
public protocol BLASReal: BinaryFloatingPoint, Sendable {
  /// Replaces the lower triangle of `a` [n, n] by L with A = L·Lᵀ.
  /// - Returns: false when A is not positive definite; `a` is then of no use.
  static func choleskyFactor(_ a: UnsafeMutablePointer<Self>, n: Int) -> Bool
  /// Replaces a vector of length n by A⁻¹ times it, given the factor.
  static func choleskySolve(_ factor: UnsafePointer<Self>, n: Int, _ vector: UnsafeMutablePointer<Self>)
  /// Replaces a vector of length n by L⁻¹ or L⁻ᵀ times it, given the lower triangle L.
  static func triangularSolve(
    _ factor: UnsafePointer<Self>, n: Int, _ vector: UnsafeMutablePointer<Self>, _ trans: Transposition)
  /// Replaces B [rows, n] by B·L⁻ᵀ, given the lower triangle L [n, n].
  static func solveFromRight(_ b: UnsafeMutablePointer<Self>, rows: Int, _ factor: UnsafePointer<Self>, n: Int)
  /// Takes X·Xᵀ from the lower triangle of `target` [rows, rows]; X is [rows, width].
  static func subtractOuterProduct(
    _ x: UnsafePointer<Self>, rows: Int, width: Int, from target: UnsafeMutablePointer<Self>)
  /// y ← y − op(A)·x; A is [rows, columns].
  static func subtractProduct(
    _ a: UnsafePointer<Self>, _ trans: Transposition, rows: Int, columns: Int, _ x: UnsafePointer<Self>,
    from y: UnsafeMutablePointer<Self>)
  /// Replaces the factor by A⁻¹, both triangles filled.
  /// - Returns: false when the factor is singular.
  static func choleskyInvert(_ factor: UnsafeMutablePointer<Self>, n: Int) -> Bool
  /// Replaces the symmetric (not necessarily definite) `a` [n, n] by its factors L and U, and fills n `pivots`.
  /// - Returns: false when A is singular.
  static func pivotedFactor(_ a: UnsafeMutablePointer<Self>, n: Int, pivots: UnsafeMutablePointer<Int32>) -> Bool
  /// Replaces a vector of length n by A⁻¹ times it, given the pivoted factors.
  static func pivotedSolve(
    _ factor: UnsafePointer<Self>, n: Int, pivots: UnsafePointer<Int32>, _ vector: UnsafeMutablePointer<Self>)
  /// C ← A·S, all in C order: A [m, n], C [m, n], S [n, n] symmetric. Fast for few rows of A, where BLAS spends its time
  /// on copying S.
  static func symmetricProduct(
    _ a: UnsafePointer<Self>, _ symmetric: UnsafePointer<Self>, into c: UnsafeMutablePointer<Self>, m: Int, n: Int)
  /// C ← A·op(B), all in C order: A [m, k], C [m, n].
  static func product(
    _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, _ transB: Transposition, ldb: Int,
    into c: UnsafeMutablePointer<Self>, m: Int, n: Int, k: Int)
}

// In Fortran's column order the lower triangle of a C-order matrix is the upper one.
private let triangle: [CChar] = [CChar(UInt8(ascii: "U"))]
private let plain: [CChar] = [CChar(UInt8(ascii: "N"))]

private let hasSymmetricProducts = atlas_has_symmetric_products() != 0

extension Double: BLASReal {
  public static func choleskyFactor(_ a: UnsafeMutablePointer<Double>, n: Int) -> Bool {
    var size = Int32(n)
    var lead = Int32(max(1, n))
    var info: Int32 = 0
    dpotrf_(triangle, &size, a, &lead, &info)
    return info == 0
  }

  public static func choleskySolve(
    _ factor: UnsafePointer<Double>, n: Int, _ vector: UnsafeMutablePointer<Double>
  ) {
    triangularSolve(factor, n: n, vector, .none)
    triangularSolve(factor, n: n, vector, .transposed)
  }

  public static func triangularSolve(
    _ factor: UnsafePointer<Double>, n: Int, _ vector: UnsafeMutablePointer<Double>, _ trans: Transposition
  ) {
    cblas_dtrsv(CblasRowMajor, CblasLower, trans.flag, CblasNonUnit, Int32(n), factor, Int32(n), vector, 1)
  }

  public static func solveFromRight(
    _ b: UnsafeMutablePointer<Double>, rows: Int, _ factor: UnsafePointer<Double>, n: Int
  ) {
    cblas_dtrsm(
      CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, Int32(rows), Int32(n), 1, factor, Int32(n), b,
      Int32(n))
  }

  public static func subtractOuterProduct(
    _ x: UnsafePointer<Double>, rows: Int, width: Int, from target: UnsafeMutablePointer<Double>
  ) {
    cblas_dsyrk(
      CblasRowMajor, CblasLower, CblasNoTrans, Int32(rows), Int32(width), -1, x, Int32(width), 1, target, Int32(rows))
  }

  public static func subtractProduct(
    _ a: UnsafePointer<Double>, _ trans: Transposition, rows: Int, columns: Int, _ x: UnsafePointer<Double>,
    from y: UnsafeMutablePointer<Double>
  ) {
    cblas_dgemv(
      CblasRowMajor, trans.flag, Int32(rows), Int32(columns), -1, a, Int32(columns), x, 1, 1, y, 1)
  }

  public static func choleskyInvert(_ factor: UnsafeMutablePointer<Double>, n: Int) -> Bool {
    var size = Int32(n)
    var lead = Int32(max(1, n))
    var info: Int32 = 0
    dpotri_(triangle, &size, factor, &lead, &info)
    mirrorLowerTriangle(factor, n: n)
    return info == 0
  }

  public static func pivotedFactor(
    _ a: UnsafeMutablePointer<Double>, n: Int, pivots: UnsafeMutablePointer<Int32>
  ) -> Bool {
    var size = Int32(n)
    var lead = Int32(max(1, n))
    var info: Int32 = 0
    dgetrf_(&size, &size, a, &lead, pivots, &info)
    return info == 0
  }

  public static func pivotedSolve(
    _ factor: UnsafePointer<Double>, n: Int, pivots: UnsafePointer<Int32>, _ vector: UnsafeMutablePointer<Double>
  ) {
    var size = Int32(n)
    var lead = Int32(max(1, n))
    var one: Int32 = 1
    var info: Int32 = 0
    dgetrs_(plain, &size, &one, factor, &lead, pivots, vector, &lead, &info)
  }

  public static func symmetricProduct(
    _ a: UnsafePointer<Double>, _ symmetric: UnsafePointer<Double>, into c: UnsafeMutablePointer<Double>, m: Int, n: Int
  ) {
    if hasSymmetricProducts {
      atlas_symmetric_products_f64(a, m, symmetric, n, c)
    } else {
      product(a, symmetric, .none, ldb: n, into: c, m: m, n: n, k: n)
    }
  }

  public static func product(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ transB: Transposition, ldb: Int,
    into c: UnsafeMutablePointer<Double>, m: Int, n: Int, k: Int
  ) {
    multiply(a, lda: k, b, transB, ldb: ldb, into: c, ldc: n, m: m, n: n, k: k)
  }
}

extension Float: BLASReal {
  public static func choleskyFactor(_ a: UnsafeMutablePointer<Float>, n: Int) -> Bool {
    // Where vectors are wide, a product with an inverted block is faster than OpenBLAS's solution with a triangle.
    if hasSymmetricProducts, n > 2 * CholeskyBlocks.size { return CholeskyBlocks.factor(a, n: n) }
    return factorAtOnce(a, n: n, lead: n)
  }

  /// - Parameter lead: elements from one row of `a` to the next.
  static func factorAtOnce(_ a: UnsafeMutablePointer<Float>, n: Int, lead: Int) -> Bool {
    var size = Int32(n)
    var lead = Int32(max(1, lead))
    var info: Int32 = 0
    spotrf_(triangle, &size, a, &lead, &info)
    return info == 0
  }

  public static func choleskySolve(
    _ factor: UnsafePointer<Float>, n: Int, _ vector: UnsafeMutablePointer<Float>
  ) {
    triangularSolve(factor, n: n, vector, .none)
    triangularSolve(factor, n: n, vector, .transposed)
  }

  public static func triangularSolve(
    _ factor: UnsafePointer<Float>, n: Int, _ vector: UnsafeMutablePointer<Float>, _ trans: Transposition
  ) {
    cblas_strsv(CblasRowMajor, CblasLower, trans.flag, CblasNonUnit, Int32(n), factor, Int32(n), vector, 1)
  }

  public static func solveFromRight(
    _ b: UnsafeMutablePointer<Float>, rows: Int, _ factor: UnsafePointer<Float>, n: Int
  ) {
    cblas_strsm(
      CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, Int32(rows), Int32(n), 1, factor, Int32(n), b,
      Int32(n))
  }

  public static func subtractOuterProduct(
    _ x: UnsafePointer<Float>, rows: Int, width: Int, from target: UnsafeMutablePointer<Float>
  ) {
    cblas_ssyrk(
      CblasRowMajor, CblasLower, CblasNoTrans, Int32(rows), Int32(width), -1, x, Int32(width), 1, target, Int32(rows))
  }

  public static func subtractProduct(
    _ a: UnsafePointer<Float>, _ trans: Transposition, rows: Int, columns: Int, _ x: UnsafePointer<Float>,
    from y: UnsafeMutablePointer<Float>
  ) {
    cblas_sgemv(
      CblasRowMajor, trans.flag, Int32(rows), Int32(columns), -1, a, Int32(columns), x, 1, 1, y, 1)
  }

  public static func choleskyInvert(_ factor: UnsafeMutablePointer<Float>, n: Int) -> Bool {
    var size = Int32(n)
    var lead = Int32(max(1, n))
    var info: Int32 = 0
    spotri_(triangle, &size, factor, &lead, &info)
    mirrorLowerTriangle(factor, n: n)
    return info == 0
  }

  public static func pivotedFactor(
    _ a: UnsafeMutablePointer<Float>, n: Int, pivots: UnsafeMutablePointer<Int32>
  ) -> Bool {
    var size = Int32(n)
    var lead = Int32(max(1, n))
    var info: Int32 = 0
    sgetrf_(&size, &size, a, &lead, pivots, &info)
    return info == 0
  }

  public static func pivotedSolve(
    _ factor: UnsafePointer<Float>, n: Int, pivots: UnsafePointer<Int32>, _ vector: UnsafeMutablePointer<Float>
  ) {
    var size = Int32(n)
    var lead = Int32(max(1, n))
    var one: Int32 = 1
    var info: Int32 = 0
    sgetrs_(plain, &size, &one, factor, &lead, pivots, vector, &lead, &info)
  }

  public static func symmetricProduct(
    _ a: UnsafePointer<Float>, _ symmetric: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>, m: Int, n: Int
  ) {
    if hasSymmetricProducts {
      atlas_symmetric_products_f32(a, m, symmetric, n, c)
    } else {
      product(a, symmetric, .none, ldb: n, into: c, m: m, n: n, k: n)
    }
  }

  public static func product(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ transB: Transposition, ldb: Int,
    into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int
  ) {
    multiply(a, lda: k, b, transB, ldb: ldb, into: c, ldc: n, m: m, n: n, k: k)
  }
}

/// Copies the lower triangle of `a` [n, n] (C order) onto the upper one, in tiles that stay in the cache.
@inlinable
public func mirrorLowerTriangle<T>(_ a: UnsafeMutablePointer<T>, n: Int) {
  let tile = 32
  for top in stride(from: 0, to: n, by: tile) {
    for left in stride(from: 0, through: top, by: tile) {
      for row in top..<min(top + tile, n) {
        for column in left..<min(left + tile, row, n) { a[column * n + row] = a[row * n + column] }
      }
    }
  }
}
