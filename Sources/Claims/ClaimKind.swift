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
  public var verdicts: [Verdict] { form.verdicts }

  /// Names that its sentences may use: subjects and figures.
  public var slots: [String] { form.slots.split(separator: " ").map(String.init) }

  private var form: (verdicts: [Verdict], slots: String) {
    switch self {
    case .dataSize: ([.stated], "dataset modality examples")
    case .dataUnlabelled: ([.stated], "dataset examples")
    case .dataClusters: ([.stated], "dataset column clusters")
    case .reconstruction: ([.sound, .poor, .fewTokens], "checkpoint dataset fvu fvu_without")
    case .decoder: ([.stated], "checkpoint norm_least norm_mean norm_most")
    case .featureActivity: ([.stated], "active examples density")
    case .featureTokens: ([.stated], "density")
    case .featureLabel: ([.above, .below, .notShown, .notDefined], "label auroc q")
    case .featureGroup:
      (
        [.beyondMargin, .differs, .depends, .composition, .equivalent, .insufficient],
        "attribute most least difference difference_low difference_high q margin"
      )
    case .featureNeeded: ([.stated], "attribute needed")
    case .firedOrNot, .featuresOrState, .bestOrBest:
      (
        [.better, .worse, .equivalent, .notWorse, .openAfterCorrection, .open],
        "dataset first first_place second second_place metric mean_first mean_second difference difference_low "
          + "difference_high margin p"
      )
    case .pairsInOrder: ([.more, .fewer, .either], "positive negative fewer more least most")
    case .pairsOverLabels: ([.more, .fewer, .either], "fewer more least most")
    case .decisionsRight: ([.stated], "share_first share_second")
    case .folds: ([.drawn, .given], "dataset examples folds repeats")
    case .clustersKept: ([.stated], "dataset column clusters")
    case .positiveClass: ([.stated], "dataset positive")
    case .groupFeatures:
      ([.some, .none], "dataset attribute checkpoint tested found composition equivalent insufficient")
    case .groupChance: ([.stated], "attribute flagged")
    case .impactRatio:
      (
        [.below, .above, .notShown, .withheld],
        "dataset attribute positive lowest highest rate_lowest rate_highest ratio ratio_low ratio_high"
      )
    case .transferScore:
      (
        [.kept, .partly, .lost, .notDefined],
        "train test arm metric score score_low score_high ceiling floor kept kept_low kept_high"
      )
    case .transferFeatures: ([.some, .none], "train test checkpoint shared")
    }
  }
}
