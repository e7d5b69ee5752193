/// Bootstrap samples of rows; with clusters, whole clusters are drawn, so that the rows of one person stay together
/// (Davison & Hinkley 1997, §3.8).
public struct Bootstrap: Sendable {
  /// Rows of each unit that is drawn.
  private var units: [[Int]]
  private var seed: UInt64
  private var purpose: UInt64

  /// - Parameters:
  ///   - rows: the rows to draw from, as indices of the caller.
  ///   - clusters: cluster code of every row of the dataset (indexed by the values in `rows`); −1 is a cluster of its
  ///     own. nil: every row is drawn by itself.
  ///   - purpose: a number that tells this bootstrap from others with the same seed.
  public init(rows: [Int], clusters: [Int32]? = nil, seed: UInt64, purpose: UInt64) {
    self.seed = seed
    self.purpose = purpose
    guard let clusters else {
      units = rows.map { [$0] }
      return
    }
    units = []
    var position: [Int32: Int] = [:]
    for row in rows {
      let code = clusters[row]
      if code >= 0, let known = position[code] {
        units[known].append(row)
      } else {
        if code >= 0 { position[code] = units.count }
        units.append([row])
      }
    }
  }

  /// The rows of sample number `replicate`; the same for the same number, in whatever order samples are asked for.
  public func sample(_ replicate: Int) -> [Int] {
    var generator = SeededGenerator(seed: seed, stream: 0xb007, purpose, UInt64(replicate))
    var rows: [Int] = []
    for _ in units.indices { rows.append(contentsOf: units[generator.integer(below: units.count)]) }
    return rows
  }

  /// The percentile interval of replicated values, NaN among them left out; nil when fewer than half are defined.
  public static func percentileInterval(_ values: [Double], confidence: Double = 0.95) -> ConfidenceInterval? {
    let sorted = values.filter { !$0.isNaN }.sorted()
    guard !sorted.isEmpty, 2 * sorted.count >= values.count else { return nil }
    return ConfidenceInterval(
      low: quantile(sorted: sorted, (1 - confidence) / 2), high: quantile(sorted: sorted, (1 + confidence) / 2))
  }
}
