import Findings
import Statistics

/// The gap of one probe between two groups given the label, cut into strata: a repeat, a fold and a label each.
///
/// In stratum s the gap is the difference of two means of the logit, which one fit gave, so that its intercept drops out;
/// strata of a label are weighed by n_a n_b / (n_a + n_b), labels by their shares. Every example has a coefficient in this sum,
/// and the share of a feature is the same sum of w_j z_j in place of the logit.
struct GapParts {
  /// One example in one stratum.
  struct Member {
    var row: Int
    var stratum: Int
    /// Whether it is of the group, else of the reference.
    var isGroup: Bool
  }

  struct Stratum {
    var fold: Int
    var label: Int
    var group = 0
    var reference = 0

    var weight: Double { Self.weight(group, reference) }

    static func weight(_ group: Int, _ reference: Int) -> Double {
      group > 0 && reference > 0 ? Double(group) * Double(reference) / Double(group + reference) : 0
    }
  }

  private(set) var strata: [Stratum] = []
  private(set) var members: [Member] = []
  /// Of each label, 0 where it does not count.
  let labelWeights: [Double]

  /// - Parameters:
  ///   - tests: rows that each fold tests.
  ///   - side: of each row: 1 the group, 0 the reference, −1 neither.
  ///   - labelWeights: share of each label; 1 for one and 0 for the others, to look at one alone.
  init(tests: [[Int]], labels: [Int32], side: [Int8], labelWeights: [Double]) {
    self.labelWeights = labelWeights
    for (fold, rows) in tests.enumerated() {
      let start = strata.count
      for label in labelWeights.indices { strata.append(Stratum(fold: fold, label: label)) }
      for row in rows where labels[row] >= 0 && side[row] >= 0 && labelWeights[Int(labels[row])] > 0 {
        let stratum = start + Int(labels[row])
        members.append(Member(row: row, stratum: stratum, isGroup: side[row] == 1))
        if side[row] == 1 { strata[stratum].group += 1 } else { strata[stratum].reference += 1 }
      }
    }
  }

  /// Of each member, what its value counts in the gap; nil where some label is in no stratum with both groups.
  func coefficients() -> [Double]? {
    var totals = [Double](repeating: 0, count: labelWeights.count)
    for stratum in strata { totals[stratum.label] += stratum.weight }
    guard labelWeights.indices.allSatisfy({ labelWeights[$0] == 0 || totals[$0] > 0 }) else { return nil }
    return members.map { member in
      let stratum = strata[member.stratum]
      guard stratum.weight > 0 else { return 0 }
      let part = labelWeights[stratum.label] * stratum.weight / totals[stratum.label]
      return member.isGroup ? part / Double(stratum.group) : -part / Double(stratum.reference)
    }
  }

  /// Intervals of several sums at once by the jackknife that leaves out one cluster at a time, Student's t at
  /// (Σ n)²/Σ n² − 1 degrees of freedom, n being examples of a cluster. The fits stay what they are.
  ///
  /// - Parameters:
  ///   - values: [quantity][member].
  ///   - clusters: of each row.
  /// - Returns: nil for too few clusters in all or of either group, and where a label hangs on one cluster.
  func intervals(_ values: [[Double]], estimates: [Double], clusters: RowClusters) -> [ConfidenceInterval]? {
    let count = values.count
    var byCluster = [[Int]](repeating: [], count: clusters.count)
    for (place, member) in members.enumerated() { byCluster[clusters.ofRow[member.row]].append(place) }
    let present = byCluster.filter { !$0.isEmpty }
    let (ofGroup, ofReference) = (
      present.count { $0.contains { members[$0].isGroup } }, present.count { $0.contains { !members[$0].isGroup } }
    )
    guard present.count >= ClusterDesign.fewest.inAll, min(ofGroup, ofReference) >= ClusterDesign.fewest.ofGroup
    else { return nil }
    // [stratum · 2 · count + side · count + quantity].
    var sums = [Double](repeating: 0, count: strata.count * 2 * count)
    for (place, member) in members.enumerated() {
      let start = (member.stratum * 2 + (member.isGroup ? 0 : 1)) * count
      for quantity in 0..<count { sums[start + quantity] += values[quantity][place] }
    }
    func part(_ stratum: Int, _ group: Int, _ reference: Int, _ sums: ArraySlice<Double>, _ quantity: Int) -> Double {
      let weight = Stratum.weight(group, reference)
      guard weight > 0 else { return 0 }
      let start = sums.startIndex + quantity
      return weight * (sums[start] / Double(group) - sums[start + count] / Double(reference))
    }
    var totals = [Double](repeating: 0, count: labelWeights.count)
    var wholes = [Double](repeating: 0, count: labelWeights.count * count)
    for (place, stratum) in strata.enumerated() {
      totals[stratum.label] += stratum.weight
      let own = sums[place * 2 * count..<(place + 1) * 2 * count]
      for quantity in 0..<count {
        wholes[stratum.label * count + quantity] += part(place, stratum.group, stratum.reference, own, quantity)
      }
    }
    var squares = [Double](repeating: 0, count: count)
    for places in present {
      var changed: [Int: (group: Int, reference: Int, sums: [Double])] = [:]
      for place in places {
        let member = members[place]
        let stratum = member.stratum
        var entry =
          changed[stratum]
          ?? (
            strata[stratum].group, strata[stratum].reference,
            Array(sums[stratum * 2 * count..<(stratum + 1) * 2 * count])
          )
        if member.isGroup { entry.group -= 1 } else { entry.reference -= 1 }
        for quantity in 0..<count { entry.sums[(member.isGroup ? 0 : count) + quantity] -= values[quantity][place] }
        changed[stratum] = entry
      }
      var (leftTotals, left) = (totals, wholes)
      for (stratum, entry) in changed.sorted(by: { $0.key < $1.key }) {
        let (old, label) = (strata[stratum], strata[stratum].label)
        leftTotals[label] += Stratum.weight(entry.group, entry.reference) - old.weight
        let own = sums[stratum * 2 * count..<(stratum + 1) * 2 * count]
        for quantity in 0..<count {
          left[label * count + quantity] +=
            part(stratum, entry.group, entry.reference, entry.sums[...], quantity)
            - part(stratum, old.group, old.reference, own, quantity)
        }
      }
      for quantity in 0..<count {
        var estimate = 0.0
        for label in labelWeights.indices where labelWeights[label] > 0 {
          guard leftTotals[label] > 1e-9 else { return nil }
          estimate += labelWeights[label] * left[label * count + quantity] / leftTotals[label]
        }
        squares[quantity] += (estimate - estimates[quantity]) * (estimate - estimates[quantity])
      }
    }
    // A cluster's examples, each counted once however many repeats there are.
    let sizes = present.map { places in Double(Set(places.map { members[$0].row }).count) }
    let n = sizes.reduce(0, +)
    let effective = n * n / sizes.reduce(0) { $0 + $1 * $1 }
    guard effective > 1 else { return nil }
    let t = StudentT(degreesOfFreedom: effective - 1).inverseSurvival(0.025)
    let k = Double(present.count)
    return squares.indices.map { quantity in
      let half = t * ((k - 1) / k * squares[quantity]).squareRoot()
      return ConfidenceInterval(low: estimates[quantity] - half, high: estimates[quantity] + half)
    }
  }
}
