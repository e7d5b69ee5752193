import Foundation

/// Points round planted centres, and who is near whom, by plain counting.
struct PlantedPoints {
  let cluster: [Int]
  /// [points, dimension], of length 1.
  let rows: [[Float]]

  init(clusters: Int, each: Int, dimension: Int, spread: Double, seed: UInt64) {
    var state = seed
    func unit() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) * 0x1p-53
    }
    func normal() -> Double { (-2 * log(1 - unit())).squareRoot() * cos(2 * .pi * unit()) }
    let centres = (0..<clusters).map { _ in (0..<dimension).map { _ in normal() } }
    var cluster: [Int] = []
    var rows: [[Float]] = []
    for index in 0..<clusters * each {
      // Clusters mixed, so that their order tells nothing.
      let own = index % clusters
      let row = centres[own].map { $0 + spread * normal() }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      rows.append(row.map { Float($0 / length) })
      cluster.append(own)
    }
    self.cluster = cluster
    self.rows = rows
  }

  /// The points of largest cosine to each.
  func near(_ count: Int) -> [[Int32]] {
    rows.indices.map { point in
      rows.indices.filter { $0 != point }.map { other in
        (other: Int32(other), value: zip(rows[point], rows[other]).reduce(Float(0)) { $0 + $1.0 * $1.1 })
      }.sorted { ($1.value, $0.other) < ($0.value, $1.other) }.prefix(count).map(\.other)
    }
  }

  /// The nearest in a plane.
  static func nearInPlane(_ x: [Float], _ y: [Float], _ count: Int) -> [[Int]] {
    x.indices.map { point in
      x.indices.filter { $0 != point }.map { other in
        (other: other, d: (x[other] - x[point]) * (x[other] - x[point]) + (y[other] - y[point]) * (y[other] - y[point]))
      }.sorted { ($0.d, $0.other) < ($1.d, $1.other) }.prefix(count).map(\.other)
    }
  }

  var flat: [Float] { rows.flatMap { $0 } }
}
