/// Midranks of a sparse column: only the stored entries are sorted, all silent rows are tied at zero.
/// Entries may be negative; the cost is that of sorting the stored entries, whatever the number of rows.
public struct SparseRanks: Sendable, Equatable {
  /// Midrank of each stored entry, in the order of the input.
  public var entryRanks: [Double]
  /// Midrank of the rows that store nothing (and of stored zeros).
  public var zeroRank: Double
  /// Σ (t³ − t) over groups of equal values, the zeros included.
  public var tieTerm: Double
  public var rowCount: Int

  /// - Parameters:
  ///   - values: the stored entries; no NaN.
  ///   - rowCount: rows of the column, at least as many as there are entries.
  public init(values: [Float], rowCount: Int) {
    precondition(rowCount >= values.count, "a column stores at most one entry per row")
    self.rowCount = rowCount
    entryRanks = [Double](repeating: 0, count: values.count)
    tieTerm = 0
    // One 64-bit key per entry: the value in an order-preserving form above, its position below.
    var keys = [UInt64]()
    keys.reserveCapacity(values.count)
    for (position, value) in values.enumerated() {
      keys.append(UInt64(Self.orderedBits(value)) << 32 | UInt64(UInt32(position)))
    }
    keys.sort()
    let zero = Self.orderedBits(0)
    let silent = rowCount - keys.count
    zeroRank = 0
    var below = 0  // rows ranked so far
    var start = 0
    var zerosRanked = false
    while start < keys.count || !zerosRanked {
      let bits = start < keys.count ? UInt32(truncatingIfNeeded: keys[start] >> 32) : UInt32.max
      let isZero = !zerosRanked && bits >= zero
      let group = isZero ? zero : bits
      var end = start
      while end < keys.count && UInt32(truncatingIfNeeded: keys[end] >> 32) == group { end += 1 }
      let size = end - start + (isZero ? silent : 0)
      let rank = Double(2 * below + size + 1) / 2
      for position in start..<end { entryRanks[Int(UInt32(truncatingIfNeeded: keys[position]))] = rank }
      if isZero {
        zeroRank = rank
        zerosRanked = true
      }
      tieTerm += tieCube(size)
      below += size
      start = end
    }
  }

  /// The bits of a float such that integers compare as the floats do; −0 is read as 0.
  private static func orderedBits(_ value: Float) -> UInt32 {
    let bits = (value + 0).bitPattern
    return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
  }
}
