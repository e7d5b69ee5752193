import Statistics

extension FoldAssignment {
  /// Rows that may have several labels dealt to folds so that each label keeps its share: iterative stratification
  /// (Sechidis, Tsoumakas and Vlahavas, ECML PKDD 2011).
  ///
  /// The label with fewest rows left goes first; each of its rows goes to the fold that lacks most of that label, of
  /// several to the one that lacks most rows, of several to one drawn at random. Rows without any label come last.
  ///
  /// - Parameters:
  ///   - sets: [label][row of the data]: 1 where the label holds.
  ///   - rows: rows to part.
  /// - Returns: the fold of each of `rows`, 0 ..< `folds`.
  public static func iterative(
    sets: [[Int32]], rows: [Int], folds: Int, using generator: inout SeededGenerator
  ) -> [Int32] {
    var members = sets.map { holds in rows.indices.filter { holds[rows[$0]] == 1 } }
    for label in members.indices { generator.shuffle(&members[label]) }
    var lacking = members.map { [Double](repeating: Double($0.count) / Double(folds), count: folds) }
    var lackingRows = [Double](repeating: Double(rows.count) / Double(folds), count: folds)
    var result = [Int32](repeating: -1, count: rows.count)

    func deal(_ place: Int, _ wanted: (Int) -> (Double, Double)) {
      let best = (0..<folds).map(wanted).max { $0 < $1 } ?? (0, 0)
      let equal = (0..<folds).filter { wanted($0) == best }
      let fold = equal.count == 1 ? equal[0] : equal[generator.integer(below: equal.count)]
      result[place] = Int32(fold)
      lackingRows[fold] -= 1
      for label in sets.indices where sets[label][rows[place]] == 1 { lacking[label][fold] -= 1 }
    }

    while true {
      for label in members.indices { members[label].removeAll { result[$0] >= 0 } }
      let left = members.indices.filter { !members[$0].isEmpty }
      guard let label = left.min(by: { (members[$0].count, $0) < (members[$1].count, $1) }) else { break }
      for place in members[label] { deal(place) { (lacking[label][$0], lackingRows[$0]) } }
    }
    var rest = result.indices.filter { result[$0] < 0 }
    generator.shuffle(&rest)
    for place in rest { deal(place) { (lackingRows[$0], 0) } }
    return result
  }
}
