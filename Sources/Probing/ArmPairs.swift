import Findings

/// Which arms are compared with which, and what each comparison belongs to: fixed by the order of the configuration before
/// anything is measured.
struct ArmPairs: Sendable {
  let arms: [ArmKey]
  /// The leading arm at the full training rate.
  private let lead: ArmKey?

  init(_ arms: [ArmKey]) {
    self.arms = arms
    lead = Headline.lead(arms, among: arms.indices.filter { arms[$0].trainingRate == 1 }).map { arms[$0] }
  }

  /// Places of arms, a against b, at equal training rate.
  var all: [ArmPair] {
    let kinds = Dictionary(
      (Representation.all + DerivedArms.all).map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
    var result: [ArmPair] = []
    for (a, first) in arms.enumerated() where !first.representation.permutesLabels {
      for (b, second) in arms.enumerated() where a != b && first.trainingRate == second.trainingRate {
        let isCompared =
          second.representation.role == .baseline
          || first.representation.role != .control
            && kinds[second.representation].map { $0.isMeasure(first, second, self) } ?? false
        if isCompared { result.append(ArmPair(a, b)) }
      }
    }
    return result
  }

  /// What p is corrected over: see `ComparisonFamily`.
  func family(_ pair: ArmPair) -> String {
    let (first, second) = (arms[pair.a], arms[pair.b])
    let isAgainstMajority = second.representation.role == .baseline
    if first.trainingRate < 1 {
      return ComparisonFamily.rate(first.trainingRate, isAgainstMajority: isAgainstMajority)
    }
    if isAgainstMajority { return ComparisonFamily.majority }
    return isHeadline(first, second) ? ComparisonFamily.headline : ComparisonFamily.further
  }

  /// The question of the study: do bits suffice, against values, the hidden state and plain words; and do features, at
  /// their best, against the hidden state.
  private func isHeadline(_ first: ArmKey, _ second: ArmKey) -> Bool {
    if first.representation.part == .bestFeatures {
      return second.representation.part == .bestStates
        || lead.map { $0.layer == second.layer && $0.pooling == second.pooling } ?? false
    }
    guard let lead, first == lead, let part = second.representation.part else { return false }
    return [.values, .state, .words].contains(part)
  }

  /// Of the states that the best features are compared with, layer by layer.
  var leadingPooling: String? {
    lead?.pooling ?? arms.first { $0.representation.part == .state }?.pooling
  }

  /// Whether the first sees the same checkpoint, pooled alike.
  func isSamePlace(_ first: ArmKey, _ second: ArmKey) -> Bool {
    first.checkpoint != nil && first.checkpoint == second.checkpoint && isSamePooling(first, second)
  }

  /// Counts over tokens are compared with an arm's kind at sum pooling, which they are, else at the first.
  func isSamePooling(_ first: ArmKey, _ second: ArmKey) -> Bool {
    guard first.representation.countsTokens else { return first.pooling == second.pooling }
    let kind = arms.filter {
      $0.representation == second.representation && $0.checkpoint == second.checkpoint && $0.layer == second.layer
    }
    return second.pooling == (kind.contains { $0.pooling == "sum" } ? "sum" : kind.first?.pooling)
  }

  /// The first threshold that was given for the bits of a checkpoint.
  func firstThreshold(_ bits: ArmKey) -> ThresholdChoice? {
    arms.first {
      $0.representation == bits.representation && $0.checkpoint == bits.checkpoint && $0.threshold?.number != nil
    }?.threshold
  }
}
