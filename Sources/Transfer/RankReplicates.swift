import Parallel
import Statistics

/// AUROCs of features over examples without a third of them, twelve times (`LeftOutThirds`), and their order.
struct RankReplicates: Sendable {
  /// Parts that hold an example.
  private(set) var partCount = 0
  /// [replicate][feature · classes + class], in single precision: only ranks are read.
  private(set) var values: [[Float]] = []
  /// [replicate]: places by rising value.
  private(set) var order: [[Int32]] = []

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
    fileprivate var values = [[Float]](repeating: [], count: LeftOutThirds.replicates)
    fileprivate var partCount = 0

    /// The column that is loaded.
    mutating func add(_ ranks: ColumnRanks, _ masks: Masks) {
      partCount = masks.partCount
      var sums = [Double](repeating: 0, count: masks.totals[0].count)
      for replicate in values.indices {
        masks.kept[replicate].withUnsafeBufferPointer { kept in
          ranks.aurocs(kept: kept, totals: masks.totals[replicate], sums: &sums) { _, auroc in
            values[replicate].append(Float(auroc))
          }
        }
      }
    }
  }

  init(_ parts: [Values], threads: Int) throws {
    partCount = parts.first?.partCount ?? 0
    let joined = (0..<LeftOutThirds.replicates).map { replicate in parts.flatMap { $0.values[replicate] } }
    values = joined
    order = try parallelMap(joined.count, threads: threads) { replicate in Self.order(joined[replicate]) }
  }

  /// Places by rising value; of equals the first comes first. AUROCs are not negative, so their bits rise with them.
  private static func order(_ values: [Float]) -> [Int32] {
    var keys = values.enumerated().map { UInt64($1.isNaN ? .max : $1.bitPattern) << 32 | UInt64($0) }
    keys.sort()
    return keys.map { Int32(truncatingIfNeeded: $0) }
  }

  /// Midranks of a replicate among the places that are kept; nil where one of them has no value.
  ///
  /// - Parameter place: [feature · classes + class]: place in the result, −1 where left out.
  func ranks(_ replicate: Int, place: [Int32], count: Int) -> RankVectors? {
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
    for index in order[replicate] where place[Int(index)] >= 0 {
      let value = values[Int(index)]
      if value.isNaN { return nil }
      if value != last { close() }
      last = value
      run.append(Int(place[Int(index)]))
    }
    close()
    return RankVectors(result)
  }
}
