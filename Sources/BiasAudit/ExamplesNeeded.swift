import Statistics

/// Examples per group that would settle a feature: enough to find a difference of the margin in every label, and to show
/// equivalence where there is none, each with 80 % power.
///
/// To find: the test with (G − 1)·Y degrees of freedom at the level that the number of features leaves. Two of the G groups
/// differ by the margin δ and the others lie half-way, the pattern that is hardest to find; its noncentrality is
/// n δ² / (2 p (1 − p)) for n examples per group (Cohen 1988, ch. 7). To show: every pair of groups in every label by two
/// one-sided tests, so that power is shared between 2 · pairs · labels of them.
struct ExamplesNeeded: Sendable {
  private let noncentrality: Double
  private let showing: Double
  private let margin: Double
  private let design: CellDesign

  /// - Parameter level: of one feature's test.
  init(_ design: CellDesign, level: Double, options: BiasOptions, power: Double = 0.8) {
    let labels = max(1, design.commonClasses.count)
    noncentrality = NoncentralChiSquared.noncentrality(
      degreesOfFreedom: Double(max(1, (design.comparedGroups.count - 1) * labels)), alpha: level, power: power)
    showing =
      NormalDistribution.inverseSurvival(options.falseDiscoveryRate)
      + NormalDistribution.inverseSurvival((1 - power) / Double(2 * max(1, design.pairCount) * labels))
    margin = options.margin
    self.design = design
  }

  /// - Parameters:
  ///   - active: firing examples per cell.
  ///   - inflation: how many times as many examples clusters ask for.
  func perGroup(active: ArraySlice<Int32>, inflation: Double) -> Int32 {
    var (fired, size, show) = (0.0, 0.0, 0.0)
    for (y, share) in zip(design.commonClasses, design.weights) {
      var (own, all) = (0.0, 0.0)
      for g in design.comparedGroups {
        own += Double(active[active.startIndex + g * design.classCount + y])
        all += Double(design.totals[g * design.classCount + y])
      }
      let rate = own / max(1, all)
      show = max(show, showing * showing * 2 * rate * (1 - rate) / (margin * margin * share))
      fired += own
      size += all
    }
    let middle = max(margin / 2, min(fired / max(1, size), 1 - margin / 2))
    let find = noncentrality * 2 * middle * (1 - middle) / (margin * margin)
    let needed = max(show, find) * inflation
    return needed.isFinite ? Int32(clamping: Int(min(needed.rounded(.up), 1e15))) : .max
  }
}
