import Statistics

extension TransferSide {
  /// Labels in random order. Where every cluster has one label, those of whole clusters are exchanged; where every cluster
  /// has several, labels change places within clusters; else among all rows.
  func permutedLabels(_ permutation: Int, seed: UInt64) -> [Int32] {
    var generator = SeededGenerator(seed: seed, stream: 0xf100, UInt64(permutation))
    var result = labels
    func shuffle(_ rows: [Int]) {
      var values = rows.map { labels[$0] }
      generator.shuffle(&values)
      for (row, value) in zip(rows, values) { result[row] = value }
    }
    guard clusters != nil else {
      shuffle(rows)
      return result
    }
    var members: [Int32: [Int]] = [:]
    var order: [Int32] = []
    for row in rows {
      if members[units[row]] == nil { order.append(units[row]) }
      members[units[row], default: []].append(row)
    }
    let clustered = order.compactMap { members[$0] }
    let several = clustered.count { own in Set(own.map { labels[$0] }).count > 1 }
    if several == 0 {
      var values = clustered.map { labels[$0[0]] }
      generator.shuffle(&values)
      for (own, value) in zip(clustered, values) { for row in own { result[row] = value } }
    } else if several == clustered.count {
      for own in clustered { shuffle(own) }
    } else {
      shuffle(rows)
    }
    return result
  }
}
