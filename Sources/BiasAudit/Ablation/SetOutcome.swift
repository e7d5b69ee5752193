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
}

/// Rows on which sets of decisions are compared: what they are, and which groups are large enough.
struct ComparedRows: Sendable {
  let truth: [Bool]
  let codes: [Int32]
  let groups: Int
  /// Groups with enough positives, and with enough negatives.
  let rated: (positives: [Int], negatives: [Int])
  /// Each row one by itself where rows are independent.
  let clusters: RowClusters
  /// Of Student's t for what is estimated from the differences between clusters.
  let degreesOfFreedom: Double
  /// Whether there are enough clusters to say how far estimates may be off.
  let isJudged: Bool
  /// Rows of the rated groups, positives and negatives apart; without those of which nothing is known.
  let units: [GroupUnits]

  /// Fewest clusters, or examples, that an interval is made of.
  static let fewestUnits = 8

  /// - Parameters:
  ///   - clusters: of each row; nil where rows are independent.
  ///   - design: of all rows.
  init(truth: [Bool], codes: [Int32], clusters: [Int32]?, design: CellDesign, minimumCell: Int) {
    (self.truth, self.codes, groups) = (truth, codes, design.testedGroups)
    let groups = groups
    let counts = GroupConfusion.all(
      truth: truth, selected: [Bool](repeating: false, count: truth.count), group: codes, groups: groups)
    let least = max(1, minimumCell)
    let rated = (
      positives: counts.indices.filter { counts[$0].positives >= least },
      negatives: counts.indices.filter { counts[$0].negatives >= least }
    )
    self.rated = rated
    let parted = RowClusters(codes: clusters ?? [Int32](repeating: -1, count: truth.count))
    self.clusters = parted
    degreesOfFreedom = design.clusters?.degreesOfFreedom(groups: groups) ?? Double(max(1, truth.count - groups))
    isJudged = design.isJudged && parted.count >= Self.fewestUnits
    units = [true, false].compactMap { isPositive in
      let known = isPositive ? rated.positives : rated.negatives
      let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { (Int32($1), $0) })
      let units = GroupUnits(
        groups: zip(truth, codes).map { $0 == isPositive ? places[$1] ?? -1 : -1 }, groupCount: known.count,
        clusters: parted.ofRow, clusterCount: parted.count)
      return units.isEnough ? units : nil
    }
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

  /// Both gaps of some decisions, the groups being `codes`.
  func rates(_ selected: [Bool], codes: [Int32]) -> SetRates {
    let gaps = gaps(GroupConfusion.all(truth: truth, selected: selected, group: codes, groups: groups))
    return SetRates(tprGap: gaps.tpr, fprGap: gaps.fpr)
  }
}

/// A set of decisions on these rows.
struct SetOutcome: Sendable {
  var rates: SetRates
  let selected: [Bool]
  let curve: DeLong
  /// Of positives and of negatives, as `ComparedRows.units`.
  let byGroup: [GroupRates]

  /// - Parameter scores: decision values; above 0 is selected.
  init(scores: [Double], rows: ComparedRows) {
    let selected = scores.map { $0 > 0 }
    self.selected = selected
    rates = rows.rates(selected, codes: rows.codes)
    curve = DeLong(scores, positives: rows.truth)
    rates.auroc = curve.auroc
    byGroup = rows.units.map { GroupRates($0, selected: selected) }
  }

  /// What the gaps of both have in common; nil where nothing is known.
  func spread(with other: SetOutcome) -> GroupSpread? {
    var sum: GroupSpread?
    for (a, b) in zip(byGroup, other.byGroup) {
      let next = GroupSpread(a, b)
      sum = sum.map { $0 + next } ?? next
    }
    return sum
  }
}
