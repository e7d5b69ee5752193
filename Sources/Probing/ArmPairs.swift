import Findings

/// Which arms are compared with which, and what each comparison belongs to.
///
/// Named by the order of the configuration, before anything was measured: the leading arm is that of binarized features of
/// the first checkpoint at the first pooling and the first fixed threshold.
struct ArmPairs: Sendable {
  let arms: [ProbeArm]
  private let lead: ProbeArm?

  init(_ arms: [ProbeArm]) {
    self.arms = arms
    let binarized = arms.filter { $0.representation == "binarized" && $0.trainingRate == 1 }
    lead = binarized.first(where: \.hasFixedThreshold) ?? binarized.first
  }

  /// Places of arms, a against b, at equal training rate.
  var all: [(a: Int, b: Int)] {
    var result: [(a: Int, b: Int)] = []
    for (a, first) in arms.enumerated() {
      for (b, second) in arms.enumerated()
      where a != b && first.trainingRate == second.trainingRate && matters(first, second) { result.append((a, b)) }
    }
    return result
  }

  /// What p is corrected over: see `ComparisonFamily`.
  func family(_ a: Int, _ b: Int) -> String {
    let (first, second) = (arms[a], arms[b])
    let isAgainstMajority = second.representation == "majority"
    if first.trainingRate < 1 {
      return ComparisonFamily.rate(first.trainingRate, isAgainstMajority: isAgainstMajority)
    }
    if isAgainstMajority { return ComparisonFamily.majority }
    return isHeadline(first, second) ? ComparisonFamily.headline : ComparisonFamily.further
  }

  /// The question of the study: do bits suffice, against values, the hidden state and plain words.
  private func isHeadline(_ first: ProbeArm, _ second: ProbeArm) -> Bool {
    guard let lead, first.name == lead.name else { return false }
    switch second.representation {
    case "continuous", "hidden", "tf-idf": return true
    default: return false
    }
  }

  /// Everything against majority; features against the hidden state at the same layer and pooling; everything made of a
  /// checkpoint's features against its continuous ones at the same pooling; everything against plain words.
  private func matters(_ first: ProbeArm, _ second: ProbeArm) -> Bool {
    if first.representation == "permuted-labels" { return false }
    switch second.representation {
    case "majority": return true
    case "hidden":
      return first.representation != "hidden" && first.checkpoint != nil && first.layer == second.layer
        && first.pooling == second.pooling
    case "continuous":
      return first.representation != "continuous" && first.checkpoint == second.checkpoint
        && first.checkpoint != nil && first.pooling == second.pooling
    case "tf-idf": return first.representation == "hidden" || first.checkpoint != nil
    default: return false
    }
  }
}

extension ProbeArm {
  /// Whether its threshold was given, not found.
  var hasFixedThreshold: Bool { threshold.flatMap(Double.init) != nil }
}
