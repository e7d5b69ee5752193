/// Keys of the words that code writes rather than templates: navigation, heads of computed tables, verdicts.
enum Word: String, Sendable, CaseIterable {
  case decimalMark = "number.decimal"
  case thousandsMark = "number.thousands"
  case percentage = "number.percent"
  case listGoesOn = "list.next"
  case listEnd = "list.last"
  case proof
  case navigation, skip, search, table
  case overview, features, probes, bias, transfer, inputs, methods, reproduce
  case notFound = "not-found"
  case generated
  case withheld
  case fewExamples = "unreliable.few"
  case wideInterval = "unreliable.wide"
  case noInterval = "no-interval"
  case to
  case interval
  case rest
  case feature, active, density
  case meanActive = "mean-active"
  case maximum, classes, group, label, examples, rate, page
  case auroc
  case q
  case verdict
  case effect
  case unlabelled
  case unknown
  case pages
  case filter
  case filterHelp = "filter-help"
  case matches
  case noMatches = "no-matches"
  case loading
  case orderLabel = "order.label"
  case orderDensity = "order.density"
  case orderEffect = "order.effect"
  case orderNumber = "order.number"
  case activation
  case token
  case example
  case image
  case strongestToken = "strongest-token"
  case histogram
  case histogramAxis = "histogram-axis"
  case coFiring = "co-firing"
  case sameDirection = "same-direction"
  case phi, cosine
  case bothActive = "both-active"
  case distinctiveWords = "distinctive-words"
  case wordHead = "word-head"
  case tokenHead = "token-head"
  case z
  case inActive = "in-active"
  case inOthers = "in-others"
  case positiveClass = "positive-class"
  case proxy = "verdict.proxy"
  case differs = "verdict.differs"
  case depends = "verdict.depends"
  case composition = "verdict.composition"
  case equivalent = "verdict.equivalent"
  case insufficient = "verdict.insufficient"
  case untested = "verdict.untested"
  case better = "comparison.better"
  case worse = "comparison.worse"
  case notWorse = "comparison.not-worse"
  case noDifference = "comparison.no-difference-shown"
  case tooFewClusters = "comparison.too-few-clusters"
  case macroF1 = "metric.macro_f1"
  case accuracy = "metric.accuracy"
  case metricAUROC = "metric.auroc"
  case averagePrecision = "metric.average_precision"
  case brier = "metric.brier"
  case logLoss = "metric.log_loss"
  case majority = "representation.majority"
  case hidden = "representation.hidden"
  case continuous = "representation.continuous"
  case binarized = "representation.binarized"
  case termWeights = "representation.tf-idf"
  case principalComponents = "representation.pca"
  case penalisedByL1 = "representation.l1"
  case figureSource = "figure.source"
  case figureNumbers = "figure.numbers"
  case selectionRate = "groups.selection-rate"
  case truePositiveRate = "groups.true-positive-rate"
  case falsePositiveRate = "groups.false-positive-rate"
  case decisionsTitle = "groups.decisions-title"
  case decisionsAxis = "groups.decisions-axis"
  case familiesTitle = "groups.families-title"
  case familiesAxis = "groups.families-axis"
  case familiesSides = "groups.families-sides"
  case familySize = "groups.family-size"
  case volcanoTitle = "groups.volcano-title"
  case volcanoMarked = "groups.volcano-marked"
  case volcanoOthers = "groups.volcano-others"
  case certainty = "groups.certainty"
  case certaintyLevel = "groups.certainty-level"
  case zeroDifference = "groups.zero"
  case attributionTitle = "groups.attribution-title"
  case attributionAxis = "groups.attribution-axis"
  case attributionRest = "groups.attribution-rest"
  case attributionTotal = "groups.attribution-total"
  case ablationTitle = "groups.ablation-title"
  case ablationAxis = "groups.ablation-axis"
  case ablationBefore = "groups.ablation-before"
  case ablationAfter = "groups.ablation-after"
  case ablationFlagged = "groups.ablation-flagged"
  case ablationControl = "groups.ablation-control"
  case ablationZero = "ablation.zero"
  case ablationMean = "ablation.mean"
  case ablationDrop = "ablation.drop"
  case topFeatures = "representation.top-n"
  case tokenTopFeatures = "representation.token-top-n"
  case randomFeatures = "representation.random-features"
  case randomDictionary = "representation.random-dictionary"
  case permutedLabels = "representation.permuted-labels"
  case bestFeatures = "representation.best-features"
  case bestHidden = "representation.best-hidden"
  case armLayer = "arm.layer"
  case armPooling = "arm.pooling"
  case armTop = "arm.top"
  case armAbove = "arm.above"
  case armAuto = "arm.auto"
  case armOtsu = "arm.otsu"
  case armChosen = "arm.chosen"
  case familyHeadline = "family.headline"
  case familyFurther = "family.further"
  case familyMajority = "family.majority"
  case curveTitle = "curve.title"
  case curvePoint = "curve.point"
  case thresholdTitle = "threshold.title"
  case thresholdPoint = "threshold.point"
  case thresholdAxis = "threshold.axis"
  case thresholdActive = "threshold.active"
  case thresholdAgreement = "threshold.agreement"
  case thresholdAuto = "threshold.auto"
  case thresholdOtsu = "threshold.otsu"
  case confidentAndRight = "explanation.confident-and-right"
  case confidentAndWrong = "explanation.confident-and-wrong"
  case needsText = "needs-text"
  case needsState = "needs-state"
  case needsAll = "needs-all"
  case needsSome = "needs-some"
  case undecided = "explanation.undecided"
  case text = "modality.text"
  case images = "modality.image"
  case audio = "modality.audio"
  case other = "modality.other"
  case firstTokens = "position.first"
  case lastTokens = "position.last"
  case otherTokens = "position.rest"
}
