import Statistics

/// Parts of the rows to train on, so that two probes are compared that were taught equally much.
extension TransferSide {
  /// About `count` of these rows, ascending: every class keeps its share; with clusters whole ones, as many as come nearest.
  /// All where there are no more.
  ///
  /// The rows of this side's own fold of the same number come last, so that the parts of different folds differ as the
  /// training sets of a cross-validation do; where the fold leaves just as many of all rows, they are its training set.
  func part(_ rows: [Int], count: Int, fold: Int, seed: UInt64) -> [Int] {
    if rows.count <= count { return rows }
    let own = folds.isEmpty ? [] : training(fold % folds.count)
    if own.count == count, rows == self.rows, hasAllClasses(own) { return own }
    var generator = SeededGenerator(seed: seed, stream: 0x9a27, UInt64(fold))
    let last = folds.isEmpty ? [] : Set(folds[fold % folds.count])
    guard clusters != nil else {
      var chosen: [Int] = []
      // Largest remainders, so that the counts add up.
      let byClass = (0..<Int32(classCount)).map { label in rows.filter { labels[$0] == label } }
      let wanted = byClass.map { Double($0.count) * Double(count) / Double(rows.count) }
      var sizes = wanted.map { Int($0) }
      let order = wanted.indices.sorted {
        (wanted[$1] - Double(sizes[$1]), $0) < (wanted[$0] - Double(sizes[$0]), $1)
      }
      for place in order.prefix(count - sizes.reduce(0, +)) { sizes[place] += 1 }
      for (own, size) in zip(byClass, sizes) {
        var own = own
        generator.shuffle(&own)
        chosen += (own.filter { !last.contains($0) } + own.filter { last.contains($0) }).prefix(max(1, size))
      }
      return chosen.sorted()
    }
    var members: [Int32: [Int]] = [:]
    var order: [Int32] = []
    for row in rows {
      if members[units[row]] == nil { order.append(units[row]) }
      members[units[row], default: []].append(row)
    }
    generator.shuffle(&order)
    order =
      order.filter { !last.contains(members[$0]?[0] ?? -1) } + order.filter { last.contains(members[$0]?[0] ?? -1) }
    var chosen: [Int] = []
    for unit in order {
      let own = members[unit] ?? []
      if abs(chosen.count + own.count - count) > abs(chosen.count - count), hasAllClasses(chosen) { continue }
      chosen += own
    }
    return chosen.sorted()
  }
}
