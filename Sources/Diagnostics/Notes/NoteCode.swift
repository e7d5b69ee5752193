/// Everything that a note can say: `section.entry` of `notes.md`.
public enum NoteCode: String, CaseIterable, Sendable, Codable {
  // Examples and their tables.
  case whiteSpace = "data.white-space"
  case unicodeForms = "data.unicode-forms"
  case wholeNumbers = "data.whole-numbers"
  case repeatedTexts = "data.repeated-texts"
  case repeatedTextsAcrossSplits = "data.repeated-texts-across-splits"
  case closeClasses = "data.close-classes"
  case closeLabels = "data.close-labels"
  case closeValues = "data.close-values"
  case moreCloseNames = "data.more-close-names"
  case missingAsClass = "data.missing-as-class"
  case missingAsLabel = "data.missing-as-label"
  case numbersAsClasses = "data.numbers-as-classes"
  case picturesLeftOut = "data.pictures-left-out"
  case positiveUnused = "data.positive-unused"
  case classBelowFolds = "data.class-below-folds"
  case classOfOne = "data.class-of-one"
  case classInOneCluster = "data.class-in-one-cluster"
  case moreSmallClasses = "data.more-small-classes"

  // States and tokens, and how they fit the examples.
  case noMask = "states.no-mask"
  case noMaskAlike = "states.no-mask-alike"
  case idsWithoutColumn = "states.ids-without-column"
  case idsMiscounted = "states.ids-miscounted"
  case idsUnknown = "states.ids-unknown"
  case idsUnreadable = "states.ids-unreadable"
  case tokensOfAnotherRow = "states.tokens-of-another-row"
  case tokensUnlikeTexts = "states.tokens-unlike-texts"
  case statesOfAnotherLayer = "states.another-layer"
  case statesOfAnotherPlace = "states.another-place"

  // Checkpoints.
  case noDecoder = "checkpoints.no-decoder"
  case severalLayers = "checkpoints.several-layers"
  case unusedTensors = "checkpoints.unused-tensors"
  case thresholdUnset = "checkpoints.threshold-unset"
  case kOfWeights = "checkpoints.k-of-weights"
  case kOfOption = "checkpoints.k-of-option"
  case kAssumed = "checkpoints.k-assumed"
  case rescalingStored = "checkpoints.rescaling-stored"
  case normNotStored = "checkpoints.norm-not-stored"
  case scaleNotStored = "checkpoints.scale-not-stored"
  case whiteningNotStored = "checkpoints.whitening-not-stored"
  case factorsNotApplied = "checkpoints.factors-not-applied"
  case factorsApplied = "checkpoints.factors-applied"
  case noSchema = "checkpoints.no-schema"
  case embeddings = "checkpoints.embeddings"
  case anotherLayer = "checkpoints.another-layer"
  case anotherLayerOfHook = "checkpoints.another-layer-of-hook"
  case anotherLayerOfPlace = "checkpoints.another-layer-of-place"
  case layerCountedAsState = "checkpoints.layer-counted-as-state"
  case anotherPlace = "checkpoints.another-place"
  case anotherPlaceInside = "checkpoints.another-place-inside"
  case fewFirstTokens = "checkpoints.few-first-tokens"
  case fewLastTokens = "checkpoints.few-last-tokens"
  case fewTokens = "checkpoints.few-tokens"
  case fewTokensOfTexts = "checkpoints.few-tokens-of-texts"
  case betterReading = "checkpoints.better-reading"
  case poorFit = "checkpoints.poor-fit"
  case otherSparsity = "checkpoints.other-sparsity"

  // Why a checkpoint was taken for one of its family.
  case familyNamed = "families.named"
  case familyDescribed = "families.described"
  case familyElsewhere = "families.elsewhere"
  case familyOfTensors = "families.tensors"
  case familyOfTensorsAlone = "families.tensors-alone"
  case familyOfTensorsOf = "families.tensors-of"
  case familyOfTurnedTensors = "families.turned-tensors"
  case familyOfTurnedTensorsBeside = "families.turned-tensors-beside"
  case familyOfTensorsAndPath = "families.tensors-and-path"
  case familyOfStateDict = "families.state-dict"
  case familyOfConfiguration = "families.configuration"
  case familyOfKeys = "families.keys"
  case familyOfNeighbour = "families.neighbour"
  case familyOfFileName = "families.file-name"
  case familyOfFirstLine = "families.first-line"
  case familyOfLayers = "families.layer"

  // Inside the sentences of others: how a checkpoint might be read instead, what something was made from.
  case biasSubtracted = "parts.bias-subtracted"
  case biasKept = "parts.bias-kept"
  case statesAsTheyAre = "parts.as-they-are"
  case statesOfMeanNorm = "parts.mean-norm"
  case statesNormalised = "parts.layer-norm"
  case statesOfLayer = "parts.layer"
  case named = "parts.name"

  // Features: their names, and what stands beside their statistics.
  case namesOfNoLayer = "features.names-of-no-layer"
  case namesRepeated = "features.names-repeated"
  case namesOfNoCheckpoint = "features.names-of-no-checkpoint"
  case spreadBounded = "features.spread-bounded"
  case coFiringSampled = "features.co-firing-sampled"
  case directionsBounded = "features.directions-bounded"
  case wordsSampled = "features.words-sampled"
  case wordsBounded = "features.words-bounded"

  // Probes.
  case fewerThanTwoClasses = "probes.fewer-than-two-classes"
  case classTooSmall = "probes.class-too-small"
  case aurocNowhere = "probes.auroc-nowhere"
  case aurocPartly = "probes.auroc-partly"
  case labelWithClusters = "probes.label-with-clusters"
  case labelWithSplit = "probes.label-with-split"
  case similarAcrossFolds = "probes.similar-across-folds"
  case nearDuplicates = "probes.near-duplicates"
  case nearDuplicatesVarying = "probes.near-duplicates-varying"
  case nearDuplicatesOfSplit = "probes.near-duplicates-of-split"
  case nearDuplicatesBounded = "probes.near-duplicates-bounded"
  case clustersPartThem = "probes.clusters-part-them"
  case clustersWouldHelp = "probes.clusters-would-help"
  case sampled = "probes.sampled"
  case unlabelledLeftOut = "probes.unlabelled"
  case classLeftOut = "probes.class-left-out"
  case givenFolds = "probes.given-folds"
  case clustersParted = "probes.clusters-parted"
  case withoutCluster = "probes.without-cluster"
  case fewClusters = "probes.few-clusters"
  case fewOfClass = "probes.few-of-class"
  case emptyFolds = "probes.empty-folds"
  case classMissing = "probes.class-missing"
  case classUntaught = "probes.class-untaught"
  case classKeepsMore = "probes.class-keeps-more"
  case nothingToMake = "probes.nothing-to-make"
  case fewerFeatures = "probes.fewer-features"
  case fewerComponents = "probes.fewer-components"
  case smallestC = "probes.smallest-c"
  case largestC = "probes.largest-c"
  case calibrationLeftOut = "probes.calibration-left-out"
  case bestArms = "probes.best-arms"
  case onlyC = "probes.only-c"
  case chosenC = "probes.chosen-c"
  case unscaled = "probes.unscaled"
  case intervals = "probes.intervals"
  case meanOverLabels = "probes.mean-over-labels"
  case alsoMeans = "probes.also-means"
  case sharedFolds = "probes.shared-folds"
  case metricOfFewerLabels = "probes.metric-of-fewer-labels"

  // Which solver ran.
  case sampleSpaceSolver = "solvers.sample-space"
  case primalSolver = "solvers.primal"
  case sparseSolver = "solvers.sparse"
  case workingSetSolver = "solvers.working-set"
  case classShares = "solvers.class-shares"
  case leastInnerLoss = "solvers.least-inner-loss"

  // Groups.
  case noReference = "groups.no-reference"
  case largestReference = "groups.largest-reference"
  case largestReferenceAsked = "groups.largest-reference-asked"
  case referenceSet = "groups.reference-set"
  case referenceUnknown = "groups.reference-unknown"
  case undecided = "groups.undecided"
  case noRatio = "groups.no-ratio"
  case unknownGroup = "groups.unknown"
  case groupsWithinClusters = "groups.within-clusters"
  case clustersAsUnits = "groups.clusters-as-units"
  case tooFewClusters = "groups.too-few-clusters"
  case unlabelledUncounted = "groups.unlabelled"
  case smallClassesUncounted = "groups.small-classes"
  case smallGroup = "groups.small"
  case fewerThanTwoGroups = "groups.fewer-than-two"
  case groupsLackingLabel = "groups.lacking-label"
  case groupsOfFewClusters = "groups.of-few-clusters"
  case labelsNotCommon = "groups.labels-not-common"
  case rareFeaturesUntested = "groups.rare-features"
  case featuresWithheld = "groups.features-withheld"
  case decisionsWithheld = "groups.decisions-withheld"
  case pairsAlone = "groups.pairs-alone"
  case pairsCrowded = "groups.pairs-crowded"
  case pairsWithoutGroup = "groups.pairs-without-group"
  case pairsOfOtherLabels = "groups.pairs-of-other-labels"
  case pairsOfOtherAttributes = "groups.pairs-of-other-attributes"
  case pairsParted = "groups.pairs-parted"
  case pairsOfFewClusters = "groups.pairs-of-few-clusters"
  case gapsOfFewClusters = "groups.gaps-of-few-clusters"

  // Transfer.
  case classesNotCommon = "transfer.classes-not-common"
  case unlabelledOfDataset = "transfer.unlabelled"
  case smallClassesOfDataset = "transfer.small-classes"
  case textsInBoth = "transfer.texts-in-both"
  case idsInBoth = "transfer.ids-in-both"
  case clustersInBoth = "transfer.clusters-in-both"
  case nearCopiesInBoth = "transfer.near-copies-in-both"
  case statesInBoth = "transfer.states-in-both"
  case keptApart = "transfer.kept-apart"
  case nothingLeftToTrainOn = "transfer.nothing-left-to-train-on"
  case fewerThanTwoCommon = "transfer.fewer-than-two-common"
  case ownThresholds = "transfer.own-thresholds"
  case nothingShared = "transfer.nothing-shared"
  case otherDimensions = "transfer.other-dimensions"
  case otherWidths = "transfer.other-widths"

  // Scores of new states.
  case statesUnlikeLibrary = "scores.states-unlike-library"
  case medianUnlikeLibrary = "scores.median-unlike-library"

  // The site.
  case noTemplates = "site.no-templates"

  /// Whether its words can stand inside the sentence of another note.
  var isPart: Bool { rawValue.hasPrefix("parts.") }

  /// What its sentence can name.
  public var arguments: [NoteArgument] {
    switch self {
    case .whiteSpace, .unicodeForms, .wholeNumbers: [.text("column"), .count("count"), .text("old"), .text("new")]
    case .repeatedTexts, .moreCloseNames, .moreSmallClasses, .namesRepeated, .calibrationLeftOut, .unlabelledLeftOut,
      .emptyFolds, .undecided, .unlabelledUncounted, .largestReference, .largestReferenceAsked, .meanOverLabels,
      .nearDuplicatesBounded:
      [.count("count")]
    case .sampled, .coFiringSampled, .wordsSampled: [.count("count"), .count("of")]
    case .picturesLeftOut: [.count("count"), .count("of"), .count("limit")]
    case .repeatedTextsAcrossSplits: [.count("count"), .count("crossing")]
    case .closeClasses, .closeLabels:
      [.text("name"), .count("count"), .text("other"), .count("other_count")]
    case .closeValues: [.text("column"), .text("name"), .count("count"), .text("other"), .count("other_count")]
    case .missingAsClass, .missingAsLabel, .classOfOne, .positiveUnused, .classLeftOut:
      [.text("name"), .count("count")]
    case .numbersAsClasses: [.text("column"), .count("count")]
    case .classBelowFolds, .fewOfClass: [.text("name"), .count("count"), .count("folds")]
    case .classInOneCluster: [.text("name"), .count("count"), .text("column")]

    case .noMask, .noMaskAlike: [.count("positions"), .count("examples")]
    case .idsWithoutColumn, .idsUnreadable: [.text("source")]
    case .idsMiscounted: [.count("ids"), .text("source"), .count("examples")]
    case .idsUnknown: [.count("count"), .count("examples"), .text("source")]
    case .tokensOfAnotherRow: [.text("example"), .text("other")]
    case .tokensUnlikeTexts: [.count("count"), .count("compared"), .texts("examples")]
    case .statesOfAnotherLayer: [.count("layer"), .count("said"), .text("source")]
    case .statesOfAnotherPlace:
      [.count("layer"), .count("said"), .text("source"), .text("hook"), .count("hidden_state")]

    case .noDecoder, .severalLayers, .kAssumed, .rescalingStored, .normNotStored, .scaleNotStored, .noSchema,
      .embeddings, .fewerThanTwoClasses, .labelWithSplit, .clustersWouldHelp, .aurocNowhere, .bestArms, .chosenC,
      .unscaled, .intervals, .alsoMeans, .sharedFolds, .sampleSpaceSolver, .primalSolver, .sparseSolver,
      .workingSetSolver, .classShares, .leastInnerLoss, .noReference, .referenceSet, .fewerThanTwoGroups,
      .fewerThanTwoCommon, .ownThresholds, .nothingShared,
      .nothingLeftToTrainOn, .familyNamed, .familyDescribed, .familyElsewhere, .biasSubtracted, .biasKept,
      .statesAsTheyAre, .statesOfMeanNorm, .statesNormalised:
      []
    case .unusedTensors: [.texts("tensors")]
    case .thresholdUnset: [.number("threshold")]
    case .kOfWeights: [.count("declared"), .count("k")]
    case .kOfOption: [.count("k"), .number("declared")]
    case .whiteningNotStored, .factorsNotApplied, .factorsApplied: [.text("file")]
    case .anotherLayer: [.count("declared"), .count("layer")]
    case .anotherLayerOfHook: [.count("declared"), .text("hook"), .count("layer")]
    case .anotherLayerOfPlace, .layerCountedAsState:
      [.count("declared"), .text("hook"), .count("layer"), .count("hidden_state")]
    case .anotherPlace: [.text("hook"), .count("hidden_state"), .text("said"), .text("source")]
    case .anotherPlaceInside: [.text("hook"), .text("said"), .text("source")]
    case .fewFirstTokens, .fewLastTokens:
      [.text("states"), .share("variance"), .measure("fvu"), .measure("without")]
    case .fewTokens: [.text("states"), .share("tokens"), .share("variance"), .measure("fvu"), .measure("without")]
    case .fewTokensOfTexts:
      [
        .text("states"), .share("tokens"), .texts("texts"), .share("variance"), .measure("fvu"), .measure("without"),
      ]
    case .betterReading: [.text("states"), .share("declared"), .part("reading"), .share("best")]
    case .poorFit: [.text("states"), .share("unexplained"), .measure("fvu")]
    case .otherSparsity: [.text("states"), .measure("l0"), .measure("declared")]

    case .familyOfTensors, .familyOfTensorsAlone, .familyOfTurnedTensors: [.text("file"), .texts("tensors")]
    case .familyOfTensorsOf: [.text("file"), .text("library")]
    case .familyOfTurnedTensorsBeside: [.text("file"), .text("other"), .texts("tensors")]
    case .familyOfTensorsAndPath: [.text("file"), .texts("tensors"), .text("name")]
    case .familyOfStateDict: [.text("file"), .text("class")]
    case .familyOfConfiguration: [.text("configuration"), .text("library")]
    case .familyOfKeys: [.text("configuration"), .texts("keys")]
    case .familyOfNeighbour: [.text("file"), .text("other")]
    case .familyOfFileName, .familyOfFirstLine, .familyOfLayers: [.text("file")]
    case .named: [.text("name")]
    case .statesOfLayer: [.count("layer")]

    case .namesOfNoLayer: [.texts("sources")]
    case .namesOfNoCheckpoint: [.text("name"), .texts("checkpoints")]
    case .spreadBounded, .directionsBounded, .wordsBounded: [.count("count"), .count("skipped")]

    case .classTooSmall: [.count("count"), .count("folds")]
    case .aurocPartly: [.count("defined"), .count("sets")]
    case .labelWithClusters, .clustersPartThem, .groupsWithinClusters: [.text("column")]
    case .similarAcrossFolds: [.count("count"), .count("examples")]
    case .nearDuplicates:
      [.count("near"), .count("examples"), .number("similarity"), .count("similar"), .number("similar_from")]
    case .nearDuplicatesVarying:
      [
        .count("near_least"), .count("near_most"), .count("examples"), .number("similarity"), .count("similar_least"),
        .count("similar_most"), .number("similar_from"),
      ]
    case .nearDuplicatesOfSplit: [.count("rows"), .count("near"), .count("similar")]
    case .givenFolds: [.texts("folds")]
    case .clustersParted: [.count("parted"), .count("count"), .text("column")]
    case .withoutCluster: [.count("count"), .text("column")]
    case .fewClusters: [.text("column"), .count("count"), .count("asked")]
    case .classMissing: [.count("count"), .count("sets"), .text("name")]
    case .classUntaught: [.count("count"), .count("sets")]
    case .classKeepsMore: [.number("rate"), .text("name"), .count("kept"), .count("share")]
    case .nothingToMake: [.word("representation", "representation")]
    case .fewerFeatures, .fewerComponents:
      [.word("representation", "representation"), .part("origin"), .texts("numbers")]
    case .smallestC, .largestC: [.number("c"), .texts("arms")]
    case .onlyC: [.number("c")]
    case .metricOfFewerLabels: [.word("metric", "metric"), .texts("labels")]

    case .referenceUnknown: [.count("count"), .text("attribute"), .text("asked")]
    case .noRatio: [.text("reference"), .count("minimum")]
    case .unknownGroup: [.count("count"), .text("attribute")]
    case .smallClassesUncounted: [.texts("classes"), .count("count")]
    case .clustersAsUnits: [.text("column"), .texts("counts")]
    case .tooFewClusters: [.text("column"), .texts("counts"), .count("fewest"), .count("fewest_of_group")]
    case .smallGroup: [.text("group"), .count("minimum")]
    case .groupsLackingLabel: [.texts("groups")]
    case .groupsOfFewClusters: [.texts("groups"), .count("fewest")]
    case .labelsNotCommon: [.texts("labels")]
    case .rareFeaturesUntested: [.count("fewest")]
    case .featuresWithheld, .decisionsWithheld: [.count("count")]
    case .pairsAlone, .pairsCrowded, .pairsOfOtherLabels: [.count("count"), .text("column")]
    case .pairsParted: [.count("count"), .count("pairs"), .text("column")]
    case .pairsWithoutGroup, .pairsOfOtherAttributes: [.count("count"), .text("column"), .text("attribute")]
    case .gapsOfFewClusters: [.count("clusters"), .count("fewest")]
    case .pairsOfFewClusters: [.count("clusters"), .count("fewest")]

    case .classesNotCommon, .smallClassesOfDataset: [.text("dataset"), .texts("classes")]
    case .unlabelledOfDataset: [.count("count"), .text("dataset")]
    case .keptApart: [.text("train"), .text("test")]
    case .textsInBoth, .idsInBoth, .clustersInBoth, .nearCopiesInBoth, .statesInBoth:
      [.count("count"), .text("test"), .text("train")]
    case .otherDimensions, .otherWidths: [.count("train"), .count("test")]
    case .statesUnlikeLibrary, .medianUnlikeLibrary: [.share("unexplained"), .share("known"), .text("layer")]
    case .noTemplates: [.text("language")]
    }
  }
}
