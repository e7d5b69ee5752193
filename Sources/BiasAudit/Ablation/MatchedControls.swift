import Statistics

/// Random sets of features like the flagged ones: each is exchanged for an unflagged feature whose firing count lies in
/// the same power of two (or the nearest that has one left) and whose |weight| is among the closest.
struct MatchedControls: Sendable {
  private let flagged: [Int]
  private let weights: [Double]
  private let counts: [Int]
  /// Unflagged features that fire, by power of two, ascending by |weight|.
  private let bins: [[Int]]

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
    (self.flagged, self.weights, self.counts, self.bins) = (flagged, weights, counts, bins)
  }

  /// One set, without repetition, in the order of the flagged features that they are exchanged for, so that the first of them
  /// match the first of these; smaller than the flagged one only where there are not as many other features that fire.
  func draw(_ generator: inout SeededGenerator) -> [Int] {
    var isChosen = [Bool](repeating: false, count: weights.count)
    var chosen: [Int] = []
    for feature in flagged {
      let free = candidates(feature) { !isChosen[$0] }
      if free.isEmpty { continue }
      let found = free[generator.integer(below: free.count)]
      isChosen[found] = true
      chosen.append(found)
    }
    return chosen
  }

  /// At most `width` of the nearest bin with any left, the closest by |weight|.
  private func candidates(_ feature: Int, isFree: (Int) -> Bool) -> [Int] {
    let own = Self.bin(max(1, counts[feature]))
    for distance in bins.indices {
      for bin in Set([own - distance, own + distance]).sorted() where bins.indices.contains(bin) {
        let sorted = bins[bin].filter(isFree)
        if sorted.isEmpty { continue }
        let place = sorted.partitionIndex { abs(weights[$0]) >= abs(weights[feature]) }
        let start = max(0, min(place - Self.width / 2, sorted.count - Self.width))
        return Array(sorted[start..<min(sorted.count, start + Self.width)])
      }
    }
    return []
  }

  static func bin(_ count: Int) -> Int { Int.bitWidth - 1 - count.leadingZeroBitCount }
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
