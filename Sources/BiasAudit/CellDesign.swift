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
  /// Labels that every tested group has; rates are standardised over these.
  var commonClasses: [Int]
  /// Share of each common label among the tested examples.
  var weights: [Double]

  init(group: [Int32], groups: Int, labels: [Int32], classes: Int, minimumCell: Int) {
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
    let classCount = self.classCount
    testedGroups =
      (0..<groups).prefix { g in
        (0..<classCount).reduce(0) { $0 + Int(totals[g * classCount + $1]) } >= max(1, minimumCell)
      }.count
    let tested = testedGroups
    commonClasses = (0..<classCount).filter { y in (0..<tested).allSatisfy { totals[$0 * classCount + y] > 0 } }
    let sizes = commonClasses.map { y in (0..<tested).reduce(0) { $0 + Int(totals[$1 * classCount + y]) } }
    let all = sizes.reduce(0, +)
    weights = sizes.map { Double($0) / Double(max(1, all)) }
    if tested == 0 { (commonClasses, weights) = ([], []) }
  }

  /// Cells of the tested groups: 0..<`testedCells`.
  var testedCells: Int { testedGroups * classCount }

  var testedTotals: [Int32] { Array(totals[..<testedCells]) }

  /// Pairs of tested groups.
  var pairCount: Int { testedGroups * (testedGroups - 1) / 2 }
}
