/// The stored entries of a sparse column, the largest value first; of equal values the earlier row first. All rank
/// statistics of a column are read from it, so that it is sorted once; a second column is sorted into the same memory.
public struct DescendingColumn: Sendable, Equatable {
  /// Row of each entry.
  public private(set) var rows: [Int32] = []
  /// Value of each entry; 0 and −0 are equal.
  public private(set) var values: [Float] = []
  /// The value in a form whose integers descend as the floats do above, its row below.
  private var keys: [UInt64] = []

  /// A column without entries.
  public init() {}

  /// - Parameters:
  ///   - rows: row of each stored entry, not negative, each at most once.
  ///   - values: may be negative or zero, no NaN.
  public init(rows: ArraySlice<Int32>, values: ArraySlice<Float>) {
    rows.withUnsafeBufferPointer { rows in
      values.withUnsafeBufferPointer { values in sort(rows: rows, values: values) }
    }
  }

  /// Replaces the entries.
  public mutating func sort(rows: UnsafeBufferPointer<Int32>, values: UnsafeBufferPointer<Float>) {
    precondition(rows.count == values.count, "one row per value")
    keys.removeAll(keepingCapacity: true)
    for (row, value) in zip(rows, values) {
      keys.append(UInt64(~Self.orderedBits(value)) << 32 | UInt64(UInt32(row)))
    }
    keys.sort()
    self.rows.removeAll(keepingCapacity: true)
    self.values.removeAll(keepingCapacity: true)
    for key in keys {
      self.rows.append(Int32(UInt32(truncatingIfNeeded: key)))
      self.values.append(Self.float(~UInt32(truncatingIfNeeded: key >> 32)))
    }
  }

  /// Number of entries.
  public var count: Int { values.count }

  /// The bits of a float such that integers compare as the floats do; −0 is read as 0.
  private static func orderedBits(_ value: Float) -> UInt32 {
    let bits = (value + 0).bitPattern
    return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
  }

  private static func float(_ ordered: UInt32) -> Float {
    Float(bitPattern: ordered & 0x8000_0000 == 0 ? ~ordered : ordered & 0x7FFF_FFFF)
  }
}
