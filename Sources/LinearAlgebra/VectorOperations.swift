import COpenBLAS

/// Σ aᵢ·bᵢ over `count` elements.
public func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int) -> Double {
  cblas_ddot(Int32(count), a, 1, b, 1)
}

/// y ← y + factor·x over `count` elements.
public func add(
  _ factor: Double, _ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, count: Int
) {
  cblas_daxpy(Int32(count), factor, x, 1, y, 1)
}

/// x ← factor·x over `count` elements.
public func scale(_ x: UnsafeMutablePointer<Double>, by factor: Double, count: Int) {
  cblas_dscal(Int32(count), factor, x, 1)
}

/// A block of doubles outside Swift's arrays: numbers that loops and BLAS share without copies or bounds checks.
/// It belongs to one thread at a time.
public final class DoubleBlock {
  /// Valid as long as this object lives.
  public let pointer: UnsafeMutablePointer<Double>
  /// Number of elements.
  public let count: Int

  /// `count` zeros.
  public init(count: Int) {
    self.count = count
    pointer = .allocate(capacity: max(1, count))
    pointer.initialize(repeating: 0, count: count)
  }

  deinit { pointer.deallocate() }

  /// Sets all elements.
  public func fill(_ value: Double) { pointer.update(repeating: value, count: count) }

  /// Takes over `count` elements.
  public func copy(from source: UnsafePointer<Double>) { pointer.update(from: source, count: count) }

  /// A copy of the elements.
  public var array: [Double] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}

/// Σ of `count` elements.
public func sum(_ x: UnsafePointer<Double>, count: Int) -> Double {
  var lanes = SIMD8<Double>()
  let whole = count / 8 * 8
  for place in stride(from: 0, to: whole, by: 8) {
    lanes += UnsafeRawPointer(x + place).loadUnaligned(as: SIMD8<Double>.self)
  }
  var result = lanes.sum()
  for place in whole..<count { result += x[place] }
  return result
}
