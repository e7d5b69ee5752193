import Statistics

/// What one set of decisions means: AUROC, and the largest difference between groups of true and false positive rates.
struct SetRates: Sendable, Equatable {
  var auroc = Double.nan
  var tprGap = Double.nan
  var fprGap = Double.nan

  /// Both gaps together; NaN where neither is defined.
  var gap: Double {
    tprGap.isNaN && fprGap.isNaN ? .nan : (tprGap.isNaN ? 0 : tprGap) + (fprGap.isNaN ? 0 : fprGap)
  }

  /// Share of the gaps of `base` that is gone; NaN where there were none.
  func closed(of base: SetRates) -> Double { base.gap > 0 ? 1 - gap / base.gap : .nan }
}

/// Rows on which sets of decisions are compared: what they are, and which groups are large enough.
struct ComparedRows: Sendable {
  let truth: [Bool]
  let codes: [Int32]
  let groups: Int
  /// Groups with enough positives, and with enough negatives.
  let rated: (positives: [Int], negatives: [Int])

  init(truth: [Bool], codes: [Int32], groups: Int, minimumCell: Int) {
    (self.truth, self.codes, self.groups) = (truth, codes, groups)
    let counts = GroupConfusion.all(
      truth: truth, selected: [Bool](repeating: false, count: truth.count), group: codes, groups: groups)
    let least = max(1, minimumCell)
    rated = (
      counts.indices.filter { counts[$0].positives >= least }, counts.indices.filter { counts[$0].negatives >= least }
    )
  }

  /// Largest less smallest rate, over the groups that are large enough; NaN for fewer than two.
  func gaps(_ counts: [GroupConfusion]) -> (tpr: Double, fpr: Double) {
    func spread(_ rates: [Double]) -> Double {
      let known = rates.filter { !$0.isNaN }
      guard known.count >= 2, let high = known.max(), let low = known.min() else { return .nan }
      return high - low
    }
    return (
      spread(rated.positives.map { Double(counts[$0].truePositives) / Double(counts[$0].positives) }),
      spread(rated.negatives.map { Double(counts[$0].falsePositives) / Double(counts[$0].negatives) })
    )
  }
}

/// A set of decisions on these rows, and on bootstrap samples of them.
struct SetOutcome: Sendable {
  var rates: SetRates
  /// [sample].
  var resampled: [SetRates]

  /// - Parameters:
  ///   - scores: decision values; above 0 is selected.
  ///   - samples: how often each row counts, the same for all sets that are compared.
  init(scores: [Double], rows: ComparedRows, samples: [[Int32]]) {
    let area = WeightedAUROC(scores: scores, rows: Array(scores.indices), isPositive: { rows.truth[$0] })
    // Group, then what a row is and what was decided; −1 for rows of no group.
    let kinds = scores.indices.map { row -> Int in
      let group = Int(rows.codes[row])
      return group >= 0 && group < rows.groups ? 4 * group + (rows.truth[row] ? 2 : 0) + (scores[row] > 0 ? 1 : 0) : -1
    }
    func rates(_ weights: [Int32]?) -> SetRates {
      var times = [Int](repeating: 0, count: 4 * rows.groups)
      kinds.withUnsafeBufferPointer { kinds in
        var row = 0
        while row < kinds.count {
          if kinds[row] >= 0 { times[kinds[row]] += weights.map { Int($0[row]) } ?? 1 }
          row += 1
        }
      }
      let gaps = rows.gaps(
        (0..<rows.groups).map { group in
          var counts = GroupConfusion()
          (counts.trueNegatives, counts.falsePositives) = (times[4 * group], times[4 * group + 1])
          (counts.falseNegatives, counts.truePositives) = (times[4 * group + 2], times[4 * group + 3])
          return counts
        })
      return SetRates(auroc: area.value(weights).area, tprGap: gaps.tpr, fprGap: gaps.fpr)
    }
    self.rates = rates(nil)
    resampled = samples.map { rates($0) }
  }
}
