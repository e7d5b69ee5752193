import Statistics

/// Labelled examples of a side that a few-shot probe is given: of every fold, which is tested, and every draw a sequence of
/// the others, of which larger numbers contain smaller ones. The classes keep their shares; clusters are whole; every class is
/// there from the start.
struct FewShotDraws: Sendable {
  /// Rows of the side that may be drawn, ascending.
  let pool: [Int]
  /// Numbers of examples asked for, ascending; all folds leave more. No two draw the same.
  let sizes: [Int]
  let draws: Int
  /// [fold][draw][size]: rows, ascending.
  let rows: [[[[Int]]]]
  /// [fold]: all of the pool that is not in the fold, ascending.
  let all: [[Int]]

  init(_ side: TransferSide, _ plan: FewShotPlan, seed: UInt64) {
    let pool = side.part(side.rows, count: plan.cap, fold: 0, seed: seed)
    self.pool = pool
    draws = plan.draws
    all = side.folds.map { fold in
      let held = Set(fold)
      return pool.filter { !held.contains($0) }
    }
    let least = all.map(\.count).min() ?? 0
    let asked = FewShotPlan.sizes.filter { $0 >= side.classCount && Double($0) < 0.9 * Double(least) }
    let drawn = all.enumerated().map { fold, rows in
      (0..<plan.draws).map { draw in
        var generator = SeededGenerator(seed: seed, stream: 0xfe35, UInt64(fold) << 16 | UInt64(draw))
        return Self.nested(side.sequence(rows, &generator), asked, side)
      }
    }
    // Where clusters are larger than what is asked for, two numbers draw the same examples: one of them is enough.
    let kept = asked.indices.filter { size in
      size + 1 == asked.count || drawn.contains { $0.contains { $0[size] != $0[size + 1] } }
    }
    sizes = kept.map { asked[$0] }
    rows = drawn.map { $0.map { sets in kept.map { sets[$0] } } }
  }

  /// What is used first when some rows are asked for: as many units as come nearest, at least one row of every class.
  private static func nested(_ units: [[Int]], _ sizes: [Int], _ side: TransferSide) -> [[Int]] {
    sizes.map { size in
      var chosen: [Int] = []
      for unit in units {
        if abs(chosen.count + unit.count - size) >= abs(chosen.count - size), side.hasAllClasses(chosen) { break }
        chosen += unit
      }
      return chosen.sorted()
    }
  }
}

extension TransferSide {
  /// These rows in random order, unit by unit, so that every beginning holds the classes in about their shares: one of every
  /// class, then always of the class that is furthest behind; clusters after the first of each class as they come.
  func sequence(_ rows: [Int], _ generator: inout SeededGenerator) -> [[Int]] {
    var members: [Int32: [Int]] = [:]
    var order: [Int32] = []
    for row in rows {
      if members[units[row]] == nil { order.append(units[row]) }
      members[units[row], default: []].append(row)
    }
    generator.shuffle(&order)
    var left = order.map { members[$0] ?? [] }
    var result: [[Int]] = []
    func take(_ place: Int) { result.append(left.remove(at: place)) }
    var classes = Array(0..<Int32(classCount))
    generator.shuffle(&classes)
    for label in classes where !result.joined().contains(where: { labels[$0] == label }) {
      if let place = left.firstIndex(where: { $0.contains { labels[$0] == label } }) { take(place) }
    }
    guard clusters == nil else { return result + left }
    var taken = [Double](repeating: 0, count: classCount)
    var byClass = classes.indices.map { label in left.filter { labels[$0[0]] == Int32(label) }.reversed() as [[Int]] }
    var shares = taken
    for row in rows { shares[Int(labels[row])] += 1 / Double(rows.count) }
    for unit in result { taken[Int(labels[unit[0]])] += 1 }
    while result.count < rows.count {
      let next = Double(result.count + 1)
      var best = -1
      for label in byClass.indices where !byClass[label].isEmpty {
        if best < 0 || shares[label] * next - taken[label] > shares[best] * next - taken[best] { best = label }
      }
      guard best >= 0, let unit = byClass[best].popLast() else { break }
      taken[best] += 1
      result.append(unit)
    }
    return result
  }
}
