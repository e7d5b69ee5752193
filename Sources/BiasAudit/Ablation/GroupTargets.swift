import Statistics

/// What is told of the groups: of two, one from the other; of more, each from all others.
struct GroupTargets: Sendable {
  /// Groups 0..<`groups` are told apart.
  let groups: Int

  var count: Int { groups == 2 ? 1 : groups }

  /// 1 for the group that is told, 0 for the others, −1 for rows of no tested group.
  func target(_ place: Int, ofGroup group: Int32) -> Int32 {
    guard group >= 0, Int(group) < groups else { return -1 }
    return Int(group) == (groups == 2 ? 1 : place) ? 1 : 0
  }
}

/// How well the group is told within the label: AUROC of each target against the others within each label, mean weighted by
/// rows. ½ is what the label alone says.
struct GroupLeakage: Sendable {
  private let parts: [WeightedAUROC]

  /// - Parameters:
  ///   - scores: [target][row]; NaN where nothing was learnt.
  ///   - codes: group of each row.
  init(scores: [[Double]], truth: [Bool], codes: [Int32], targets: GroupTargets) {
    parts = [false, true].flatMap { label in
      scores.indices.map { place in
        let rows = truth.indices.filter {
          truth[$0] == label && targets.target(place, ofGroup: codes[$0]) >= 0 && !scores[place][$0].isNaN
        }
        return WeightedAUROC(
          scores: scores[place], rows: rows, isPositive: { targets.target(place, ofGroup: codes[$0]) == 1 })
      }
    }
  }

  /// - Parameter weights: of each row; nil: 1.
  /// - Returns: NaN where nothing is defined.
  func value(_ weights: [Int32]? = nil) -> Double {
    var (sum, total) = (0.0, 0.0)
    for part in parts {
      let (area, weight) = part.value(weights)
      if area.isNaN { continue }
      sum += area * weight
      total += weight
    }
    return total > 0 ? sum / total : .nan
  }
}

/// An AUROC of rows that count several times or not at all, as in a bootstrap sample; ties count half.
struct WeightedAUROC: Sendable {
  /// Ascending by score.
  private let rows: [Int]
  private let isPositive: [Bool]
  /// Whether the next row has a higher score.
  private let endsTie: [Bool]

  init(scores: [Double], rows: [Int], isPositive: (Int) -> Bool) {
    let sorted = rows.sorted { (scores[$0], $0) < (scores[$1], $1) }
    self.rows = sorted
    self.isPositive = sorted.map(isPositive)
    endsTie = sorted.indices.map { $0 + 1 == sorted.count || scores[sorted[$0 + 1]] > scores[sorted[$0]] }
  }

  /// - Returns: the area, NaN without positives or negatives, and the rows that it is of.
  func value(_ weights: [Int32]?) -> (area: Double, rows: Double) {
    var (area, below, positives) = (0.0, 0.0, 0.0)
    var (tiedPositives, tiedNegatives) = (0.0, 0.0)
    rows.withUnsafeBufferPointer { rows in
      var place = 0
      while place < rows.count {
        let weight = weights.map { Double($0[rows[place]]) } ?? 1
        if isPositive[place] { tiedPositives += weight } else { tiedNegatives += weight }
        if endsTie[place] {
          area += tiedPositives * (below + tiedNegatives / 2)
          below += tiedNegatives
          positives += tiedPositives
          (tiedPositives, tiedNegatives) = (0, 0)
        }
        place += 1
      }
    }
    return (positives > 0 && below > 0 ? area / (positives * below) : .nan, positives + below)
  }
}
