import COpenBLAS

/// The largest eigenvalues of a symmetric matrix with their eigenvectors (LAPACK `dsyevr`).
///
/// - Parameters:
///   - matrix: [size, size]; its lower triangle (C order) is read and destroyed.
///   - largest: how many, at most `size`.
/// - Returns: values in descending order, and [values, size] unit vectors, each up to its sign.
public func symmetricEigenvectors(
  _ matrix: inout [Double], size: Int, largest: Int
) -> (values: [Double], vectors: [Double]) {
  precondition(matrix.count == size * size && largest <= size, "a square matrix")
  guard largest > 0 else { return ([], []) }
  // The lower triangle in C order is the upper one in Fortran's.
  let (vectorsToo, byIndex, triangle) = (CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "I")), CChar(UInt8(ascii: "U")))
  var n = Int32(size)
  var (first, last) = (Int32(size - largest + 1), Int32(size))
  var zero = 0.0
  var found: Int32 = 0
  var values = [Double](repeating: 0, count: size)
  var vectors = [Double](repeating: 0, count: size * largest)
  var support = [Int32](repeating: 0, count: 2 * largest)
  var work = [0.0]
  var workCount: Int32 = -1
  var integers: [Int32] = [0]
  var integerCount: Int32 = -1
  var info: Int32 = 0
  // The first call asks how much room the second needs.
  for _ in 0..<2 {
    withUnsafePointer(to: vectorsToo) { job in
      withUnsafePointer(to: byIndex) { range in
        withUnsafePointer(to: triangle) { part in
          dsyevr_(
            job, range, part, &n, &matrix, &n, &zero, &zero, &first, &last, &zero, &found, &values, &vectors, &n,
            &support, &work, &workCount, &integers, &integerCount, &info)
        }
      }
    }
    guard workCount < 0 else { break }
    workCount = Int32(work[0])
    integerCount = integers[0]
    work = [Double](repeating: 0, count: Int(workCount))
    integers = [Int32](repeating: 0, count: Int(integerCount))
  }
  precondition(info == 0, "eigenvectors of a matrix with a number that is not finite")
  let order = (0..<Int(found)).reversed()
  return (order.map { values[$0] }, order.flatMap { vectors[$0 * size..<($0 + 1) * size] })
}
