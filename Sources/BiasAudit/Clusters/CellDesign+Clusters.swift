import LinearAlgebra
import Statistics

extension CellDesign {
  /// Whether anything can be said: there is no cluster column, or there are enough clusters.
  var isJudged: Bool { clusters?.isEnough ?? true }

  /// The tests given the label that respect clusters; nil where examples are independent.
  func clusteredTests(columns: SparseMatrix, isTested: [Bool], threads: Int) throws -> ScoreTests? {
    guard let clusters, testedGroups > 1 else { return nil }
    let isTested = isJudged ? isTested : [Bool](repeating: false, count: isTested.count)
    switch clusters.kind {
    case .within:
      return try WithinClusterTests(cells: self, units: ClusterCounts(cells: self, clusters: clusters.ofExample)).run(
        columns: columns, isTested: isTested, threads: threads)
    case .between:
      let design = withoutGroupsOfFewClusters(clusters)
      return try BetweenClusterTests(
        cells: design, units: ClusterCounts(cells: design, clusters: clusters.ofExample)
      ).run(columns: columns, isTested: isTested, threads: threads)
    }
  }

  /// The design of the groups that have clusters enough to be told apart.
  private func withoutGroupsOfFewClusters(_ clusters: ClusterDesign) -> CellDesign {
    let kept = (0..<testedGroups).filter { clusters.perGroup[$0] >= ClusterDesign.fewest.ofGroup }
    guard kept.count >= 2, kept.count < testedGroups else { return self }
    var result = self
    var place = [Int32](repeating: -1, count: groupCount)
    for (new, old) in kept.enumerated() { place[old] = Int32(new) }
    let classes = Int32(classCount)
    result.cells = cells.map { cell in
      guard cell >= 0, place[Int(cell / classes)] >= 0 else { return -1 }
      return place[Int(cell / classes)] * classes + cell % classes
    }
    result.totals = kept.flatMap { g in totals[g * classCount..<(g + 1) * classCount] }
    (result.groupCount, result.testedGroups) = (kept.count, kept.count)
    return result
  }

  /// The design without labels; its tests see clusters as units, since labels may be tied to them.
  func merged() -> CellDesign {
    var merged = self
    merged.classCount = 1
    merged.cells = cells.map { $0 < 0 ? -1 : $0 / Int32(classCount) }
    merged.totals = (0..<groupCount).map { g in
      (0..<classCount).reduce(Int32(0)) { $0 + totals[g * classCount + $1] }
    }
    merged.clusters?.kind = .between
    return merged
  }

  /// Half-width of an interval in standard errors that each side misses with probability `tail`.
  func halfWidth(tail: Double) -> Double {
    guard let clusters else { return NormalDistribution.inverseSurvival(tail) }
    return StudentT(degreesOfFreedom: clusters.degreesOfFreedom(groups: testedGroups)).inverseSurvival(tail)
  }

  /// The design with the groups exchanged as if they meant nothing: within each label, and within each cluster of it or,
  /// where clusters are the units, in whole clusters among those of the same label. Examples that are not tested leave it.
  func permuted(_ generator: inout SeededGenerator) -> CellDesign {
    var result = self
    let tested = cells.map { $0 >= 0 && $0 < testedCells ? $0 : -1 }
    result.cells = [Int32](repeating: -1, count: cells.count)
    if let clusters, clusters.kind == .between {
      let units = ClusterCounts(cells: self, clusters: clusters.ofExample)
      /// The largest group and label of each cluster.
      let owners = (0..<units.clusterCount).map { cluster -> (group: Int, label: Int) in
        var byGroup = [Int](repeating: 0, count: testedGroups)
        var byLabel = [Int](repeating: 0, count: classCount)
        for unit in units.range(cluster) {
          byGroup[Int(units.cell[unit]) / classCount] += Int(units.size[unit])
          byLabel[Int(units.cell[unit]) % classCount] += Int(units.size[unit])
        }
        func largest(_ counts: [Int]) -> Int { counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0 }
        return (largest(byGroup), largest(byLabel))
      }
      var group = owners.map(\.group)
      for label in 0..<classCount {
        let members = owners.indices.filter { owners[$0].label == label && !units.range($0).isEmpty }
        var groups = members.map { group[$0] }
        generator.shuffle(&groups)
        for (member, given) in zip(members, groups) { group[member] = given }
      }
      for example in tested.indices where tested[example] >= 0 {
        let cluster = Int(clusters.ofExample[example])
        result.cells[example] = Int32(group[cluster] * classCount) + tested[example] % Int32(classCount)
      }
    } else {
      // Label, then cluster; a shuffle of each.
      let blocks = clusters?.count ?? 1
      var members = [[Int]](repeating: [], count: classCount * blocks)
      for example in tested.indices where tested[example] >= 0 {
        let block = clusters.map { Int($0.ofExample[example]) } ?? 0
        members[Int(tested[example]) % classCount * blocks + block].append(example)
      }
      for examples in members where !examples.isEmpty {
        var given = examples.map { tested[$0] }
        generator.shuffle(&given)
        for (example, cell) in zip(examples, given) { result.cells[example] = cell }
      }
    }
    result.totals = [Int32](repeating: 0, count: testedCells)
    for cell in result.cells where cell >= 0 { result.totals[Int(cell)] += 1 }
    return result
  }
}
