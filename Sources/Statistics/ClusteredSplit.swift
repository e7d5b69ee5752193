/// How sure the two parts of a difference of rates are, from rows that are independent or come in clusters: the jackknife that
/// leaves out one cluster (or row) at a time,
///
///     V = (K − 1)/K · Σ_c (θ_(c) − θ̄)²,
///
/// with Student's t at the effective clusters of the group that has fewer, less 1. A cluster may hold rows of both groups.
public struct ClusteredSplit: Sendable {
  /// Rows of one group, by label.
  public struct Counts: Sendable, Equatable {
    public var fired: [Int]
    public var total: [Int]

    public init(fired: [Int], total: [Int]) {
      self.fired = fired
      self.total = total
    }

    fileprivate var size: Int { total.reduce(0, +) }

    fileprivate func without(_ other: Counts) -> Counts {
      Counts(fired: zip(fired, other.fired).map(-), total: zip(total, other.total).map(-))
    }
  }

  /// What has an interval.
  public enum Quantity: Sendable, CaseIterable {
    case proxy, composition
    /// Proxy less composition: above zero, more of the difference lies within labels.
    case excess

    public func value(_ split: KitagawaSplit) -> Double {
      switch self {
      case .proxy: split.proxy
      case .composition: split.composition
      case .excess: split.proxy - split.composition
      }
    }
  }

  public let split: KitagawaSplit
  /// (Σ n)² / Σ n² of the group in which it is smaller.
  public let effectiveClusters: Double
  private let variances: [Quantity: Double]

  /// - Parameters: rows of each group in each cluster, the same clusters in both.
  public init(a: [Counts], b: [Counts]) {
    let labels = max(a.first?.total.count ?? 0, b.first?.total.count ?? 0)
    let units = zip(a, b).filter { $0.size + $1.size > 0 }.map { (weight: 1, a: $0, b: $1) }
    self.init(
      units, a: Self.sum(a, labels), b: Self.sum(b, labels),
      effective: min(Self.effective(a.map(\.size)), Self.effective(b.map(\.size))))
  }

  /// Independent rows.
  public init(a: Counts, b: Counts) {
    let labels = a.total.indices
    let none = Counts(fired: labels.map { _ in 0 }, total: labels.map { _ in 0 })
    var units: [(weight: Int, a: Counts, b: Counts)] = []
    // Rows of one group, label and outcome do the same.
    for label in labels {
      for hasFired in [false, true] {
        var row = none
        row.total[label] = 1
        row.fired[label] = hasFired ? 1 : 0
        func count(_ counts: Counts) -> Int {
          hasFired ? counts.fired[label] : counts.total[label] - counts.fired[label]
        }
        units.append((count(a), row, none))
        units.append((count(b), none, row))
      }
    }
    self.init(
      units.filter { $0.weight > 0 }, a: a, b: b, effective: Double(min(a.size, b.size)))
  }

  private init(_ units: [(weight: Int, a: Counts, b: Counts)], a: Counts, b: Counts, effective: Double) {
    split = KitagawaSplit(firedA: a.fired, totalA: a.total, firedB: b.fired, totalB: b.total)
    effectiveClusters = effective
    let left = units.map { unit in
      let (own, other) = (a.without(unit.a), b.without(unit.b))
      return (
        weight: Double(unit.weight),
        split: KitagawaSplit(firedA: own.fired, totalA: own.total, firedB: other.fired, totalB: other.total)
      )
    }
    let count = left.reduce(0) { $0 + $1.weight }
    variances = Dictionary(
      uniqueKeysWithValues: Quantity.allCases.map { quantity in
        let mean = left.reduce(0) { $0 + $1.weight * quantity.value($1.split) } / count
        let squares = left.reduce(0.0) { sum, one in
          let deviation = quantity.value(one.split) - mean
          return sum + one.weight * deviation * deviation
        }
        return (quantity, (count - 1) / count * squares)
      })
  }

  private static func sum(_ counts: [Counts], _ labels: Int) -> Counts {
    func sum(_ part: KeyPath<Counts, [Int]>) -> [Int] {
      (0..<labels).map { label in counts.reduce(0) { $0 + $1[keyPath: part][label] } }
    }
    return Counts(fired: sum(\.fired), total: sum(\.total))
  }

  private static func effective(_ sizes: [Int]) -> Double {
    let rows = Double(sizes.reduce(0, +))
    return rows > 0 ? rows * rows / sizes.reduce(0.0) { $0 + Double($1) * Double($1) } : 0
  }

  /// Bounds within −1 to 1, of the excess −2 to 2; nil where a group has one cluster, or a cluster is all of a group.
  public func interval(_ quantity: Quantity, confidence: Double = 0.95) -> ConfidenceInterval? {
    guard effectiveClusters > 1, let variance = variances[quantity], variance.isFinite else { return nil }
    let half =
      StudentT(degreesOfFreedom: effectiveClusters - 1).inverseSurvival((1 - confidence) / 2) * variance.squareRoot()
    let (value, most) = (quantity.value(split), quantity == .excess ? 2.0 : 1.0)
    return ConfidenceInterval(low: max(-most, value - half), high: min(most, value + half))
  }
}
