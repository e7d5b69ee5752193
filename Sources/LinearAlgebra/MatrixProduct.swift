import COpenBLAS

/// How a matrix in C order is read by a product.
public enum Transposition: Sendable {
  case none, transposed

  var flag: CBLAS_TRANSPOSE { self == .none ? CblasNoTrans : CblasTrans }
}

/// The BLAS behind the tool.
public enum BLAS {
  /// Makes every BLAS call run on the calling thread only, so that parallel loops own the cores and the order of
  /// sums does not depend on the number of threads. Call once at start.
  public static func useOneThreadPerCall() { openblas_set_num_threads(1) }
}

/// C ← α·op(A)·op(B) + β·C in single precision, all in C order.
///
/// - Parameters:
///   - m: rows of op(A) and of C.
///   - n: columns of op(B) and of C.
///   - k: columns of op(A), rows of op(B).
///   - lda: elements from one stored row of A to the next; `ldb`, `ldc` likewise.
public func multiply(
  _ a: UnsafePointer<Float>, _ transA: Transposition = .none, lda: Int, _ b: UnsafePointer<Float>,
  _ transB: Transposition = .none, ldb: Int, into c: UnsafeMutablePointer<Float>, ldc: Int, m: Int, n: Int, k: Int,
  alpha: Float = 1, beta: Float = 0
) {
  cblas_sgemm(
    CblasRowMajor, transA.flag, transB.flag, Int32(m), Int32(n), Int32(k), alpha, a, Int32(lda), b, Int32(ldb), beta,
    c, Int32(ldc))
}

/// C ← α·op(A)·op(B) + β·C in double precision, all in C order; parameters as for single precision.
public func multiply(
  _ a: UnsafePointer<Double>, _ transA: Transposition = .none, lda: Int, _ b: UnsafePointer<Double>,
  _ transB: Transposition = .none, ldb: Int, into c: UnsafeMutablePointer<Double>, ldc: Int, m: Int, n: Int, k: Int,
  alpha: Double = 1, beta: Double = 0
) {
  cblas_dgemm(
    CblasRowMajor, transA.flag, transB.flag, Int32(m), Int32(n), Int32(k), alpha, a, Int32(lda), b, Int32(ldb), beta,
    c, Int32(ldc))
}

/// Adds X·Xᵀ to the lower triangle of `target` [rows, rows]; X is [rows, width] in C order, double precision.
public func addOuterProduct(
  _ x: UnsafePointer<Double>, rows: Int, width: Int, to target: UnsafeMutablePointer<Double>
) {
  cblas_dsyrk(
    CblasRowMajor, CblasLower, CblasNoTrans, Int32(rows), Int32(width), 1, x, Int32(width), 1, target, Int32(rows))
}

/// Adds Xᵀ·X to the lower triangle of `target` [width, width]; X is [rows, width] in C order, double precision.
public func addInnerProduct(
  _ x: UnsafePointer<Double>, rows: Int, width: Int, to target: UnsafeMutablePointer<Double>
) {
  cblas_dsyrk(
    CblasRowMajor, CblasLower, CblasTrans, Int32(width), Int32(rows), 1, x, Int32(width), 1, target, Int32(width))
}
