import LinearAlgebra

/// The firing examples of one feature in every unit (cluster × cell), filled anew for each feature: only units in which it
/// fires are touched.
struct FeatureUnits {
  let units: ClusterCounts
  /// Per unit; 0 where it does not fire.
  private(set) var fired: [Int32]
  /// Clusters in which it fires, ascending.
  private(set) var active: [Int32] = []
  private var isActive: [Bool]

  init(_ units: ClusterCounts) {
    self.units = units
    fired = [Int32](repeating: 0, count: units.size.count)
    isActive = [Bool](repeating: false, count: units.clusterCount)
  }

  mutating func load(_ columns: SparseMatrix, feature: Int) {
    for c in active {
      isActive[Int(c)] = false
      for unit in units.range(Int(c)) { fired[unit] = 0 }
    }
    active.removeAll(keepingCapacity: true)
    for position in columns.offsets[feature]..<columns.offsets[feature + 1] {
      let unit = Int(units.ofExample[Int(columns.indices[position])])
      if unit < 0 { continue }
      fired[unit] += 1
      let cluster = units.cluster[unit]
      if !isActive[Int(cluster)] {
        isActive[Int(cluster)] = true
        active.append(cluster)
      }
    }
    active.sort()
  }
}
