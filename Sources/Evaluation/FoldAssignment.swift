import Statistics

/// Which fold tests which row: folds with nearly the same share of every class, drawn at random.
public enum FoldAssignment {
  /// Rows dealt to folds class by class, as scikit-learn's shuffled `StratifiedKFold` balances them: the counts of a
  /// class differ by at most 1 between folds, and so do the sizes of the folds.
  ///
  /// - Parameters:
  ///   - labels: class of every row of the data, at least 0 for those in `rows`.
  ///   - rows: rows to part.
  /// - Returns: the fold of each of `rows`, 0 ..< `folds`.
  public static func stratified(
    labels: [Int32], rows: [Int], folds: Int, using generator: inout SeededGenerator
  ) -> [Int32] {
    var result = [Int32](repeating: 0, count: rows.count)
    var dealt = 0
    let order = generator.permutation(folds)
    for label in Set(rows.map { labels[$0] }).sorted() {
      var places = rows.indices.filter { labels[rows[$0]] == label }
      generator.shuffle(&places)
      for place in places {
        result[place] = Int32(order[dealt % folds])
        dealt += 1
      }
    }
    return result
  }

  /// Whole groups dealt to folds: in the order of how unevenly they hold the classes, each to the fold where the shares
  /// of the classes stay most even (the greedy rule of scikit-learn's `StratifiedGroupKFold`).
  ///
  /// - Parameter groups: group of every row of the data; a row with −1 is a group of its own.
  public static func grouped(
    labels: [Int32], groups: [Int32], rows: [Int], folds: Int, using generator: inout SeededGenerator
  ) -> [Int32] {
    let classCount = Int(rows.map { labels[$0] }.max() ?? 0) + 1
    return grouped(
      classCount: classCount, groups: groups, rows: rows, folds: folds, using: &generator
    ) { row, add in add(Int(labels[row])) }
  }

  /// The same for rows that may have several labels, or none, which counts as one more.
  ///
  /// - Parameter sets: [label][row of the data]: 1 where the label holds.
  public static func grouped(
    sets: [[Int32]], groups: [Int32], rows: [Int], folds: Int, using generator: inout SeededGenerator
  ) -> [Int32] {
    grouped(classCount: sets.count + 1, groups: groups, rows: rows, folds: folds, using: &generator) { row, add in
      let held = sets.indices.filter { sets[$0][row] == 1 }
      for label in held { add(label) }
      if held.isEmpty { add(sets.count) }
    }
  }

  /// - Parameter forEachClass: calls its second argument with every class of a row.
  private static func grouped(
    classCount: Int, groups: [Int32], rows: [Int], folds: Int, using generator: inout SeededGenerator,
    forEachClass: (Int, (Int) -> Void) -> Void
  ) -> [Int32] {
    let members = membersOfGroups(groups, rows: rows)
    var totals = [Double](repeating: 0, count: classCount)
    let counts = members.map { places in
      var own = [Double](repeating: 0, count: classCount)
      for place in places { forEachClass(rows[place]) { own[$0] += 1 } }
      for index in own.indices { totals[index] += own[index] }
      return own
    }
    let spread = counts.map { deviation($0) }
    var order = generator.permutation(members.count)
    let rank = order
    var position = [Int](repeating: 0, count: order.count)
    for (index, group) in rank.enumerated() { position[group] = index }
    order.sort { (spread[$1], position[$0]) < (spread[$0], position[$1]) }

    var held = [[Double]](repeating: [Double](repeating: 0, count: classCount), count: folds)
    var result = [Int32](repeating: 0, count: rows.count)
    for group in order {
      var best = (fold: 0, unevenness: Double.infinity, size: Double.infinity)
      for fold in 0..<folds {
        var unevenness = 0.0
        for label in 0..<classCount where totals[label] > 0 {
          let shares = (0..<folds).map {
            (held[$0][label] + ($0 == fold ? counts[group][label] : 0)) / totals[label]
          }
          unevenness += deviation(shares)
        }
        let size = held[fold].reduce(0, +)
        let isBetter = unevenness < best.unevenness - 1e-12
        if isBetter || (unevenness <= best.unevenness + 1e-12 && size < best.size) { best = (fold, unevenness, size) }
      }
      for label in 0..<classCount { held[best.fold][label] += counts[group][label] }
      for place in members[group] { result[place] = Int32(best.fold) }
    }
    return result
  }

  /// Number of groups among `rows`, a row without one counting as its own.
  public static func groupCount(_ groups: [Int32], rows: [Int]) -> Int { membersOfGroups(groups, rows: rows).count }

  /// Places in `rows` of the members of each group, groups in order of their codes, then rows without one.
  private static func membersOfGroups(_ groups: [Int32], rows: [Int]) -> [[Int]] {
    var byCode = [[Int]](repeating: [], count: Int(rows.map { groups[$0] }.max() ?? -1) + 1)
    var alone: [[Int]] = []
    for (place, row) in rows.enumerated() {
      if groups[row] >= 0 { byCode[Int(groups[row])].append(place) } else { alone.append([place]) }
    }
    return byCode.filter { !$0.isEmpty } + alone
  }

  private static func deviation(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
  }
}
