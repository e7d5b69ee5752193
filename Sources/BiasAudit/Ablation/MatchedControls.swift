import Statistics

/// Random sets of features like the flagged ones: each is exchanged for an unflagged feature whose firing count lies in
/// the same power of two and whose |weight| is among the closest.
struct MatchedControls: Sendable {
  /// For each flagged feature the features it may be exchanged for.
  private let candidates: [[Int]]

  /// Candidates per flagged feature.
  static let width = 20

  /// - Parameters:
  ///   - weights: of the probe, per feature.
  ///   - counts: firing training examples per feature; silent features are no candidates.
  init(flagged: [Int], weights: [Double], counts: [Int]) {
    var isFlagged = [Bool](repeating: false, count: weights.count)
    for feature in flagged { isFlagged[feature] = true }
    var bins: [[Int]] = Array(repeating: [], count: Int.bitWidth)
    for feature in weights.indices where counts[feature] > 0 && !isFlagged[feature] {
      bins[Self.bin(counts[feature])].append(feature)
    }
    for bin in bins.indices { bins[bin].sort { (abs(weights[$0]), $0) < (abs(weights[$1]), $1) } }
    candidates = flagged.map { feature in
      let own = Self.bin(max(1, counts[feature]))
      // The nearest power of two that has any feature.
      let order = bins.indices.sorted { (abs($0 - own), $0) < (abs($1 - own), $1) }
      guard let bin = order.first(where: { !bins[$0].isEmpty }) else { return [] }
      let sorted = bins[bin]
      let place = sorted.partitionIndex { abs(weights[$0]) >= abs(weights[feature]) }
      let start = max(0, min(place - Self.width / 2, sorted.count - Self.width))
      return Array(sorted[start..<min(sorted.count, start + Self.width)])
    }
  }

  /// One set, without repetition; smaller than the flagged one where candidates run out.
  func draw(_ generator: inout SeededGenerator) -> [Int] {
    var chosen: Set<Int> = []
    for options in candidates {
      let free = options.filter { !chosen.contains($0) }
      if !free.isEmpty { chosen.insert(free[generator.integer(below: free.count)]) }
    }
    return chosen.sorted()
  }

  private static func bin(_ count: Int) -> Int { Int.bitWidth - 1 - count.leadingZeroBitCount }
}

extension Array {
  /// Position of the first element for which `isBeyond` holds; elements for which it holds come last.
  fileprivate func partitionIndex(_ isBeyond: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
