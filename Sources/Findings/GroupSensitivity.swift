/// Columns at the end of `bias.ATTRIBUTE.csv`: what p rests on, and other ways to look at the same difference. Index = feature;
/// empty columns where nothing was tested. NaN: not defined.
public struct GroupSensitivity: Sendable {
  /// Score statistic that p is of; NaN where p is that of `g2`.
  public var score: [Double] = []
  /// Its degrees of freedom; 0 where p is that of `g2`.
  public var scoreDegrees: [Int32] = []
  /// q by Benjamini & Yekutieli, which holds under any dependence between features.
  public var qAnyDependence: [Double] = []
  /// Mantel–Haenszel difference of the group of the largest and that of the smallest rate, over labels, −1 to 1.
  public var pooledDifference: [Double] = []
  /// Mantel–Haenszel odds ratio of the same groups; ∞ where only the first is active.
  public var oddsRatio: [Double] = []
  /// p of Cochran, Mantel & Haenszel for that pair, exact with mid-p in sparse cells; NaN where clusters are the units.
  public var directionP: [Double] = []
  /// p of Breslow, Day & Tarone that the odds ratio of that pair is the same in all labels; NaN where there are clusters.
  public var homogeneityP: [Double] = []
  /// Chance that an example of the first group in which the feature fires has the larger value than one of the second with the
  /// same label.
  public var activeAUROC: [Double] = []
  /// Of flagged features, the one of the smallest p in the family of near-copies; else −1.
  public var family: [Int32] = []
  /// Pairs of groups, larger rate first, that differ after correction for features and pairs: `a > b; a > c`.
  public var pairs: [String] = []

  /// Nothing was tested.
  public init() {}

  /// All of them, empty where nothing was tested.
  func declare(in table: inout CSVTable<Int>) {
    func real(_ name: String, _ meaning: String, _ values: [Double]) {
      table.real(name, meaning) { values.isEmpty ? nil : values[$0] }
    }
    real("score", "score statistic that p is of; empty where p is of g2", score)
    table.integer("score_df", "degrees of freedom of score") {
      score.isEmpty || score[$0].isNaN ? nil : scoreDegrees[$0]
    }
    real("q_by", "Benjamini–Yekutieli q, for any dependence between features", qAnyDependence)
    real("mh_difference", "Mantel–Haenszel difference of the rates of max_group and min_group", pooledDifference)
    real("mh_odds_ratio", "Mantel–Haenszel odds ratio of max_group to min_group", oddsRatio)
    real("cmh_p", "p of the Cochran–Mantel–Haenszel test of these groups; empty if clusters are the units", directionP)
    real("breslow_day_p", "p that this odds ratio is the same in all labels; empty if there are clusters", homogeneityP)
    real(
      "active_auroc", "AUROC of the value between these groups, active examples of the same label only, 0 to 1",
      activeAUROC)
    table.integer("family", "feature with the smallest p among its near-copies; of “proxy” features only") {
      family.isEmpty || family[$0] < 0 ? nil : family[$0]
    }
    table.text("pairs", "pairs of groups that differ after correction, larger rate first: a > b; a > c") {
      pairs.isEmpty ? nil : pairs[$0]
    }
  }

  mutating func columns(_ coder: ColumnCoder) throws {
    let rows = ColumnCount.noneOr(coder.features)
    try coder.doubles("score", &score, rows)
    try coder.int32s("score_degrees", &scoreDegrees, rows, in: 0..<Int(Int32.max))
    try coder.doubles("q_any_dependence", &qAnyDependence, rows, in: 0...1)
    try coder.doubles("pooled_difference", &pooledDifference, rows, in: -1...1)
    try coder.doubles("odds_ratio", &oddsRatio, rows)
    try coder.doubles("direction_p", &directionP, rows, in: 0...1)
    try coder.doubles("homogeneity_p", &homogeneityP, rows, in: 0...1)
    try coder.doubles("active_auroc", &activeAUROC, rows, in: 0...1)
    try coder.int32s("family", &family, rows, in: -1..<coder.features)
    try coder.strings("pairs", &pairs, rows)
    // Columns belong together: all are there, or none.
    let counts = Set([
      score.count, scoreDegrees.count, qAnyDependence.count, pooledDifference.count, oddsRatio.count,
      directionP.count, homogeneityP.count, activeAUROC.count, family.count, pairs.count,
    ])
    if counts.count > 1 { self = GroupSensitivity() }
  }
}
