import LinearAlgebra

/// The Cholesky factor of E[L, L] of rows L that a problem leaves out, by blocks: first the rows that the problems beside it
/// leave out, too, whose factor they share, then its own.
struct LeftOutFactor<Real: BLASReal>: Sendable {
  /// Rows that several problems leave out, and their factor.
  struct Base: Sendable {
    var rows: [Int] = []
    fileprivate var factor: [Real] = []
  }

  /// L, those of the base first.
  let rows: [Int]
  private let base: Base
  /// Of the own rows: [own, base] and [own, own].
  private let cross: [Real]
  private let own: [Real]

  /// - Parameters:
  ///   - left: L, with all rows of the base.
  ///   - entries: E: [count, count].
  /// - Returns: nil where the factor cannot be made in this precision.
  init?(_ left: [Int], base: Base, of entries: [Real], count: Int) {
    self.base = base
    let isInBase = Set(base.rows)
    let added = isInBase.isEmpty ? left : left.filter { !isInBase.contains($0) }
    rows = base.rows + added
    let (size, width) = (added.count, base.rows.count)
    let cross = [Real](unsafeUninitializedCapacity: size * width) { buffer, initialised in
      if let target = buffer.baseAddress, size * width > 0 {
        gather(entries, count, added, base.rows, isTriangle: false, into: target)
        Real.solveFromRight(target, rows: size, base.factor, n: width)
      }
      initialised = size * width
    }
    var succeeded = true
    own = [Real](unsafeUninitializedCapacity: size * size) { buffer, initialised in
      if let target = buffer.baseAddress, size > 0 {
        gather(entries, count, added, added, isTriangle: true, into: target)
        if width > 0 { Real.subtractOuterProduct(cross, rows: size, width: width, from: target) }
        succeeded = Real.choleskyFactor(target, n: size)
      }
      initialised = size * size
    }
    self.cross = cross
    if !succeeded { return nil }
  }

  /// Replaces values of the rows by E[L, L]⁻¹ times them.
  func solve(_ values: UnsafeMutablePointer<Real>) {
    let (width, size) = (base.rows.count, rows.count - base.rows.count)
    let rest = values + width
    if width > 0 {
      Real.triangularSolve(base.factor, n: width, values, .none)
      if size > 0 { Real.subtractProduct(cross, .none, rows: size, columns: width, values, from: rest) }
    }
    if size > 0 { Real.choleskySolve(own, n: size, rest) }
    if width > 0 {
      if size > 0 { Real.subtractProduct(cross, .transposed, rows: size, columns: width, rest, from: values) }
      Real.triangularSolve(base.factor, n: width, values, .transposed)
    }
  }

  /// One factor for each problem. Rows are shared where three problems or more one after the other leave them out, and they are
  /// half of what a problem leaves out.
  ///
  /// - Parameter left: L of each problem, ascending.
  static func factors(_ left: [[Int]], of entries: [Real], count: Int) -> [LeftOutFactor]? {
    var result: [LeftOutFactor] = []
    var start = 0
    while start < left.count {
      let (shared, end) = run(left, from: start)
      guard let base = Base(shared, of: entries, count: count) else { return nil }
      for rows in left[start..<end] {
        guard let factor = LeftOutFactor(rows, base: base, of: entries, count: count) else { return nil }
        result.append(factor)
      }
      start = end
    }
    return result
  }

  /// Rows that the problems from `start` up to the end returned share.
  private static func run(_ left: [[Int]], from start: Int) -> (shared: [Int], end: Int) {
    guard start + 2 < left.count else { return ([], start + 1) }
    let next = Set(left[start + 1])
    let shared = left[start].filter(next.contains)
    guard !shared.isEmpty else { return ([], start + 1) }
    var end = start
    while end < left.count, left[end].count <= 2 * shared.count, Set(left[end]).isSuperset(of: shared) { end += 1 }
    return end - start >= 3 ? (shared, end) : ([], start + 1)
  }
}

extension LeftOutFactor.Base {
  fileprivate init?(_ rows: [Int], of entries: [Real], count: Int) {
    self.rows = rows
    var succeeded = true
    factor = [Real](unsafeUninitializedCapacity: rows.count * rows.count) { buffer, initialised in
      if let target = buffer.baseAddress, !rows.isEmpty {
        gather(entries, count, rows, rows, isTriangle: true, into: target)
        succeeded = Real.choleskyFactor(target, n: rows.count)
      }
      initialised = rows.count * rows.count
    }
    if !succeeded { return nil }
  }
}

/// Entries of a matrix [count, count] of these rows and columns; of a triangle those up to the diagonal.
private func gather<Real: BLASReal>(
  _ entries: [Real], _ count: Int, _ rows: [Int], _ columns: [Int], isTriangle: Bool,
  into target: UnsafeMutablePointer<Real>
) {
  entries.withUnsafeBufferPointer { entries in
    columns.withUnsafeBufferPointer { columns in
      for (place, row) in rows.enumerated() {
        let (from, into) = (entries.start + row * count, target + place * columns.count)
        for column in 0..<(isTriangle ? place + 1 : columns.count) { into[column] = from[columns[column]] }
      }
    }
  }
}
