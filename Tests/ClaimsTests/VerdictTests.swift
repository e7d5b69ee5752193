import Testing

@testable import Claims

@Suite struct VerdictTests {
  /// The verb table: interval, corrected p and margin decide, never the estimate.
  @Test(arguments: [
    (0.01, 0.05, 0.01, Verdict.better), (0.01, 0.05, 0.2, .openAfterCorrection), (-0.05, -0.02, 0.01, .worse),
    (-0.05, -0.02, 0.2, .openAfterCorrection), (-0.005, 0.005, 0.9, .equivalent), (-0.005, 0.05, 0.9, .notWorse),
    (-0.05, 0.05, 0.9, .open), (-0.05, 0.005, 0.9, .open), (-0.005, -0.001, 0.01, .worse),
  ])
  func difference(low: Double, high: Double, p: Double, expected: Verdict) {
    #expect(Verdict.ofDifference(low: low, high: high, adjustedP: p, margin: 0.01) == expected)
  }

  @Test func noCorrectedPShowsNoDirection() {
    #expect(Verdict.ofDifference(low: 0.1, high: 0.2, adjustedP: nil, margin: 0.01) == .openAfterCorrection)
  }

  @Test func groupsNeedTheLowerBoundBeyondTheMargin() {
    #expect(Verdict.ofGroups(isFound: true, low: 0.03, margin: 0.02) == .beyondMargin)
    #expect(Verdict.ofGroups(isFound: true, low: 0.01, margin: 0.02) == .differs)
    // Without a lower bound above zero no group may be named.
    #expect(Verdict.ofGroups(isFound: true, low: -0.01, margin: 0.02) == .depends)
    #expect(Verdict.ofGroups(isFound: true, low: .nan, margin: 0.02) == .depends)
    #expect(Verdict.ofGroups(isFound: false, low: 0.1, margin: 0.02) == .insufficient)
  }

  @Test func everyKindHasVerdictsAndNoneTwice() {
    for kind in ClaimKind.allCases {
      #expect(!kind.verdicts.isEmpty)
      #expect(Set(kind.verdicts).count == kind.verdicts.count, "\(kind)")
      #expect(Set(kind.slots).count == kind.slots.count, "\(kind)")
    }
  }
}
