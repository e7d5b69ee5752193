import Datasets

/// The cells group × label of an attribute: which example lies in which, and which cells take part in what.
struct CellDesign: Sendable {
  var groupCount: Int
  /// Labels; one for data without labels.
  var classCount: Int
  /// Cell of each example, group · classes + class; −1 without group or label.
  var cells: [Int32]
  /// Examples per cell.
  var totals: [Int32]
  /// Groups with enough examples to be tested; they come first, since groups are ordered by size.
  var testedGroups: Int
  /// Tested groups whose rates are compared. Groups that lack a label are left out where two others have all labels:
  /// otherwise one of them would take that label out of the comparison of all.
  var comparedGroups: [Int]
  /// Labels that every compared group has; rates are standardised over these.
  var commonClasses: [Int]
  /// Share of each common label among the examples of the compared groups.
  var weights: [Double]
  /// How examples lie in clusters; nil where they are independent.
  var clusters: ClusterDesign?

  /// - Parameters:
  ///   - published: examples per cell by which is decided what is compared; nil: `totals`.
  ///   - clusters: cluster of each example, below 0 for one by itself; nil where examples are independent.
  init(
    group: [Int32], groups: Int, labels: [Int32], classes: Int, minimumCell: Int, published: [Int32]? = nil,
    clusters: [Int32]? = nil
  ) {
    groupCount = groups
    classCount = max(1, classes)
    var cells = [Int32](repeating: -1, count: group.count)
    var totals = [Int32](repeating: 0, count: groups * classCount)
    for example in group.indices where group[example] >= 0 {
      let label = classes == 0 ? 0 : labels[example]
      guard label >= 0 else { continue }
      let cell = Int(group[example]) * classCount + Int(label)
      cells[example] = Int32(cell)
      totals[cell] += 1
    }
    self.cells = cells
    self.totals = totals
    (testedGroups, comparedGroups, commonClasses, weights) = (0, [], [], [])
    compare(by: published ?? totals, minimumCell: minimumCell)
    if published != nil { weights = Self.weights(comparedGroups, commonClasses, totals, classCount) }
    self.clusters = ClusterDesign(codes: clusters, cells: self)
    leaveOutGroupsOfFewClusters(self.clusters, by: totals)
  }

  /// The same with published counts in place of the exact ones.
  func published(_ counts: [Int32], minimumCell: Int) -> CellDesign {
    var result = self
    result.totals = counts
    result.clusters = nil
    result.compare(by: counts, minimumCell: minimumCell)
    result.leaveOutGroupsOfFewClusters(clusters, by: counts)
    return result
  }

  private mutating func compare(by totals: [Int32], minimumCell: Int) {
    let (groups, classCount) = (groupCount, self.classCount)
    testedGroups =
      (0..<groups).prefix { g in
        (0..<classCount).reduce(0) { $0 + Int(totals[g * classCount + $1]) } >= max(1, minimumCell)
      }.count
    let tested = testedGroups
    let complete = (0..<tested).filter { g in (0..<classCount).allSatisfy { totals[g * classCount + $0] > 0 } }
    let compared = complete.count >= 2 ? complete : Array(0..<tested)
    comparedGroups = compared
    commonClasses =
      compared.isEmpty
      ? [] : (0..<classCount).filter { y in compared.allSatisfy { totals[$0 * classCount + y] > 0 } }
    weights = Self.weights(compared, commonClasses, totals, classCount)
  }

  /// Where clusters are the units, a group of very few of them is neither tested nor compared: what sets it apart may be one
  /// cluster.
  private mutating func leaveOutGroupsOfFewClusters(_ clusters: ClusterDesign?, by totals: [Int32]) {
    guard let clusters, clusters.kind == .between, clusters.isEnough else { return }
    let enough = comparedGroups.filter { clusters.isEnough(group: $0) }
    guard enough.count >= 2, enough.count < comparedGroups.count else { return }
    comparedGroups = enough
    commonClasses = (0..<classCount).filter { y in enough.allSatisfy { totals[$0 * classCount + y] > 0 } }
    weights = Self.weights(enough, commonClasses, totals, classCount)
  }

  private static func weights(_ groups: [Int], _ labels: [Int], _ totals: [Int32], _ classCount: Int) -> [Double] {
    let sizes = labels.map { y in groups.reduce(0) { $0 + Int(totals[$1 * classCount + y]) } }
    let all = sizes.reduce(0, +)
    return sizes.map { Double($0) / Double(max(1, all)) }
  }

  /// Cells of the tested groups: 0..<`testedCells`.
  var testedCells: Int { testedGroups * classCount }

  var testedTotals: [Int32] { Array(totals[..<testedCells]) }

  /// Pairs of compared groups.
  var pairCount: Int { comparedGroups.count * (comparedGroups.count - 1) / 2 }
}
