import Parallel
import Statistics

/// AUROCs and densities of features over labelled examples without a third of them, twelve times (`LeftOutThirds`), and their
/// order.
struct RankReplicates: Sendable {
  /// Figures of replicates in single precision, since only ranks are read, and the places by rising value.
  struct Figures: Sendable {
    /// [replicate][place].
    fileprivate(set) var values: [[Float]] = []
    /// [replicate].
    fileprivate(set) var order: [[Int32]] = []
  }

  /// Parts that hold an example.
  private(set) var partCount = 0
  /// Place: feature · classes + class.
  private(set) var aurocs = Figures()
  /// Place: feature.
  private(set) var densities = Figures()

  init() {}

  /// Which rows replicates keep.
  struct Masks: Sendable {
    var kept: [[Bool]]
    var totals: [[Int]]
    var partCount: Int

    init(_ thirds: Thirds, labels: [Int32], classes: Int) {
      partCount = thirds.count
      kept = (0..<LeftOutThirds.replicates).map { replicate in labels.indices.map { thirds.keeps($0, replicate) } }
      totals = kept.map { kept in
        ClassSeparation.classTotals(labels: labels.indices.map { kept[$0] ? labels[$0] : -1 }, classes: classes)
      }
    }
  }

  /// Of some features.
  struct Values: Sendable {
    fileprivate var aurocs = [[Float]](repeating: [], count: LeftOutThirds.replicates)
    fileprivate var densities = [[Float]](repeating: [], count: LeftOutThirds.replicates)
    fileprivate var partCount = 0

    /// The column that is loaded.
    mutating func add(_ ranks: ColumnRanks, _ masks: Masks) {
      partCount = masks.partCount
      var sums = [Double](repeating: 0, count: masks.totals[0].count)
      for replicate in aurocs.indices {
        let totals = masks.totals[replicate]
        let active = masks.kept[replicate].withUnsafeBufferPointer { kept in
          ranks.aurocs(kept: kept, totals: totals, sums: &sums) { aurocs[replicate].append(Float($1)) }
        }
        densities[replicate].append(Float(active) / Float(max(1, totals.reduce(0, +))))
      }
    }
  }

  init(_ parts: [Values], threads: Int) throws {
    partCount = parts.first?.partCount ?? 0
    func join(_ values: (Values) -> [[Float]]) throws -> Figures {
      let joined = (0..<LeftOutThirds.replicates).map { replicate in parts.flatMap { values($0)[replicate] } }
      let order = try parallelMap(joined.count, threads: threads) { replicate in Self.order(joined[replicate]) }
      return Figures(values: joined, order: order)
    }
    aurocs = try join(\.aurocs)
    densities = try join(\.densities)
  }

  /// Places by rising value; of equals the first comes first. The values are not negative, so their bits rise with them.
  private static func order(_ values: [Float]) -> [Int32] {
    var keys = values.enumerated().map { UInt64($1.isNaN ? .max : $1.bitPattern) << 32 | UInt64($0) }
    keys.sort()
    return keys.map { Int32(truncatingIfNeeded: $0) }
  }
}

extension RankReplicates.Figures {
  /// Midranks of a replicate among the rows that are kept; nil where one of them has no value.
  ///
  /// - Parameters:
  ///   - place: [row]: place in the result, −1 where left out.
  ///   - rows: of one value, side by side.
  func ranks(_ replicate: Int, place: [Int32], count: Int, rows: Int = 1) -> RankVectors? {
    let values = self.values[replicate]
    var result = [Double](repeating: 0, count: count)
    var run: [Int] = []
    var ranked = 0
    var last: Float = .nan
    func close() {
      let rank = Double(2 * ranked + run.count + 1) / 2
      for own in run { result[own] = rank }
      ranked += run.count
      run.removeAll(keepingCapacity: true)
    }
    for index in order[replicate] {
      for row in Int(index) * rows..<(Int(index) + 1) * rows where place[row] >= 0 {
        let value = values[Int(index)]
        if value.isNaN { return nil }
        if value != last { close() }
        last = value
        run.append(Int(place[row]))
      }
    }
    close()
    return RankVectors(result)
  }
}
