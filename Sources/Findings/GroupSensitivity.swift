/// Columns at the end of `bias.ATTRIBUTE.csv`: what p rests on, and other ways to look at the same difference. Index = feature;
/// empty columns where nothing was tested. NaN: not defined.
public struct GroupSensitivity: Sendable {
  /// Score statistic that p is of, with its degrees of freedom; NaN and 0 where p is that of `g2`.
  public var score: [Double] = []
  public var scoreDegrees: [Int32] = []
  /// q by Benjamini & Yekutieli, which holds under any dependence between features.
  public var qAnyDependence: [Double] = []
  /// Mantel–Haenszel difference and odds ratio of the group of the largest and that of the smallest rate, over labels.
  public var pooledDifference: [Double] = []
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

  public init() {}

  static let names = [
    "score", "score_df", "q_by", "mh_difference", "mh_odds_ratio", "cmh_p", "breslow_day_p", "active_auroc", "family",
    "pairs",
  ]

  func append(_ feature: Int, to csv: inout CSVWriter) {
    guard score.indices.contains(feature) else {
      for _ in Self.names { csv.text(nil) }
      return
    }
    csv.real(score[feature])
    csv.integer(score[feature].isNaN ? nil : scoreDegrees[feature])
    for column in [qAnyDependence, pooledDifference, oddsRatio, directionP, homogeneityP, activeAUROC] {
      csv.real(column[feature])
    }
    csv.integer(family[feature] >= 0 ? family[feature] : nil)
    csv.text(pairs[feature])
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

/// How examples of one cluster were dealt with.
public struct GroupClustering: Codable, Sendable, Equatable {
  /// `within`: groups are compared within clusters; `between`: clusters are the units; `too few`.
  public var kind: String
  /// Share of the information on the groups that lies within clusters, 0 to 1.
  public var shareWithin: Double
  /// Clusters of each tested group, in the order of the groups.
  public var clusters: [Int]

  public init(kind: String, shareWithin: Double, clusters: [Int]) {
    self.kind = kind
    self.shareWithin = shareWithin
    self.clusters = clusters
  }
}
