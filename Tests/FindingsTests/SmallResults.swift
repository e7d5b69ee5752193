import Diagnostics
import Files
import TestSupport

@testable import Findings

/// A whole results folder of a few features and examples: two datasets, one checkpoint, probes, groups and transfer.
enum SmallResults {
  static let findings = findings([])

  private static func findings(_ transfers: [TransferFinding]) -> AtlasFindings {
    AtlasFindings(
      title: "Small", language: "en", seed: 7, version: "0", command: "feature-atlas analyze atlas.yml",
      configuration: ConfigurationRecord(name: "atlas.yml", sha256: "ab", text: "title: Small"),
      inputs: [InputFile(path: "d.csv", bytes: 12, sha256: "cd")],
      checkpoints: [
        CheckpointFinding(
          id: "c", path: "c", layer: 1, family: "f", reason: Note(.familyNamed), architecture: "a", formula: "f",
          source: "s",
          inputDimension: 4, featureCount: 2)
      ], datasets: [dataset("d"), dataset("e")], transfers: transfers)
  }

  private static func dataset(_ id: String) -> DatasetFinding {
    DatasetFinding(
      id: id, modality: "text", exampleCount: 3, classes: ["no", "yes"].map { CategoryCount(name: $0, count: 1) },
      unlabelled: 1,
      attributes: [
        AttributeFinding(
          name: "g", values: [CategoryCount(name: "a", count: 1), CategoryCount(name: "b", count: 1)], unknown: 1)
      ],
      checkpoints: [
        DatasetCheckpointFinding(
          checkpoint: "c", layer: 1, tokens: 9, featureCount: 2, aliveFeatures: 1, denseFeatures: 1, tokenL0: 1,
          exampleL0: 1)
      ], probes: wholeStudy(), bias: [bias()])
  }

  private static func bias() -> BiasStudy {
    var study = BiasStudy(
      attribute: "g", groups: [CategoryCount(name: "a", count: 1), CategoryCount(name: "b", count: 1)], unknown: 1,
      reference: "a", referenceReason: Note(.largestReference, 2), margin: 0.02, falseDiscoveryRate: 0.05,
      minimumCell: 1,
      checkpoints: [
        BiasCheckpointSummary(
          checkpoint: "c", tested: 1, untested: 1, verdicts: [CategoryCount(name: "proxy", count: 1)])
      ],
      probeRows: [
        ProbeGroupRow(arm: 0, group: "a", n: 1, selectionRate: Interval(value: 0.5, low: nil, high: 1))
      ], ablations: [AblationRow(set: "proxies", features: 1, auroc: 0.5)])
    study.ablations[0].checkpoint = "c"
    study.arms = [key]
    study.pairs = PairStudy(
      column: "pair", pairs: 2, clusters: 2, arms: [pairRow(.arm(0))], headlineRows: 1)
    study.pairs?.checkpoints = [
      PairCheckpointSummary(checkpoint: "c", tested: 1, flagged: 1, top: [pairRow(.feature(1))])
    ]
    study.attributions = [attribution.gap]
    return study
  }

  private static func pairRow(_ subject: PairRow.Subject) -> PairRow {
    PairRow(
      subject: subject, checkpoint: "c", groupA: "a", groupB: "b", pairs: 2, flipped: 1,
      share: Interval(value: 0.5, low: 0.25, high: 0.75), change: Interval(value: -0.125, low: nil, high: nil), p: 0.5,
      q: nil)
  }

  static let gaps = [
    GapRow(
      arm: 0, positive: "yes", metric: .truePositiveRate, group: "a", reference: "b", kind: .range,
      difference: Interval(value: 0.25, low: 0, high: 0.5), ratio: Interval(value: 0.75, low: nil, high: 1)),
    GapRow(arm: 0, positive: "yes", metric: .calibration, group: "b", reference: "a", kind: .reference),
  ]

  static var categories: [LL144Row] {
    var row = LL144Row(category: "a", arm: "continuous c", positive: "yes")
    row.dates = "May to June 2026"
    (row.number, row.selected, row.selectionRate, row.scoringRate) = (4, 2, 0.5, 0.25)
    (row.impactRatio, row.shareOfAll) = (1, 0.75)
    var unknown = LL144Row(category: "unknown", arm: "continuous c", positive: "yes")
    (unknown.number, unknown.reason) = (1, .unknown)
    return [row, unknown]
  }

  static var pairs: PairTable { PairTable(study: bias(), rows: [pairRow(.arm(0)), pairRow(.feature(1))]) }

  static let attribution = AttributionTable(
    gap: GapAttribution(
      arm: key, group: "b", reference: "a", label: nil, gap: Interval(value: -0.5, low: -0.75, high: -0.25),
      features: 2,
      top: [
        AttributedFeature(feature: 1, share: Interval(value: -0.75, low: -1, high: -0.5), cumulative: -0.75)
      ]), features: [1, 0], shares: [-0.75, 0.25])

  private static func wholeStudy() -> ProbeStudy {
    study { study in
      study.arms[0].metrics = [MetricEstimate(name: "auroc", mean: 0.5, low: 0.25, high: 0.75, deviation: 0.125)]
      study.arms[0].weights = [ClassWeights(className: "yes", features: [0, 1], weights: [1, -0.5])]
      study.rows[0].chosenArm = 0
      study.explanations = [
        Explanation(
          arm: 0, example: 2, kind: "undecided", label: "no", decision: "yes", probability: 0.5,
          reasons: [Explanation.Reason(feature: 1, value: 1, weight: 0.5, share: 1)])
      ]
      study.libraries = [
        FeatureLibrary(
          dataset: "d", arm: "continuous c", checkpoint: "c", layer: 1, pooling: "max", threshold: nil, width: 2,
          classes: ["no", "yes"], intercepts: [0], c: 1,
          features: [FeatureLibrary.Member(feature: 1, weights: [0.5], selected: 1)], exampleCount: 2)
      ]
      study.split = SplitEvaluation(
        trainCount: 1, testCount: 1, sharedClusters: 0,
        arms: [
          SplitEvaluation.Arm(
            arm: 0, c: 1, threshold: nil, metrics: [0.5, 0.5, nil, nil, 0.25, 0.7], aurocLow: nil,
            aurocHigh: nil)
        ], pairs: [])
    }
  }

  static func featureTable(_ dataset: String = "d") -> FeatureTable {
    var table = FeatureTable(
      dataset: dataset, checkpoint: "c", pooling: "max", classes: ["no", "yes"], exampleCount: 3)
    table.activeExamples = [2, 0]
    table.density = [2.0 / 3, 0]
    table.meanActive = [0.1, .nan]
    table.maximum = [0.30000000000000004, 0]
    table.tokenDensity = [0.5, 0]
    table.decoderNorm = [1, .nan]
    table.encoderDecoderCosine = [-0.25, .nan]
    table.auroc = [[0.5, 0.5], [0.75, 0.5]]
    table.q = [[1, .nan], [0.01, .nan]]
    table.activeByClass = [[1, 0], [1, 0]]
    table.f1 = [0.5, .nan]
    table.bestThreshold = [0, .nan]
    table.phi = [0.1, .nan]
    table.crossValidatedF1 = [0.4, .nan]
    table.averagePrecision = [[0.5, 0.4], [0.75, 0.6]]
    table.chiSquared = [1.5, .nan]
    table.g2 = [1.25, .nan]
    table.mutualInformation = [0.125, .nan]
    table.g2Q = [0.25, .nan]
    table.quantiles = FeatureTable.quantileLevels.map { [$0, .nan] }
    table.histogram = [UInt32](repeating: 1, count: 2 * FeatureTable.histogramBins)
    table.classHistograms = [table.histogram, table.histogram.map { $0 * 2 }]
    table.histogramLow = [0.1, 0]
    table.duplicateOf = [-1, 0]
    (table.mapX, table.mapY) = ([0.25, .nan], [1, .nan])
    table.histogramHigh = [0.3, 0]
    table.strongest.offsets = [0, 2, 2]
    table.strongest.examples = [2, 0]
    table.strongest.activations = [0.3, 0.1]
    table.strongest.tokens = [4, 0]
    table.strongest.tokenOffsets = [0, 1, 3]
    table.strongest.tokenIndices = [4, 0, 1]
    table.strongest.tokenValues = [0.3, 0.1, 0.05]
    return table
  }

  static func profiles(_ dataset: String = "d") -> FeatureProfiles {
    var profiles = FeatureProfiles(dataset: dataset, checkpoint: "c")
    profiles.notes = [Note(.coFiringSampled, 2, 10)]
    profiles.coFiring.offsets = [0, 0, 1]
    profiles.coFiring.features = [0]
    profiles.coFiring.values = [0.5]
    profiles.coFiring.common = [2]
    profiles.words.unit = "word"
    profiles.words.offsets = [0, 1, 1]
    profiles.words.vocabulary = ["a,b"]
    profiles.words.words = [0]
    profiles.words.z = [2.5]
    profiles.words.logOdds = [0.25]
    profiles.words.active = [3]
    profiles.words.others = [0]
    profiles.spread.examples = featureTable().strongest
    profiles.spread.bins = [2, 1]
    profiles.spread.values = [0.75, 0.5]
    profiles.effects.promoted.offsets = [0, 1, 1]
    profiles.effects.promoted.tokens = [1]
    profiles.effects.promoted.values = [0.5]
    profiles.effects.suppressed.offsets = [0, 1, 1]
    profiles.effects.suppressed.tokens = [0]
    profiles.effects.suppressed.values = [-0.25]
    profiles.effects.tokens = ["Ġa,b", "c"]
    profiles.effects.shown = ["␣a,b", "c"]
    profiles.effects.ids = [3, 17]
    return profiles
  }

  static let key = ArmKey(.sample("continuous"), checkpoint: "c")

  static func study(_ change: (inout ProbeStudy) -> Void = { _ in }) -> ProbeStudy {
    var study = ProbeStudy(
      design: FoldDesign(
        folds: 2, repeats: 1, clusterColumn: nil, exampleCount: 3, candidatesC: [1], innerFolds: 3,
        assignments: [[0, 1, 1]], positiveClass: "yes"),
      metrics: MetricKind.samples, arms: [ProbeArm(key)],
      rows: [
        ProbeRow(
          arm: 0, repeatIndex: 0, fold: 0, trainCount: 2, testCount: 1, c: 1, thresholdChosen: nil,
          metrics: [0.5, 0.5, nil, nil, 0.25, 0.7], featureCount: 9, innerLoss: 0.625, chosenArm: 0)
      ], comparisons: [])
    change(&study)
    return study
  }

  static func groupTable(_ dataset: String = "d") -> GroupTable {
    var table = GroupTable(
      dataset: dataset, checkpoint: "c", attribute: "g", groups: ["a", "b"], classes: ["no", "yes"])
    table.tested = [true, false]
    (table.g2, table.p, table.q, table.cmi) = ([3, .nan], [0.1, .nan], [0.2, .nan], [0.1, .nan])
    table.degreesOfFreedom = [2, 0]
    (table.maxGroup, table.minGroup) = ([0, -1], [1, -1])
    (table.riskDifference, table.riskLow, table.riskHigh) = ([0.5, .nan], [0.25, .nan], [0.75, .nan])
    (table.proxy, table.composition) = ([0.5, .nan], [0, .nan])
    table.verdict = ["proxy", ""]
    table.needed = [0, 0]
    table.cellCounts = [[1, 0], [0, 1]]
    table.active = [1, 0, 0, 1, 0, 0, -1, -1]
    table.rateLow = [Float](repeating: 0.25, count: 8)
    table.rateHigh = [Float](repeating: 0.75, count: 8)
    table.suppressed = [false, false, false, false, false, false, true, true]
    table.unreliable = [true, false, false, false, false, false, false, false]
    table.sensitivity.score = [2.5, .nan]
    (table.sensitivity.scoreDegrees, table.sensitivity.family) = ([1, 0], [0, -1])
    (table.sensitivity.qAnyDependence, table.sensitivity.pooledDifference) = ([0.25, .nan], [0.5, .nan])
    (table.sensitivity.oddsRatio, table.sensitivity.directionP) = ([4, .nan], [0.125, .nan])
    (table.sensitivity.homogeneityP, table.sensitivity.activeAUROC) = ([.nan, .nan], [0.75, .nan])
    table.sensitivity.pairs = ["a > b", ""]
    return table
  }

  static func transferTable() -> TransferTable {
    var table = TransferTable(train: "d", test: "e", checkpoint: "c", classes: ["no", "yes"])
    (table.aurocTrain, table.qTrain) = ([0.25, 0.75, .nan, .nan], [0.0625, 0.03125, .nan, .nan])
    (table.aurocTest, table.qTest) = ([0.75, 0.7, 0.5, 0.6], [0.0625, 0.03125, 0.5, 0.25])
    (table.pTrain, table.pTest) = ([0.0625, 0.015625, .nan, .nan], [0.03125, 0.0078125, 0.5, 0.125])
    (table.pMax, table.qMax) = ([0.0625, 0.015625, .nan, .nan], [0.0625, 0.03125, .nan, .nan])
    (table.qSourceOnly, table.qTargetOnly) = ([1, 1, .nan, .nan], [1, 1, 1, 1])
    table.kind = [.none, .shared, .none, .none]
    (table.densityTrain, table.densityTest) = ([0.5, 0], [0.5, 0.25])
    (table.strengthTrain, table.strengthTest) = ([1.5, .nan], [1.25, 2])
    return table
  }

  /// Writes the folder.
  static func write(to path: String) throws {
    let folder = try StagedFolder(replacing: path)
    let writer = ResultsWriter(folder)
    let ids = ["1", "2", "3"]
    for dataset in ["d", "e"] {
      try writer.write(featureTable(dataset), ids: ids)
      try writer.write(profiles(dataset), ids: ids)
      try writer.write(groupTable(dataset))
      try writer.write(
        ExampleList(
          dataset: dataset, ids: ids, texts: ["one", "two", "three"], labels: ["no", "yes", ""],
          groups: [["a", "b", ""]], tokens: [["one"], ["t", "wo"], ["three"]]))
      try writer.write(wholeStudy(), dataset: dataset, ids: ids)
      try writer.write(bias(), dataset: dataset)
    }
    try writer.write(transferTable())
    let transfer = TransferFinding(
      train: "d", test: "e", classes: ["no", "yes"],
      rows: [
        TransferRow(
          arm: key, metric: "auroc", score: 0.5, low: 0.25, high: nil, ceiling: 0.75, floor: 0.5, ratio: nil)
      ],
      checkpoints: [
        TransferCheckpointSummary(checkpoint: "c", rankCorrelation: 0.5, shared: 1, reversed: 0, tested: 1)
      ])
    var timings = Timings()
    timings.stages = [Timings.Stage(name: "load", seconds: 0.1, peakBytes: 4096)]
    try writer.finish(findings([transfer]), timings: timings)
    try folder.commit()
  }

  /// Reads all that is in a folder.
  static func readAll(_ path: String, comparesDigests: Bool) throws {
    let folder = try ResultsFolder(reading: path, comparesDigests: comparesDigests)
    let findings = try folder.findings()
    for dataset in findings.datasets {
      _ = try folder.examples(dataset.id)
      for checkpoint in dataset.checkpoints.map(\.checkpoint) {
        _ = try folder.features(dataset.id, checkpoint)
        _ = try folder.profiles(dataset.id, checkpoint)
        for study in dataset.bias { _ = try folder.groups(dataset.id, checkpoint, study.attribute) }
      }
    }
    for transfer in findings.transfers {
      for summary in transfer.checkpoints {
        _ = try folder.transfer(transfer.train, transfer.test, summary.checkpoint)
      }
    }
    for file in try folder.dataFiles() { _ = try folder.content(of: file) }
    _ = try folder.timings()
  }
}
