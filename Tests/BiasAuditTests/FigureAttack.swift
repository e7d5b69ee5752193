import Foundation
import Statistics

@testable import BiasAudit

/// What an attacker makes of the figures of one arm in one group. He knows the rounded counts, the totals over all groups and
/// every example's score, and takes each figure that rounded counts do not give for one of exact counts.
///
/// Scores are ¾ where the positive class is decided for, else ¼, so that every figure of scores is one of counts.
struct FigureAttack {
  typealias Part = KeyPath<GroupConfusion, Int> & Sendable
  static let parts: [Part] = [\.truePositives, \.falsePositives, \.trueNegatives, \.falseNegatives]

  let rounded: GroupConfusion
  /// Least and most that each part can be, empty where nothing fits.
  private var bounds: [(low: Int, high: Int)]
  /// All counts that fit what was read; nil: all within the bounds.
  private var left: [GroupConfusion]?
  /// Figures that rounded counts do not give.
  private(set) var telling: [String] = []

  init(rounded: GroupConfusion, base: Int, totals: GroupConfusion) {
    self.rounded = rounded
    bounds = Self.parts.map { part in
      let range = RoundedCounts.candidates(rounded[keyPath: part], base: base)
      return (range.lowerBound, min(range.upperBound, totals[keyPath: part]))
    }
  }

  /// - Parameters:
  ///   - text: as printed: two decimals may be off by half of the last.
  ///   - figure: of counts; not finite where it is not defined.
  mutating func read(_ name: String, _ text: String?, _ figure: (GroupConfusion) -> Double) {
    guard let text, let value = Double(text) else { return }
    let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
    // The last two come from a search, which ends a little beside the closed form.
    let exact = ["slope", "intercept"].contains(name) ? 1e-6 : 1e-9
    let tolerance = decimals <= 2 && text.contains(".") ? 0.005 + exact : exact
    if abs(figure(rounded) - value) <= tolerance { return }
    telling.append(name)
    left = (left ?? all()).filter { abs(figure($0) - value) <= tolerance }
    precondition(left?.isEmpty == false, "nothing fits \(name) \(text): the attack reads it as another figure")
    narrow()
  }

  private func all() -> [GroupConfusion] {
    func values(_ part: Int) -> [Int] { Array(bounds[part].low...max(bounds[part].low, bounds[part].high)) }
    var found: [GroupConfusion] = []
    for a in values(0) {
      for b in values(1) {
        for c in values(2) {
          for d in values(3) {
            found.append(GroupConfusion(truePositives: a, falsePositives: b, trueNegatives: c, falseNegatives: d))
          }
        }
      }
    }
    return found
  }

  private mutating func narrow() {
    guard let left else { return }
    for (place, part) in Self.parts.enumerated() {
      let values = left.map { $0[keyPath: part] }
      bounds[place] = (values.min() ?? 0, values.max() ?? -1)
    }
  }

  /// - Returns: whether something was left out.
  private mutating func keep(_ part: Int, _ low: Int, _ high: Int) -> Bool {
    if bounds[part].low >= low && bounds[part].high <= high { return false }
    bounds[part] = (max(bounds[part].low, low), min(bounds[part].high, high))
    precondition(bounds[part].low <= bounds[part].high, "groups that do not add up to their total")
    let own = bounds[part]
    left = left?.filter { (own.low...max(own.low, own.high)).contains($0[keyPath: Self.parts[part]]) }
    narrow()
    return true
  }

  /// Counts of 1 to 4 of the true counts for which a single value is left, all groups together.
  ///
  /// - Parameter unknown: examples without a group, of which nothing is printed.
  static func found(_ groups: inout [FigureAttack], truth: [GroupConfusion], unknown: GroupConfusion) -> Int {
    var isChanged = true
    while isChanged {
      isChanged = false
      for (place, part) in parts.enumerated() {
        let total = truth.reduce(unknown[keyPath: part]) { $0 + $1[keyPath: part] }
        let all = groups.map { $0.bounds[place] }
        let least = all.reduce(0) { $0 + $1.low }
        let most = all.reduce(0) { $0 + $1.high } + (unknown.count == 0 ? 0 : total)
        for g in groups.indices
        where groups[g].keep(place, total - (most - all[g].high), total - (least - all[g].low)) {
          isChanged = true
        }
      }
    }
    return zip(groups, truth).reduce(0) { sum, own in
      sum
        + parts.indices.count { place in
          SmallCells.isSmall(own.1[keyPath: parts[place]]) && own.0.bounds[place].low == own.0.bounds[place].high
        }
    }
  }
}

extension GroupConfusion {
  private func share(_ a: Int, _ b: Int) -> Double { a + b == 0 ? .nan : Double(a) / Double(a + b) }
  private var right: Int { truePositives + trueNegatives }
  private var wrong: Int { falsePositives + falseNegatives }

  /// Every figure of decisions and scores, by column.
  static var figures: [String: (GroupConfusion) -> Double] {
    [
      "n": { Double($0.count) }, "number": { Double($0.count) }, "selected": { Double($0.selected) },
      "tpr": { $0.share($0.truePositives, $0.falseNegatives) },
      "fpr": { $0.share($0.falsePositives, $0.trueNegatives) },
      "ppv": { $0.share($0.truePositives, $0.falsePositives) },
      "for": { $0.share($0.falseNegatives, $0.trueNegatives) },
      "selection_rate": { $0.share($0.selected, $0.rejected) },
      "auroc": {
        ($0.share($0.truePositives, $0.falseNegatives) - $0.share($0.falsePositives, $0.trueNegatives) + 1) / 2
      },
      "brier": { (0.0625 * Double($0.right) + 0.5625 * Double($0.wrong)) / Double($0.count) },
      "log_loss": { -(log(0.75) * Double($0.right) + log(0.25) * Double($0.wrong)) / Double($0.count) },
      "calibration": {
        (0.75 * Double($0.selected) + 0.25 * Double($0.rejected) - Double($0.positives)) / Double($0.count)
      },
      // Two values of the score: the regression meets the shares of both.
      "slope": { counts in
        let shares = [
          counts.share(counts.truePositives, counts.falsePositives),
          counts.share(counts.falseNegatives, counts.trueNegatives),
        ]
        return (log(shares[0] / (1 - shares[0])) - log(shares[1] / (1 - shares[1]))) / (2 * log(3))
      },
      "intercept": \.inTheLarge,
    ]
  }

  /// By how much log-odds have to grow for the probabilities to add up to the positives.
  private var inTheLarge: Double {
    guard positives > 0, negatives > 0 else { return .nan }
    var (low, high) = (-20.0, 20.0)
    while high - low > 1e-10 {
      let middle = (low + high) / 2
      let sum = Double(selected) / (1 + exp(-middle) / 3) + Double(rejected) / (1 + 3 * exp(-middle))
      if sum < Double(positives) { low = middle } else { high = middle }
    }
    return low
  }
}
