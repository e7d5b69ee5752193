import Findings

/// How many pairs a p is corrected over: those of the same family and metric, the same arms under other names counted once.
public struct FamilyCount {
  private let counts: [String: Int]

  public init(_ study: ProbeStudy) {
    var counts: [String: Int] = [:]
    for item in study.comparisons where item.sameAs == nil { counts[Self.key(item), default: 0] += 1 }
    self.counts = counts
  }

  public subscript(item: ArmComparison) -> Int { counts[Self.key(item)] ?? 0 }

  private static func key(_ item: ArmComparison) -> String { item.family + "\n" + item.metric }
}
