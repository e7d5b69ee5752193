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

  /// The question of the study: do bits suffice, against values, the hidden state and plain words; and do features, at
  /// their best, against the hidden state.
  private func isHeadline(_ first: ProbeArm, _ second: ProbeArm) -> Bool {
    let isLeadingState = lead.map { $0.layer == second.layer && $0.pooling == second.pooling } ?? false
    if first.representation == DerivedArms.bestFeatures {
      return second.representation == DerivedArms.bestHidden || isLeadingState
    }
    guard let lead, first.name == lead.name else { return false }
    return ["continuous", "hidden", "tf-idf"].contains(second.representation)
  }

  /// Which pairs are reported. Controls — random directions, random features — are what the others are measured by, and are
  /// themselves compared with majority alone.
  private func matters(_ first: ProbeArm, _ second: ProbeArm) -> Bool {
    if first.representation == "permuted-labels" { return false }
    if second.representation == "majority" { return true }
    if Self.controls.contains(first.representation) { return false }
    let isSamePooling = first.pooling == second.pooling
    let isSameCheckpoint = first.checkpoint != nil && first.checkpoint == second.checkpoint
    let isToken = first.representation == "token-top-n"
    switch second.representation {
    case "tf-idf": return first.representation == "hidden" || first.checkpoint != nil
    case "hidden":
      if first.representation == DerivedArms.bestFeatures { return second.pooling == leadingPooling }
      // The state that the features were made of.
      guard first.checkpoint != nil, first.layer == second.layer else { return false }
      return isToken ? second.pooling == tokenPooling(second) : isSamePooling
    case DerivedArms.bestHidden: return first.representation == DerivedArms.bestFeatures
    case "pca": return first.representation == "hidden" && first.layer == second.layer && isSamePooling
    case "continuous":
      guard first.representation != "continuous", isSameCheckpoint else { return false }
      return isToken ? second.pooling == tokenPooling(second) : isSamePooling
    case "binarized":
      guard isSameCheckpoint, second.hasFixedThreshold else { return false }
      if isToken { return second.pooling == tokenPooling(second) && isSameForm(first, second) }
      // A threshold that was found against those that were given; few of the bits against all of them.
      let isComparable =
        first.representation == "binarized"
        ? !first.hasFixedThreshold : first.representation == "l1" && first.threshold == second.threshold
      return isComparable && isSamePooling
    case "top-n":
      // All the bits against the best of the same bits.
      return first.representation == "binarized" && isSameCheckpoint && isSamePooling
        && first.threshold == second.threshold
    case "random-features":
      return first.representation == "top-n" && isSameCheckpoint && isSamePooling && first.top == second.top
        && first.threshold == second.threshold
    case "random-dictionary":
      // Values against values, bits against bits at the same threshold; found thresholds against values.
      guard ["continuous", "binarized"].contains(first.representation), isSameCheckpoint, isSamePooling else {
        return false
      }
      return first.hasFixedThreshold ? first.threshold == second.threshold : second.threshold == nil
    default: return false
    }
  }

  /// Of the states that the best features are compared with, layer by layer.
  private var leadingPooling: String? {
    lead?.pooling ?? arms.first { $0.representation == "hidden" }?.pooling
  }

  private static let controls = ["random-dictionary", "random-features"]

  /// The pooling at which counts over tokens are compared with an arm's kind: sum, which they are, else the first.
  private func tokenPooling(_ arm: ProbeArm) -> String? {
    let kind = arms.filter {
      $0.representation == arm.representation && $0.checkpoint == arm.checkpoint && $0.layer == arm.layer
    }
    return kind.contains { $0.pooling == "sum" } ? "sum" : kind.first?.pooling
  }

  /// Bits of tokens against bits at the same threshold, counts against those at the first.
  private func isSameForm(_ token: ProbeArm, _ bits: ProbeArm) -> Bool {
    if token.threshold != nil { return token.threshold == bits.threshold }
    let fixed = arms.first {
      $0.representation == "binarized" && $0.checkpoint == bits.checkpoint && $0.hasFixedThreshold
    }
    return bits.threshold == fixed?.threshold
  }
}

extension ProbeArm {
  /// Whether its threshold was given, not found.
  var hasFixedThreshold: Bool { threshold.flatMap(Double.init) != nil }
}
