/// Every kind of sentence that pages can make about findings: the topic before the dot, and what is asked.
public enum ClaimKind: String, Sendable, Codable, CaseIterable {
  case reportExamples = "report.examples"
  case reportFeatures = "report.features"
  case reportPages = "report.pages"
  case reportGroups = "report.groups"
  case dataSize = "data.size"
  case dataUnlabelled = "data.unlabelled"
  case dataClusters = "data.clusters"
  case dataIndependence = "data.independence"
  case dataPositive = "data.positive-class"
  case dataLeftOut = "data.left-out"
  case dataRowOrder = "data.row-order"
  case checkpointSize = "checkpoints.size"
  case cosine = "checkpoints.cosine"
  case declaredL0 = "checkpoints.declared-l0"
  case reconstruction = "checkpoints.reconstruction"
  case decoder = "checkpoints.decoder"
  case featuresActive = "features.active"
  case featuresPaged = "features.pages"
  case featuresLabel = "features.labels"
  case featureActivity = "features.activity"
  case featureTokens = "features.tokens"
  case featureLabel = "features.label"
  case featureGroup = "features.group"
  case featureNeeded = "features.examples-needed"
  case featureReview = "features.review"
  case reviewShare = "reviews.share"
  case reviewAgreement = "reviews.agreement"
  case firedOrNot = "probes.fired-or-not"
  case featuresOrState = "probes.features-or-state"
  case bestOrBest = "probes.best-or-best"
  case pairsInOrder = "probes.pairs-in-order"
  case pairsOverLabels = "probes.pairs-over-labels"
  case decisionsRight = "probes.decisions-right"
  case folds = "probes.folds"
  case clustersKept = "probes.clusters-kept"
  case positiveClass = "probes.positive-class"
  case tuning = "probes.tuning"
  case definedSets = "probes.defined"
  case arms = "probes.arms"
  case pairs = "probes.pairs"
  case thresholdRule = "probes.threshold-rule"
  case heaviest = "probes.heaviest-weight"
  case calibration = "probes.calibration"
  case testPart = "probes.test-part"
  case testUnused = "probes.test-part-unused"
  case testShared = "probes.test-part-shared"
  case testClusters = "probes.test-part-clusters"
  case testPairs = "probes.test-part-pairs"
  case nearDuplicates = "probes.near-duplicates"
  case similarTexts = "probes.similar-texts"
  case nearAcrossSplit = "probes.near-duplicates-test-part"
  case encoderCost = "probes.encoder-cost"
  case groupRules = "groups.rules"
  case groupDisclosure = "groups.disclosure"
  case groupUnknown = "groups.unknown"
  case groupFeatures = "groups.features"
  case groupExtent = "groups.extent"
  case groupChance = "groups.chance"
  case impactRatio = "groups.impact-ratio"
  case groupErrorGap = "groups.error-gap"
  case groupFalseAlarmGap = "groups.false-alarm-gap"
  case groupSelectionParts = "groups.selection-parts"
  case groupPairs = "groups.pairs"
  case groupPairScore = "groups.pair-score"
  case groupPairFeatures = "groups.pair-features"
  case groupAttribution = "groups.attribution"
  case remedy = "groups.remedy"
  case remedyLeakage = "groups.leakage"
  case leaksMore = "groups.leaks-more"
  case transferScore = "transfer.score"
  case transferFeatures = "transfer.features"
  case transferOneSided = "transfer.one-sided"
  case transferAgreement = "transfer.agreement"
  case transferBiasFeatures = "transfer.bias-features"
  case transferBiasGap = "transfer.bias-gap"
  case transferScale = "transfer.scale"
  case transferCoverage = "transfer.coverage"
  case transferLabels = "transfer.label-shift"
  case transferGap = "transfer.modality-gap"
  case transferUnexplained = "transfer.reconstruction"
  case transferFewShot = "transfer.few-shot"
  case transferHelp = "transfer.help"
  case transferJoint = "transfer.joint"
  case transferLeftOut = "transfer.left-out"
  case briefLimit = "brief.limit"
  case briefChance = "brief.chance"
  case briefStrength = "brief.strength"
  case briefGroups = "brief.groups"
  case briefRepresentations = "brief.representations"
  case briefTransferVerdict = "brief.transfer"
  case briefFalseAlarms = "brief.false-alarms"
  case briefMisses = "brief.misses"
  case briefFired = "brief.fired-pairs"
  case briefFiredScore = "brief.fired-score"
  case briefFew = "brief.few-pairs"
  case briefFewScore = "brief.few-score"
  case briefSize = "brief.size"
  case briefExplaining = "brief.explaining"
  case briefCost = "brief.cost"
  case briefAlarmGap = "brief.false-alarm-gap"
  case briefFoundGap = "brief.found-gap"
  case briefWithheld = "brief.withheld"
  case briefMargin = "brief.margin"
  case briefUnsettled = "brief.unsettled"
  case briefElsewhere = "brief.elsewhere"
  case briefTrial = "brief.trial"
  case briefThresholds = "brief.thresholds"
  case briefStopAlarms = "brief.stop-false-alarms"
  case briefStopMisses = "brief.stop-misses"

  /// What can come of it: a language has one sentence for each.
  public var verdicts: [Verdict] { form.verdicts }

  /// Names that its sentences may use: subjects and figures.
  public var slots: [String] { form.slots.split(separator: " ").map(String.init) }

  private var form: (verdicts: [Verdict], slots: String) {
    switch self {
    case .reportExamples: ([.stated], "examples datasets")
    case .reportFeatures: ([.stated], "features checkpoints")
    case .reportPages: ([.stated], "pages")
    case .reportGroups: ([.stated], "found tested")
    case .dataSize: ([.stated], "dataset modality examples")
    case .dataUnlabelled: ([.stated], "dataset unlabelled")
    case .dataClusters: ([.stated], "dataset column clusters")
    case .dataIndependence: ([.stated], "dataset column clusters examples")
    case .dataPositive: ([.stated], "dataset positive")
    case .dataLeftOut: ([.stated], "dataset rule left_out tokens")
    case .dataRowOrder:
      (
        [.sameSource, .byID, .byIDMoved, .byTokens, .notChecked, .noTexts, .unlikeTexts],
        "dataset compared agreeing moved"
      )
    case .checkpointSize: ([.stated], "checkpoint features dimension")
    case .cosine: ([.stated], "checkpoint cosine")
    case .declaredL0: ([.stated], "checkpoint declared_l0")
    case .reconstruction: ([.sound, .poor, .fewTokens], "checkpoint dataset fvu fvu_without")
    case .decoder: ([.stated], "checkpoint norm_least norm_mean norm_most")
    case .featuresActive: ([.stated], "dataset checkpoint pooling active features examples")
    case .featuresPaged: ([.stated], "dataset checkpoint pages")
    case .featuresLabel: ([.some, .none], "dataset checkpoint shown active least")
    case .featureActivity: ([.stated], "active examples density")
    case .featureTokens: ([.stated], "density")
    case .featureLabel: ([.above, .below, .notShown, .notDefined], "label auroc q")
    case .featureGroup:
      (
        [.beyondMargin, .differs, .depends, .composition, .equivalent, .insufficient],
        "attribute most least difference difference_low difference_high q margin"
      )
    case .featureNeeded: ([.stated], "attribute needed")
    case .featureReview: ([.stated], "raters agrees disagrees unsure")
    case .reviewShare:
      ([.more, .fewer, .open, .insufficient], "checkpoint raters features verdicts share share_low share_high")
    case .reviewAgreement:
      ([.above, .below, .open, .notDefined], "checkpoint raters compared alpha alpha_low alpha_high")
    case .firedOrNot, .featuresOrState, .bestOrBest:
      (
        [.better, .worse, .equivalent, .notWorse, .openAfterCorrection, .open],
        "dataset first first_place second second_place metric mean_first mean_second difference difference_low "
          + "difference_high margin p comparisons"
      )
    case .pairsInOrder: ([.more, .fewer, .either], "positive negative fewer more least most")
    case .pairsOverLabels: ([.more, .fewer, .either], "fewer more least most")
    case .decisionsRight: ([.stated], "share_first share_second")
    case .folds: ([.drawn, .given], "dataset examples folds repeats")
    case .clustersKept: ([.stated], "dataset column clusters")
    case .positiveClass: ([.stated], "dataset positive")
    case .tuning: ([.stated], "dataset candidates inner_folds")
    case .definedSets: ([.none, .partly], "dataset defined_sets test_sets")
    case .arms: ([.stated], "dataset arms")
    case .pairs: ([.stated], "dataset metric headline further margin")
    case .thresholdRule: ([.auto, .otsu], "dataset found")
    case .heaviest: ([.stated], "arm class feature weight weight_low weight_high signs")
    case .calibration: ([.positive, .topLabel], "arm positive intercept slope")
    case .testPart: ([.stated], "dataset train test")
    case .testUnused: ([.stated], "dataset names unused")
    case .testShared: ([.stated], "dataset shared")
    case .testClusters: ([.stated], "dataset column test_clusters largest")
    case .testPairs: ([.stated], "dataset pairs")
    case .nearDuplicates: ([.some, .none], "dataset near near_examples near_similarity")
    case .similarTexts: ([.some, .none], "dataset similar near_examples similar_similarity")
    case .nearAcrossSplit: ([.some, .none], "dataset near_split similar_split near_test")
    case .encoderCost: ([.stated], "checkpoint dimension features")
    case .groupRules: ([.stated], "dataset attribute margin fdr minimum_cell")
    case .groupDisclosure: ([.everybody, .internalOnly], "attribute base minimum_cell")
    case .groupUnknown: ([.stated], "dataset attribute unknown")
    case .groupFeatures:
      ([.some, .none], "dataset attribute checkpoint tested found composition equivalent insufficient")
    case .groupExtent: ([.some, .none], "attribute beyond families patterns")
    case .groupChance: ([.withinLabel, .withinClusters, .wholeClusters], "attribute flagged")
    case .impactRatio:
      (
        [.below, .above, .notShown, .withheld],
        "dataset attribute positive lowest highest rate_lowest rate_highest ratio ratio_low ratio_high"
      )
    case .groupErrorGap, .groupFalseAlarmGap:
      (
        [.some, .notShown, .insufficient, .withheld],
        "dataset attribute positive lowest highest rate_lowest rate_highest gap gap_low gap_high"
      )
    case .groupSelectionParts:
      (
        [.composition, .some, .differs, .notShown],
        "dataset attribute positive lowest highest rate_lowest rate_highest gap gap_low gap_high rate_part rate_part_low "
          + "rate_part_high label_part label_part_low label_part_high"
      )
    case .groupPairs:
      (
        [.some, .none, .insufficient, .rounded],
        "dataset attribute first second pairs flipped share share_low share_high"
      )
    case .groupPairScore:
      ([.above, .below, .notShown], "dataset attribute first second positive change change_low change_high")
    case .groupPairFeatures: ([.some, .none], "attribute checkpoint tested found")
    case .groupAttribution:
      (
        [.some, .notShown, .insufficient],
        "attribute group reference positive gap gap_low gap_high feature share top cumulative"
      )
    case .remedy:
      (
        [.more, .fewer, .notShown, .noGap, .none, .notDefined, .withheld],
        "dataset attribute checkpoint input features closed closed_low closed_high others difference difference_low "
          + "difference_high change p gap chance left_p"
      )
    case .remedyLeakage:
      ([.some, .notShown], "attribute checkpoint input features before leakage leakage_low leakage_high null")
    case .leaksMore:
      (
        [.more, .fewer, .notShown],
        "attribute checkpoint continuous binarized difference difference_low difference_high"
      )
    case .transferScore:
      (
        [.kept, .partly, .lost, .open, .better, .worse, .notDefined],
        "train test arm metric score score_low score_high ceiling floor kept kept_low kept_high difference "
          + "difference_low difference_high"
      )
    case .transferLeftOut:
      (
        [.kept, .partly, .lost, .open, .better, .worse, .notDefined],
        "train test arm metric score score_low score_high ceiling floor kept kept_low kept_high difference "
          + "difference_low difference_high"
      )
    case .transferFewShot:
      (
        [.kept, .some, .none],
        "train test arm metric labels score score_low score_high ceiling difference difference_low difference_high margin"
      )
    case .transferHelp:
      (
        [.lost, .open, .none, .worse],
        "train test arm metric labels score alone gain gain_low gain_high first first_gain first_gain_low "
          + "first_gain_high margin"
      )
    case .transferJoint:
      (
        [.better, .worse, .equivalent, .notWorse, .open],
        "train test tested_on arm metric score score_low score_high ceiling difference difference_low difference_high "
          + "margin"
      )
    case .transferFeatures: ([.some, .none, .insufficient], "train test checkpoint rows tested shared reversed")
    case .transferOneSided: ([.some, .none], "train test checkpoint rows source_only target_only")
    case .transferAgreement:
      (
        [.above, .below, .notShown, .notDefined],
        "train test checkpoint rows correlation correlation_low correlation_high partial partial_low partial_high"
      )
    case .transferBiasFeatures:
      (
        [.more, .notShown, .some, .none, .insufficient],
        "train test attribute checkpoint flagged tested reappearing opposite share share_low share_high others "
          + "others_low others_high"
      )
    case .transferBiasGap:
      (
        [.some, .notShown, .insufficient, .withheld],
        "train test attribute arm positive highest lowest gap gap_low gap_high own own_low own_high"
      )
    case .briefLimit: ([.falseAlarms, .misses], "dataset step positive items rate rate_low rate_high limit")
    case .briefStrength: ([.some, .none], "dataset")
    case .briefChance: ([.open], "dataset step positive")
    case .briefGroups:
      ([.stop, .differs, .go, .notShown, .open], "dataset step attribute gap gap_low gap_high margin")
    case .briefRepresentations: ([.go, .stop, .open, .notShown], "dataset step settling")
    case .briefTransferVerdict: ([.go, .partly, .stop, .open], "dataset step train test kept kept_low kept_high")
    case .briefFalseAlarms, .briefMisses: ([.stated, .insufficient], "positive items rate rate_low rate_high")
    case .briefFired, .briefFiredScore:
      (
        [.better, .worse, .equivalent, .notWorse, .openAfterCorrection, .open],
        "metric difference difference_low difference_high margin"
      )
    case .briefFew, .briefFewScore:
      (
        [.better, .worse, .equivalent, .notWorse, .openAfterCorrection, .open],
        "metric difference difference_low difference_high margin top"
      )
    case .briefSize, .briefExplaining: ([.stated], "numbers others bytes other_bytes")
    case .briefCost:
      (
        [.stated, .falseAlarms, .misses],
        "items positive currency cost cost_low cost_high lower cost_lower cost_lower_low cost_lower_high higher cost_higher "
          + "cost_higher_low cost_higher_high false_alarm miss"
      )
    case .briefAlarmGap, .briefFoundGap:
      (
        [.some, .notShown],
        "dataset attribute positive items lowest highest rate_lowest rate_highest gap gap_low gap_high"
      )
    case .briefWithheld: ([.stated], "attribute groups")
    case .briefMargin: ([.open, .notWorse], "metric bound bound_low margin")
    case .briefUnsettled: ([.stated], "open comparisons")
    case .briefElsewhere:
      (
        [.kept, .partly, .lost, .open, .better, .worse, .notDefined],
        "train test kept kept_low kept_high difference difference_low difference_high"
      )
    case .briefTrial: ([.stated], "items needed precision")
    case .briefThresholds:
      (
        [.stated], "positive items lower alarms_lower misses_lower higher alarms_higher misses_higher"
      )
    case .briefStopAlarms, .briefStopMisses: ([.given, .stated], "positive items needed limit")
    case .transferScale: ([.some, .none, .open], "train test checkpoint value value_low value_high limit")
    case .transferGap: ([.some, .none, .open], "train test checkpoint value value_low value_high")
    case .transferCoverage, .transferUnexplained: ([.some, .none], "train test checkpoint value expected")
    case .transferLabels:
      ([.some, .none, .open], "train test checkpoint class value value_low value_high gain limit")
    }
  }
}
