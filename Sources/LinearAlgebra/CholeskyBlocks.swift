import COpenBLAS

/// A Cholesky factor by blocks of columns, from left to right, in single precision. What is below a block is multiplied with
/// the inverse of its factor: a product of matrices where LAPACK solves with a triangle (Golub & Van Loan, *Matrix
/// Computations*, 4.2.6).
enum CholeskyBlocks {
  static let size = 64

  /// Replaces the lower triangle of `a` [n, n] (C order) by L with A = L·Lᵀ; the upper one is left as it is.
  /// - Returns: false when A is not positive definite; `a` is then of no use.
  static func factor(_ a: UnsafeMutablePointer<Float>, n: Int) -> Bool {
    let work = UnsafeMutablePointer<Float>.allocate(capacity: size * size + size * n)
    defer { work.deallocate() }
    let (inverse, panel) = (work, work + size * size)
    for start in stride(from: 0, to: n, by: size) {
      let columns = min(size, n - start)
      let rows = n - start - columns
      let block = a + start * n + start
      guard Float.factorAtOnce(block, n: columns, lead: n) else { return false }
      if rows == 0 { break }
      guard invert(block, n: columns, lead: n, into: inverse) else { return false }
      let below = block + columns * n
      for row in 0..<rows { (panel + row * columns).update(from: below + row * n, count: columns) }
      multiply(
        panel, lda: columns, inverse, .transposed, ldb: columns, into: below, ldc: n, m: rows, n: columns, k: columns)
      cblas_ssyrk(
        CblasRowMajor, CblasLower, CblasNoTrans, Int32(rows), Int32(columns), -1, below, Int32(n), 1, below + columns,
        Int32(n))
    }
    return true
  }

  /// The inverse [n, n] of a lower triangle, zeros above it.
  private static func invert(
    _ factor: UnsafePointer<Float>, n: Int, lead: Int, into target: UnsafeMutablePointer<Float>
  ) -> Bool {
    target.update(repeating: 0, count: n * n)
    for row in 0..<n { (target + row * n).update(from: factor + row * lead, count: row + 1) }
    var size = Int32(n)
    var info: Int32 = 0
    // In Fortran's column order the lower triangle of a C-order matrix is the upper one.
    strtri_([CChar(UInt8(ascii: "U"))], [CChar(UInt8(ascii: "N"))], &size, target, &size, &info)
    return info == 0
  }
}
