import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import Findings

/// Published tables keep their bytes: users have scripts that read them.
@Suite struct TableBytesTests {
  /// Where a column was added at the end, `FEATURE_ATLAS_TABLES=FILE swift test --filter TableBytesTests` writes the text of
  /// now to FILE; compare before it becomes the fixture.
  @Test func everyTableIsAsItWas() throws {
    let text = try Self.tables()
    if let path = ProcessInfo.processInfo.environment["FEATURE_ATLAS_TABLES"] {
      try FileSink.write(path, Array(text.utf8))
    }
    let expected = try MappedFile.content(of: TestPaths.fixtures("Findings") + "/tables.txt")
    let (lines, expectedLines) = (
      text.split(separator: "\n"), String(decoding: expected, as: UTF8.self).split(separator: "\n")
    )
    for (line, expected) in zip(lines, expectedLines) { #expect(line == expected) }
    #expect(lines.count == expectedLines.count)
  }

  /// A reference of the data says what every file has, column by column.
  @Test func everyTableIsDescribed() throws {
    let names = ["d": "DATASET", "e": "TEST", "c": "CHECKPOINT", "g": "ATTRIBUTE"]
    func general(_ path: some StringProtocol) -> String {
      let folders = path.split(separator: "/").map { folder in
        folder.split(separator: ".").map { names[String($0)] ?? String($0) }.joined(separator: ".")
      }
      return folders.joined(separator: "/").replacing("transfer.DATASET", with: "transfer.TRAIN")
    }
    var known = Dictionary(uniqueKeysWithValues: TableDescription.all(MetricKind.samples).map { ($0.file, $0) })
    var path = ""
    var isHeader = false
    for line in try Self.tables().split(separator: "\n") {
      let starts = ["# data/d/", "# data/facts.csv", "# data/reviews", "# data/transfer"]
      if starts.contains(where: { line.hasPrefix($0) }) {
        path = general(line.dropFirst(2))
        isHeader = true
      } else if isHeader {
        isHeader = false
        let found = known.removeValue(forKey: path)
        let description = try #require(found, "\(path)")
        var header: [String] = []
        for column in line.replacing(":no", with: ":CLASS").replacing(":yes", with: ":CLASS").split(separator: ",")
        where !header.contains(String(column)) { header.append(String(column)) }
        // There with more than two classes only.
        let columns = description.columns.map(\.name).filter { $0 != "label_q:CLASS" }
        #expect(columns == header, "\(path)")
        #expect(!description.row.isEmpty && description.columns.allSatisfy { !$0.meaning.isEmpty })
      }
    }
    #expect(known.isEmpty, "\(known.keys)")
  }

  /// Every table of a small folder, each after its path.
  private static func tables() throws -> String {
    let parent = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: parent) }
    try write(to: parent + "/results")
    var text = ""
    for path in try Paths.files(under: parent + "/results").sorted() where path.hasSuffix(".csv") {
      let bytes = try MappedFile.content(of: parent + "/results/" + path)
      text += "# \(path)\n" + String(decoding: bytes, as: UTF8.self)
    }
    for ids in [["1", "2, 3"], nil] {
      var decisions = DecisionsFile(classes: ["no", "yes"], reasonCount: 2, ids: ids)
      let reason = Explanation.Reason(feature: 7, value: 0.5, weight: -0.25, share: 0.75)
      decisions.append(example: 0, decision: 1, probabilities: [0.25, 0.75], reasons: [reason, reason])
      decisions.append(example: 1, decision: 0, probabilities: [0.625, 0.375], reasons: [])
      text += "# decisions\n" + String(decoding: decisions.bytes, as: UTF8.self)
    }
    return text
  }

  private static func write(to path: String) throws {
    let folder = try StagedFolder(replacing: path)
    let writer = ResultsWriter(folder)
    let ids = ["1", "2, 3", "4"]
    try writer.write(SmallResults.featureTable(), ids: ids)
    try writer.write(unlabelledTable(), ids: ids)
    try writer.write(SmallResults.profiles(), ids: ids)
    try writer.write(SmallResults.groupTable())
    try writer.write(SmallResults.transferTable())
    try writer.write(study(), dataset: "d", ids: ids)
    try writer.write([FoldSelection(arm: "top 2", repeatIndex: 1, fold: 0, features: [3, 5])], dataset: "d")
    try writer.write(bias(), dataset: "d")
    let prediction = HeldOutPrediction(arm: "top 2", example: 1, repeatIndex: 0, fold: 1, score: 0.25, decision: 0)
    try writer.write([prediction], dataset: "d", ids: ids, classes: ["no", "yes"])
    try writer.write(SmallResults.gaps, of: bias(), dataset: "d")
    try writer.write(SmallResults.categories, dataset: "d", attribute: "g")
    try writer.write([SmallResults.pairs], dataset: "d")
    try writer.write([SmallResults.attribution], dataset: "d", attribute: "g")
    var remedy = RemedyExport()
    remedy.dropped = [DroppedFeature(checkpoint: "c", feature: 7, difference: 0.25, family: nil)]
    try writer.write(remedy, dataset: "d", attribute: "g")
    try writer.finish(findings(), timings: Timings())
    try folder.commit()
  }

  /// Without classes the columns of labels are not there; names are given.
  private static func unlabelledTable() -> FeatureTable {
    var table = FeatureTable(dataset: "n", checkpoint: "c", pooling: "mean", classes: [], exampleCount: 3)
    table.activeExamples = [2]
    (table.density, table.meanActive, table.maximum) = ([2.0 / 3], [0.1], [1e-7])
    (table.tokenDensity, table.decoderNorm, table.encoderDecoderCosine) = ([0.5], [.nan], [.nan])
    table.quantiles = FeatureTable.quantileLevels.map { [$0] }
    (table.names, table.nameSources) = (["a \"b\", c"], ["people"])
    table.strongest.offsets = [0, 0]
    return table
  }

  private static func study() -> ProbeStudy {
    SmallResults.study { study in
      let folds = WeightOverFolds(
        mean: 0.9, low: 0.8, high: 1.1, signConsistency: 1, selected: 0.875, auroc: nil)
      var weights = ClassWeights(className: "yes", features: [0, 1], weights: [1, -0.5])
      weights.overFolds = [folds]
      study.arms[0].weights = [weights]
      study.arms += ["a", "b, c", "d", "top 2", "b", "a, b"].map { ProbeArm(ArmKey(.sample($0))) }
      func place(_ name: String) -> Int { study.arms.firstIndex { $0.name == name } ?? -1 }
      let top = place("top 2")
      study.rows[0].chosenArm = place("a, b")
      study.rows.append(
        ProbeRow(
          arm: 0, repeatIndex: 0, fold: 1, trainCount: 1, testCount: 2, c: nil, thresholdChosen: 0.5,
          metrics: [1, 1, 1, 1, 0, 0], featureCount: 0))
      study.rows[1].objective = 2.5
      study.rows[1].gradientNorm = 1e-9
      study.rows[1].dualityGap = 0.001
      study.errors = ErrorStudy(
        arm: 0,
        rows: [
          ErrorStudy.Row(
            threshold: 0.5, negatives: 4, falseAlarms: 1, positives: 3, misses: 0,
            falseAlarmRate: Interval(value: 0.25, low: 0.05, high: 0.7),
            missRate: Interval(value: 0, low: nil, high: nil),
            cost: Interval(value: 12.5, low: 0, high: 40))
        ], precision: 0.03, needed: 250)
      study.comparisons = [
        ArmComparison(
          a: place("a"), b: place("b, c"), metric: "auroc", meanA: 0.75, meanB: 0.5, difference: 0.25, low: 0.1,
          high: 0.4, t: 2.5,
          degreesOfFreedom: 4, p: 0.01, verdict: "better", adjustedP: 0.02, margin: 0.01,
          family: ComparisonFamily.headline),
        ArmComparison(
          a: place("a"), b: place("d"), metric: "brier", meanA: 0.75, meanB: 0.75, difference: 0, low: 0, high: 0,
          t: nil,
          degreesOfFreedom: 4, p: nil, verdict: "not worse", sameAs: ArmPair(place("a"), place("b, c"))),
      ]
      study.thresholds = [
        ThresholdRow(
          checkpoint: "c", pooling: "max", threshold: 1, choice: .fixed(1), macroF1Mean: 0.5, macroF1Low: 0.4,
          macroF1High: 0.6,
          meanActiveFeatures: 12.5, stability: 0.9, stabilityLow: 0.8, stabilityHigh: 1),
        ThresholdRow(checkpoint: "c", pooling: "max", threshold: nil, choice: .otsu),
      ]
      study.stability = [StabilityRow(arm: top, phi: 0.5, low: nil, high: 1, selectedMean: 2)]
      study.explanations = [
        Explanation(
          arm: top, example: 1, kind: "undecided", label: "no", decision: "yes", probability: 0.5,
          reasons: [Explanation.Reason(feature: 1, value: 1, weight: 0.5, share: 0.75)])
      ]
      var shown = CalibrationFinding(arm: top, attribute: "g", group: "a")
      (shown.count, shown.brier, shown.logLoss, shown.intercept, shown.slope) = (3, 0.25, 0.5, -0.125, 1.5)
      shown.bins = [CalibrationFinding.Bin(count: 3, predicted: 0.25, observed: 0.5, low: 0.1, high: 0.9)]
      study.calibration = [shown, CalibrationFinding(arm: top, attribute: "g", group: "b")]
      study.split = SplitEvaluation(
        trainCount: 2, testCount: 1, sharedClusters: 0, clusters: .init(column: "person", count: 1, largest: 1),
        arms: [
          SplitEvaluation.Arm(
            arm: top, c: 1, threshold: nil, metrics: [0.5, 0.5, nil, nil, 0.25, 0.7], aurocLow: 0.25,
            aurocHigh: nil)
        ],
        pairs: [
          SplitEvaluation.Pair(
            a: place("a"), b: place("b"), onlyFirst: 1, onlySecond: 0, mcnemarP: 1, aurocDifference: 0.1, low: 0,
            high: 0.2, z: 1.5,
            delongP: 0.1, verdict: "no difference shown")
        ])
      study.nearDuplicates = NearDuplicateFinding(
        exampleCount: 3, splitTestCount: nil, near: .init(similarity: 0.8, parted: [2], acrossSplit: nil),
        similar: .init(similarity: 0.6, parted: [2], acrossSplit: nil), isComplete: true,
        pairs: [.init(first: 0, second: 2, similarity: 0.75, parted: 1, isAcrossSplit: true, kind: "text")])
    }
  }

  private static func bias() -> BiasStudy {
    func rate(_ value: Double) -> Interval { Interval(value: value, low: value / 2, high: nil) }
    var study = BiasStudy(
      attribute: "g", groups: [], unknown: 0, reference: "a", referenceReason: Note(.largestReference, 1), margin: 0.02,
      falseDiscoveryRate: 0.05, minimumCell: 1,
      checkpoints: [BiasCheckpointSummary(checkpoint: "c", tested: 1, untested: 1, verdicts: [], nullFlags: 1.5)],
      probeRows: [
        ProbeGroupRow(
          arm: 0, group: "a", n: 40, selectionRate: rate(0.5), truePositiveRate: rate(0.625),
          falsePositiveRate: rate(0.125), positivePredictiveValue: rate(0.75), impactRatio: nil, brier: 0.25,
          auroc: rate(0.875), positive: "yes", reference: "b"),
        ProbeGroupRow(
          arm: 0, group: "c", n: 4, selectionRate: rate(0.5), brier: 0.25, suppressed: true, positive: "yes"),
      ],
      ablations: [
        AblationRow(
          set: "proxies", features: 3, auroc: 0.5, aurocChange: -0.1, tprGap: 0.2, fprGap: 0.3, gapClosed: nil,
          leakageAUROC: 0.6)
      ])
    study.ablations[0].checkpoint = "c"
    (study.ablations[0].method, study.ablations[0].kind, study.ablations[0].dose) = (.drop, .flagged, 5)
    study.ablations[0].aurocChangeRange = ValueRange(low: -0.2, high: 0)
    study.ablations[0].versusControls = rate(0.25)
    study.ablations[0].leakageNull = 0.5
    study.ablations[0].gapNull = 0.125
    study.arms = [ArmKey(.sample("top 2"))]
    (study.checkpoints[0].beyondMargin, study.checkpoints[0].families) = (1, 1)
    study.checkpoints[0].effectivePatterns = 1.25
    return study
  }

  private static func findings() -> AtlasFindings {
    var findings = SmallResults.findings
    findings.datasets[0].bias = [bias()]
    var agreement = ReviewAgreement(
      checkpoint: "c", features: 2, raters: 2, agrees: 3, disagrees: 1, unsure: 0, compared: 2)
    (agreement.share, agreement.shareLow, agreement.alpha) = (0.75, 0.25, 0.5)
    findings.reviews = ReviewStudy(
      reviews: [FeatureReview(checkpoint: "c", feature: 1, rater: 2, answer: .disagrees, meaning: "a, \"b\"")],
      agreement: [agreement])
    findings.checkpoints[0].decoderNorm = RangeSummary(minimum: 0.5, mean: 1, maximum: 1.5)
    findings.checkpoints[0].reconstructions = [ReconstructionFinding(dataset: "d", tokens: 9, l0: 4.5, fvu: 0.25)]
    findings.transfers = [
      TransferFinding(
        train: "d", test: "e", classes: ["no", "yes"],
        rows: [
          TransferRow(
            arm: ArmKey(.sample("top 2")), metric: "auroc", score: 0.5, low: 0.25, high: nil, ceiling: 0.75, floor: 0.5,
            ratio: Interval(value: 0, low: -0.5, high: 0.5)),
          TransferRow(
            arm: ArmKey(.sample("top 2")), metric: "brier", score: 0.5, low: nil, high: nil, ceiling: nil, floor: nil,
            ratio: nil),
        ])
    ]
    findings.transfers[0].uses = [
      TransferUse(isTest: false, id: "x1", fold: nil, trains: [0, 1, 2], matched: [0, 2]),
      TransferUse(isTest: true, id: "y1", fold: 1, trains: [], matched: [0, 2]),
    ]
    let key = ArmKey(.sample("top 2"))
    let (score, gain) = (Interval(value: 0.75, low: 0.5, high: 0.875), Interval(value: 0.25, low: -0.125, high: 0.5))
    findings.transfers[0].curve = [
      TransferCurvePoint(
        arm: key, labels: 8, isAll: false, targetCount: 8.5, trainCount: 2, draws: 3, score: score, alone: score,
        gain: gain, ceiling: 0.75, difference: gain, margin: 0.01, c: 0.5, aloneC: [0.5, 1])
    ]
    findings.transfers[0].joint = [
      TransferJointRow(
        arm: key, testedOn: "e", score: score, ceiling: 0.5, difference: gain, margin: 0.01, trainCount: 2,
        testCount: 3,
        c: 0.5, ceilingC: [0.5, 1])
    ]
    findings.transfers[0].uses[1].curve = ["0/0/8", "0/1/16"]
    var leftOut = findings.transfers[0]
    leftOut.train = "d + f"
    (leftOut.curve, leftOut.joint) = ([], [])
    findings.leftOut = [leftOut]
    findings.transfers[0].reasons = [
      TransferReason(
        checkpoint: "sae", kind: .labels, value: 0.25, low: 0.125, high: 0.5, limit: 0.05, isNamed: true,
        isCleared: false,
        classLabel: "yes", gain: -0.5)
    ]
    findings.transfers[0].show(checkpoint: "sae")
    return findings
  }
}
