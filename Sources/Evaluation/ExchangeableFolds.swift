import Statistics

extension FoldAssignment {
  /// Folds drawn without a look at the labels: the rest of the rows is to each fold what another sample would be.
  ///
  /// Folds with equal shares of every class are not: where classifiers depend on these shares (accuracy, F1), a training set
  /// that has exactly the shares of the rows it is tested on does better than another sample of the same size, the more so the
  /// fewer clusters there are.
  ///
  /// - Parameters:
  ///   - labels: class of every row of the data, at least 0 for those in `rows`.
  ///   - groups: group of every row of the data, −1 for rows that are groups of their own; nil: all are.
  ///   - spread: number of folds that must hold a row of every class.
  /// - Returns: the fold of each of `rows`, whole groups, of about equal size; nil where no draw spreads the classes so.
  public static func exchangeable(
    labels: [Int32], groups: [Int32]?, rows: [Int], folds: Int, spread: Int, using generator: inout SeededGenerator
  ) -> [Int32]? {
    var places: [Int32: Int] = [:]
    var members: [[Int]] = []
    for (place, row) in rows.enumerated() {
      let group = groups?[row] ?? -1
      if group >= 0, let known = places[group] {
        members[known].append(place)
      } else {
        if group >= 0 { places[group] = members.count }
        members.append([place])
      }
    }
    let classes = Set(rows.lazy.map { labels[$0] })
    for _ in 0..<50 {
      // Large groups first, so that the folds come out alike; those of one size in random order.
      let shuffled = generator.permutation(members.count)
      let order = shuffled.enumerated().sorted {
        (members[$1.element].count, $0.offset) < (members[$0.element].count, $1.offset)
      }.map(\.element)
      var held = [Int](repeating: 0, count: folds)
      var result = [Int32](repeating: 0, count: rows.count)
      for group in order {
        let least = held.indices.min { (held[$0], $0) < (held[$1], $1) } ?? 0
        held[least] += members[group].count
        for place in members[group] { result[place] = Int32(least) }
      }
      var met: [Int32: Set<Int32>] = [:]
      for (place, row) in rows.enumerated() { met[labels[row], default: []].insert(result[place]) }
      if classes.allSatisfy({ (met[$0]?.count ?? 0) >= spread }) { return result }
    }
    return nil
  }
}
