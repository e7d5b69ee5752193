/// Every kind of sentence that pages can make about findings: the topic before the dot, and what is asked.
public enum ClaimKind: String, Sendable, Codable, CaseIterable {
  case dataSize = "data.size"
  case dataUnlabelled = "data.unlabelled"
  case dataClusters = "data.clusters"
  case reconstruction = "checkpoints.reconstruction"
  case decoder = "checkpoints.decoder"
  case featureActivity = "features.activity"
  case featureTokens = "features.tokens"
  case featureLabel = "features.label"
  case featureGroup = "features.group"
  case featureNeeded = "features.examples-needed"
  case firedOrNot = "probes.fired-or-not"
  case featuresOrState = "probes.features-or-state"
  case bestOrBest = "probes.best-or-best"
  case pairsInOrder = "probes.pairs-in-order"
  case pairsOverLabels = "probes.pairs-over-labels"
  case decisionsRight = "probes.decisions-right"
  case folds = "probes.folds"
  case clustersKept = "probes.clusters-kept"
  case positiveClass = "probes.positive-class"
  case groupFeatures = "groups.features"
  case groupChance = "groups.chance"
  case impactRatio = "groups.impact-ratio"
  case transferScore = "transfer.score"
  case transferFeatures = "transfer.features"

  /// What can come of it: a language has one sentence for each.
  public var verdicts: [Verdict] {
    switch self {
    case .dataSize, .dataUnlabelled, .dataClusters, .decoder, .featureActivity, .featureTokens,
      .featureNeeded, .clustersKept, .positiveClass, .decisionsRight, .groupChance:
      [.stated]
    case .reconstruction: [.sound, .poor, .fewTokens]
    case .groupFeatures: [.some, .none]
    case .featureLabel: [.above, .below, .notShown, .notDefined]
    case .featureGroup: [.beyondMargin, .differs, .depends, .composition, .equivalent, .insufficient]
    case .firedOrNot, .featuresOrState, .bestOrBest:
      [.better, .worse, .equivalent, .notWorse, .openAfterCorrection, .open]
    case .pairsInOrder, .pairsOverLabels: [.more, .fewer, .either]
    case .folds: [.drawn, .given]
    case .impactRatio: [.below, .above, .notShown, .withheld]
    case .transferScore: [.kept, .partly, .lost, .notDefined]
    case .transferFeatures: [.some, .none]
    }
  }

  /// Names that its sentences may use: subjects and figures.
  public var slots: [String] {
    switch self {
    case .dataSize: ["dataset", "modality", "examples"]
    case .dataUnlabelled: ["dataset", "examples"]
    case .dataClusters: ["dataset", "column", "clusters"]
    case .reconstruction: ["checkpoint", "dataset", "fvu", "fvu_without"]
    case .decoder: ["checkpoint", "norm_least", "norm_mean", "norm_most"]
    case .featureActivity: ["active", "examples", "density"]
    case .featureTokens: ["density"]
    case .featureLabel: ["label", "auroc", "q"]
    case .featureGroup:
      ["attribute", "most", "least", "difference", "difference_low", "difference_high", "q", "margin"]
    case .featureNeeded: ["attribute", "needed"]
    case .firedOrNot, .featuresOrState, .bestOrBest:
      [
        "dataset", "first", "first_place", "second", "second_place", "metric", "mean_first", "mean_second",
        "difference", "difference_low", "difference_high", "margin", "p",
      ]
    case .pairsInOrder: ["positive", "negative", "fewer", "more", "least", "most"]
    case .pairsOverLabels: ["fewer", "more", "least", "most"]
    case .decisionsRight: ["share_first", "share_second"]
    case .folds: ["dataset", "examples", "folds", "repeats"]
    case .clustersKept: ["dataset", "column", "clusters"]
    case .positiveClass: ["dataset", "positive"]
    case .groupFeatures:
      [
        "dataset", "attribute", "checkpoint", "tested", "found", "composition", "equivalent",
        "insufficient",
      ]
    case .groupChance: ["attribute", "flagged"]
    case .impactRatio:
      [
        "dataset", "attribute", "positive", "lowest", "highest", "rate_lowest", "rate_highest", "ratio", "ratio_low",
        "ratio_high",
      ]
    case .transferScore:
      [
        "train", "test", "arm", "metric", "score", "score_low", "score_high", "ceiling", "floor", "kept", "kept_low",
        "kept_high",
      ]
    case .transferFeatures: ["train", "test", "checkpoint", "shared", "reversed", "tested", "correlation"]
    }
  }
}
