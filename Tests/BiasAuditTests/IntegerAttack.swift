/// All whole numbers that fit what is known: bounds and sums. Branch and bound: sums narrow bounds, then the variable with the
/// fewest values left is tried value by value.
struct IntegerAttack {
  /// A sum of variables that lies in a range.
  struct Sum {
    var terms: [(variable: Int, factor: Int)]
    var low: Int
    var high: Int
  }

  private(set) var low: [Int] = []
  private(set) var high: [Int] = []
  private(set) var sums: [Sum] = []

  mutating func variable(_ low: Int, _ high: Int) -> Int {
    self.low.append(low)
    self.high.append(high)
    return self.low.count - 1
  }

  mutating func require(_ terms: [(variable: Int, factor: Int)], _ range: ClosedRange<Int>) {
    sums.append(Sum(terms: terms, low: range.lowerBound, high: range.upperBound))
  }

  mutating func require(_ terms: [Int], is total: Int) { require(terms.map { ($0, 1) }, total...total) }

  /// Whether anything else than `value` fits; nil where that was not decided within `nodes` branches.
  func hasOther(_ variable: Int, than value: Int, nodes: Int = 20_000) -> Bool? {
    var left = nodes
    for (low, high) in [(value + 1, self.high[variable]), (self.low[variable], value - 1)] where low <= high {
      var (lows, highs) = (self.low, self.high)
      (lows[variable], highs[variable]) = (low, high)
      var found: [[Int]] = []
      search(&lows, &highs, limit: 1, nodes: &left, found: &found) { _ in true }
      if !found.isEmpty { return true }
      if left <= 0 { return nil }
    }
    return false
  }

  /// What fits, `limit` of them at most, of those that `holds`.
  func solutions(limit: Int, where holds: ([Int]) -> Bool) -> [[Int]] {
    var (lows, highs) = (low, high)
    var nodes = Int.max
    var found: [[Int]] = []
    search(&lows, &highs, limit: limit, nodes: &nodes, found: &found, holds)
    return found
  }

  private func search(
    _ low: inout [Int], _ high: inout [Int], limit: Int, nodes: inout Int, found: inout [[Int]],
    _ holds: ([Int]) -> Bool
  ) {
    nodes -= 1
    guard nodes > 0, found.count < limit, narrow(&low, &high) else { return }
    guard let next = low.indices.filter({ low[$0] < high[$0] }).min(by: { high[$0] - low[$0] < high[$1] - low[$1] })
    else {
      if holds(low) { found.append(low) }
      return
    }
    for value in low[next]...high[next] {
      var (lows, highs) = (low, high)
      (lows[next], highs[next]) = (value, value)
      search(&lows, &highs, limit: limit, nodes: &nodes, found: &found, holds)
      if found.count >= limit { return }
    }
  }

  private func narrow(_ low: inout [Int], _ high: inout [Int]) -> Bool {
    var isChanged = true
    while isChanged {
      isChanged = false
      for sum in sums {
        var (least, most) = (0, 0)
        for (v, f) in sum.terms {
          least += f > 0 ? f * low[v] : f * high[v]
          most += f > 0 ? f * high[v] : f * low[v]
        }
        if least > sum.high || most < sum.low { return false }
        for (v, f) in sum.terms {
          // Factors are 1 and −1.
          let rest = (f > 0 ? (least - low[v], most - high[v]) : (least + high[v], most + low[v]))
          let bounds = f > 0 ? (sum.low - rest.1, sum.high - rest.0) : (rest.0 - sum.high, rest.1 - sum.low)
          if bounds.0 > low[v] {
            low[v] = bounds.0
            isChanged = true
          }
          if bounds.1 < high[v] {
            high[v] = bounds.1
            isChanged = true
          }
          if low[v] > high[v] { return false }
        }
      }
    }
    return true
  }
}
