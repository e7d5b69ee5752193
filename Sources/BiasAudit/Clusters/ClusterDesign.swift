import Statistics

/// How the examples of an attribute lie in clusters, and how groups can be compared there.
///
/// * `within`: groups cross clusters. The comparison is made inside each label and cluster, so that nothing that a cluster
///   shares can look like an effect of the group.
/// * `between`: a cluster has one group, or nearly. Then the clusters are the units.
///
/// Chosen by the share of the information on the groups that lies within clusters: of the variance of group membership within
/// labels, the part within labels and clusters. From a quarter on it is `within`: less is lost than the differences between
/// clusters would add, and what is compared is like with like.
struct ClusterDesign: Sendable {
  enum Kind: Sendable { case within, between }

  /// Share from which groups are compared within clusters.
  static let enoughWithin = 0.25
  /// Fewest clusters of a group that say how far clusters differ, and fewest in all (within: that hold two groups).
  static let fewest = (ofGroup: 4, inAll: 8)

  var kind: Kind
  /// Share of the information within clusters, 0 to 1.
  var shareWithin: Double
  /// Cluster of each example, numbered from 0; an example without one is a cluster of its own.
  var ofExample: [Int32]
  var count: Int
  /// Whether there are enough clusters to judge by.
  var isEnough: Bool
  /// Clusters of each tested group: those that have an example of it (within), or whose largest group it is (between).
  var perGroup: [Int]
  /// Kish's effective number, (Σ n)² / Σ n², of the clusters that count.
  var effectiveCount: Double

  /// - Parameter codes: cluster of each example; a code below 0 is an example by itself.
  init?(codes: [Int32]?, cells: CellDesign) {
    guard let codes else { return nil }
    let clusters = RowClusters(codes: codes)
    guard clusters.hasRepeats else { return nil }
    ofExample = clusters.ofRow.map { Int32($0) }
    count = clusters.count
    let groups = cells.testedGroups
    let units = ClusterCounts(cells: cells, clusters: ofExample)
    var within = 0.0
    var whole = 0.0
    for y in 0..<cells.classCount {
      let totals = (0..<groups).map { Double(cells.totals[$0 * cells.classCount + y]) }
      whole += Self.spread(totals)
    }
    var sizes: [Double] = []
    var crossed: [Double] = []
    var owned = [Int](repeating: 0, count: groups)
    var present = owned
    for cluster in 0..<units.clusterCount {
      var byGroup = [Double](repeating: 0, count: groups)
      var byCell = [Double](repeating: 0, count: groups * cells.classCount)
      for unit in units.range(cluster) {
        byCell[Int(units.cell[unit])] += Double(units.size[unit])
        byGroup[Int(units.cell[unit]) / cells.classCount] += Double(units.size[unit])
      }
      let size = byGroup.reduce(0, +)
      if size == 0 { continue }
      for y in 0..<cells.classCount { within += Self.spread((0..<groups).map { byCell[$0 * cells.classCount + y] }) }
      sizes.append(size)
      let largest = byGroup.indices.max { (byGroup[$0], $1) < (byGroup[$1], $0) } ?? 0
      owned[largest] += 1
      for g in 0..<groups where byGroup[g] > 0 { present[g] += 1 }
      if byGroup.count(where: { $0 > 0 }) > 1 { crossed.append(size) }
    }
    shareWithin = whole > 0 ? within / whole : 0
    kind = shareWithin >= Self.enoughWithin ? .within : .between
    perGroup = kind == .within ? present : owned
    let counting = kind == .within ? crossed : sizes
    let sum = counting.reduce(0, +)
    effectiveCount = sum > 0 ? sum * sum / counting.reduce(0) { $0 + $1 * $1 } : 0
    isEnough =
      counting.count >= Self.fewest.inAll && perGroup.count(where: { $0 >= Self.fewest.ofGroup }) >= min(2, groups)
  }

  /// Whether there are enough clusters of a group to tell it from others; all groups where clusters hold several.
  func isEnough(group: Int) -> Bool {
    kind == .within || !perGroup.indices.contains(group) || perGroup[group] >= Self.fewest.ofGroup
  }

  /// Degrees of freedom of what is estimated from the differences between clusters.
  func degreesOfFreedom(groups: Int) -> Double {
    max(1, effectiveCount - (kind == .between ? Double(groups) : 1))
  }

  /// n − Σ n_g² / n.
  private static func spread(_ sizes: [Double]) -> Double {
    let sum = sizes.reduce(0, +)
    return sum > 0 ? sum - sizes.reduce(0) { $0 + $1 * $1 } / sum : 0
  }
}

/// Examples of every cluster in every tested cell: a unit is a cluster × cell with at least one example.
struct ClusterCounts: Sendable {
  var clusterCount: Int
  /// Units of cluster c: `offsets[c]..<offsets[c + 1]`, by cell.
  var offsets: [Int]
  var cell: [Int32]
  var size: [Int32]
  /// Unit of each example, −1 where it is not tested.
  var ofExample: [Int32]
  var cluster: [Int32]

  init(cells: CellDesign, clusters: [Int32]) {
    let tested = Int32(cells.testedCells)
    clusterCount = Int(clusters.max() ?? -1) + 1
    let width = max(1, Int(tested))
    var keys: [Int: Int32] = [:]
    for (example, cell) in cells.cells.enumerated() where cell >= 0 && cell < tested {
      keys[Int(clusters[example]) * width + Int(cell), default: 0] += 1
    }
    let order = keys.keys.sorted()
    var places: [Int: Int32] = [:]
    for (place, key) in order.enumerated() { places[key] = Int32(place) }
    cell = order.map { Int32($0 % width) }
    cluster = order.map { Int32($0 / width) }
    size = order.map { keys[$0] ?? 0 }
    offsets = [Int](repeating: 0, count: clusterCount + 1)
    for key in order { offsets[key / width + 1] += 1 }
    for c in 0..<clusterCount { offsets[c + 1] += offsets[c] }
    ofExample = cells.cells.indices.map { example in
      let cell = cells.cells[example]
      return cell >= 0 && cell < tested ? places[Int(clusters[example]) * width + Int(cell)] ?? -1 : -1
    }
  }

  func range(_ cluster: Int) -> Range<Int> { offsets[cluster]..<offsets[cluster + 1] }
}
