import Findings
import Parallel

/// For each of some rows, the features with the largest values offered so far; of equal values the smaller feature. The
/// order of the offers does not matter.
struct NearestFeatures: Sendable {
  /// Neighbours kept of each row: what a map needs.
  static let count = 15
  /// Of them, the first that pages and files list.
  static let listed = 5
  private var values: [Double]
  private var features: [Int32]

  init(rows: Int) {
    values = [Double](repeating: -.infinity, count: rows * Self.count)
    features = [Int32](repeating: .max, count: rows * Self.count)
  }

  /// What a value must reach to enter a row's list.
  func bound(of row: Int) -> Double { values[(row + 1) * Self.count - 1] }

  /// Whether it entered the row's list.
  @discardableResult mutating func offer(_ value: Double, _ feature: Int32, to row: Int) -> Bool {
    let first = row * Self.count
    var place = first + Self.count
    while place > first,
      value > values[place - 1] || (value == values[place - 1] && feature < features[place - 1])
    { place -= 1 }
    guard place < first + Self.count else { return false }
    for position in stride(from: first + Self.count - 1, to: place, by: -1) {
      values[position] = values[position - 1]
      features[position] = features[position - 1]
    }
    values[place] = value
    features[place] = feature
    return true
  }

  /// Offers the lists of another one to rows from `start` on.
  mutating func merge(_ other: NearestFeatures, at start: Int, rows: Int) {
    for row in 0..<rows {
      for entry in row * Self.count..<(row + 1) * Self.count where other.values[entry] > -.infinity {
        // Those that follow are no larger.
        if !offer(other.values[entry], other.features[entry], to: start + row) { break }
      }
    }
  }

  /// Largest first.
  func entries(of row: Int) -> [(value: Double, feature: Int32)] {
    (row * Self.count..<(row + 1) * Self.count).filter { values[$0] > -.infinity }.map { (values[$0], features[$0]) }
  }
}

extension NeighbourLists {
  /// - Parameters:
  ///   - nearest: one row per entry of `features`, which ascend.
  ///   - firings: who fires where, of all features.
  ///   - areOfSample: values are φ in other examples, and are told anew; of those that are listed, what is not above 0 is left out.
  init(
    _ nearest: NearestFeatures, of features: [Int32], _ firings: FiringColumns, areOfSample: Bool = false, threads: Int
  ) throws {
    self.init()
    let found = try parallelMap(features.count, threads: threads) { row in
      let feature = Int(features[row])
      let listed = nearest.entries(of: row).prefix(NearestFeatures.listed).map { entry in
        let common = firings.common(feature, Int(entry.feature))
        let value = areOfSample ? firings.phi(feature, Int(entry.feature), common: common) : entry.value
        return (value: value, feature: entry.feature, common: Int32(common))
      }
      return areOfSample
        ? listed.filter { $0.value > 0 }.sorted { ($0.value, $1.feature) > ($1.value, $0.feature) } : listed
    }
    var row = 0
    for feature in 0..<firings.featureCount {
      if row < features.count, Int(features[row]) == feature {
        for entry in found[row] {
          self.features.append(entry.feature)
          values.append(entry.value)
          common.append(entry.common)
        }
        row += 1
      }
      offsets.append(self.features.count)
    }
  }
}
