import Diagnostics
import Findings
import TestSupport

/// Made-up findings of the whole width: two datasets, three checkpoints, probes, groups, transfer, warnings.
enum SyntheticFindings {
  static let widths = ["l3-w40": 40, "l6-w24": 24, "l6-w90": 90]

  static func tables(_ widths: [String: Int] = widths) -> SyntheticTables { SyntheticTables(width: widths) }

  static func atlas(_ widths: [String: Int] = widths, hostile: Bool = true) -> AtlasFindings {
    let checkpoints = widths.keys.sorted()
    let nasty = hostile ? " " + HostileTexts.all.joined(separator: " ") : ""
    return AtlasFindings(
      title: "Promote now or not yet, and for whom" + (hostile ? " <b>&</b>" : ""), language: "en", seed: 17,
      version: "0.1.0", command: "feature-atlas build atlas.yml -o atlas-demo",
      configuration: ConfigurationRecord(
        name: "atlas.yml", sha256: String(repeating: "a1b2c3d4", count: 8),
        text: "title: Promote\nseed: 17\n" + (hostile ? "# </code></pre><script>alert(1)</script>\n" : "")),
      inputs: [
        InputFile(path: "reviews.csv", bytes: 91_223, sha256: String(repeating: "0f", count: 32)),
        InputFile(path: "checkpoints/l6-w24/sae_weights.safetensors", bytes: 1_182_112, sha256: "ab"),
      ],
      checkpoints: checkpoints.map { checkpoint($0, widths[$0] ?? 0, nasty) },
      datasets: ["reviews", "messages"].map { dataset($0, checkpoints, widths, nasty) },
      transfers: [transfer("reviews", "messages", checkpoints), transfer("messages", "reviews", checkpoints)],
      warnings: [Note(.unusedTensors, ["b_dec" + nasty], about: NoteSubject(.checkpoint, "l3-w40"))],
      decision: DecisionQuestion(
        question: "May a probe on these features suggest whom to promote, or would it judge women and men differently?"
          + (hostile ? " <script>" : ""), costPerFalseAlarm: 4000),
      site: SiteOptions(pages: 60, examplesPerFeature: 6))
  }

  private static func checkpoint(_ id: String, _ width: Int, _ nasty: String) -> CheckpointFinding {
    CheckpointFinding(
      id: id, path: "checkpoints/\(id)", layer: 6, family: "SAELens 6",
      reason: Note(.familyOfKeys, "cfg.json", ["architecture: topk"]),
      architecture: "top-k, k = 16", formula: "f = TopK(W_enc (x − b_dec) + b_enc, 16)",
      source: "SAELens 6.5, TopKSAE.encode" + nasty, inputDimension: 384, featureCount: width, declaredL0: 16,
      model: "all-MiniLM-L6-v2", hook: "encoder.layer.5.output",
      tensors: [
        StoredTensor(name: "W_enc", shape: [384, width], elementType: "F16"),
        StoredTensor(name: "W_dec|`x`", shape: [width, 384], elementType: "F16"),
      ], decoderNorm: RangeSummary(minimum: 0.998, mean: 1, maximum: 1.002), medianEncoderDecoderCosine: 0.71,
      reconstructions: [
        ReconstructionFinding(
          dataset: "reviews", tokens: 12_345, l0: 15.7, fvu: 0.214,
          variants: [
            FVUVariant(reading: Note(.biasKept), fvu: 0.201), FVUVariant(reading: Note(.statesOfLayer, 7), fvu: 0.9),
          ]),
        massive,
      ], warnings: [Note(.betterReading, "reviews", 0.214, Note(.biasKept), 0.101)])
  }

  /// States whose first tokens hold nearly all of the variance.
  private static var massive: ReconstructionFinding {
    var finding = ReconstructionFinding(dataset: "messages", tokens: 512, l0: 15.7, fvu: 0.918)
    finding.medianUnexplained = 0.002
    finding.fvuWithoutFirst = 0.001
    finding.topShare = 0.065
    finding.positions = [
      PositionFit(position: "first", tokens: 78, varianceShare: 0.9998, unexplained: 0.778),
      PositionFit(position: "last", tokens: 78, varianceShare: 0.0001, unexplained: 0.001),
      PositionFit(position: "rest", tokens: 356, varianceShare: 0.0001),
    ]
    return finding
  }

  private static func dataset(
    _ id: String, _ checkpoints: [String], _ widths: [String: Int], _ nasty: String
  ) -> DatasetFinding {
    DatasetFinding(
      id: id, modality: "text", exampleCount: 240,
      classes: [CategoryCount(name: "hold", count: 118), CategoryCount(name: "promote", count: 120)], unlabelled: 2,
      positiveClass: "promote",
      attributes: [
        AttributeFinding(
          name: "gender", values: [CategoryCount(name: "woman", count: 120), CategoryCount(name: "man", count: 110)],
          unknown: 10),
        AttributeFinding(
          name: "a|ge <b>", values: [CategoryCount(name: "group & co 1", count: 99)], unknown: 0),
      ],
      splits: [
        CategoryCount(name: "dev", count: 12), CategoryCount(name: "test", count: 60),
        CategoryCount(name: "train", count: 168),
      ],
      clusterColumn: "cluster", clusterCount: 31,
      checkpoints: checkpoints.map {
        DatasetCheckpointFinding(
          checkpoint: $0, layer: 6, tokens: 3456, featureCount: widths[$0] ?? 0,
          aliveFeatures: (widths[$0] ?? 0) * 8 / 9,
          denseFeatures: 3, tokenL0: 15.7, exampleL0: 88.4)
      }, columns: [LabelledText(label: "text", text: "text"), LabelledText(label: "label", text: "label")],
      warnings: nasty.isEmpty ? [] : [Note(.idsWithoutColumn, nasty)],
      probes: id == "messages" ? SyntheticProbes.study() : probes(checkpoints),
      bias: ["gender", "a|ge <b>×gender"].map { bias($0, checkpoints) })
  }

  private static func metrics(_ mean: Double) -> [MetricEstimate] {
    MetricKind.samples.map(\.name).map {
      MetricEstimate(name: $0, mean: mean, low: mean - 0.06, high: min(1, mean + 0.05), deviation: 0.04)
    }
  }

  static func probes(_ checkpoints: [String]) -> ProbeStudy {
    var arms = [
      ProbeArm(
        ArmKey(.sample("majority")),
        metrics: MetricKind.samples.map(\.name).map {
          MetricEstimate(name: $0, mean: $0 == "auroc" ? 0.5 : nil, low: nil, high: nil, deviation: nil)
        })
    ]
    for (index, checkpoint) in checkpoints.enumerated() {
      for (shift, kind) in [(0.0, "hidden"), (0.03, "continuous"), (0.02, "binarized")] {
        arms.append(
          ProbeArm(
            ArmKey(
              .sample(kind), checkpoint: kind == "hidden" ? nil : checkpoint, layer: 6 + index, pooling: "max",
              threshold: kind == "binarized" ? .fixed(0) : nil), metrics: metrics(0.84 + shift + 0.01 * Double(index)),
            featureCount: 321,
            weights: kind == "hidden"
              ? [] : [ClassWeights(className: "promote", features: [1, 2, 4, 7], weights: [2.1, -1.7, 0.9, 0.2])],
            solver: .primalSolver))
      }
    }
    let (hidden, continuous, binarized) = (1, 2, 3)
    func comparison(_ a: Int, _ b: Int, _ metric: String, _ difference: Double, _ verdict: String)
      -> ArmComparison
    {
      ArmComparison(
        a: a, b: b, metric: metric, meanA: 0.86, meanB: 0.86 - difference, difference: difference,
        low: difference - 0.02, high: difference + 0.02, t: 1.2, degreesOfFreedom: 14, p: 0.0001, verdict: verdict)
    }
    return ProbeStudy(
      design: FoldDesign(
        folds: 5, repeats: 3, clusterColumn: "cluster", exampleCount: 238, candidatesC: [0.01, 0.1, 1], innerFolds: 4,
        assignments: [], positiveClass: "promote"), metrics: MetricKind.samples, arms: arms, rows: [],
      comparisons: [
        comparison(binarized, continuous, "auroc", -0.011, "not worse"),
        comparison(binarized, hidden, "auroc", 0.021, "better"),
        comparison(binarized, hidden, "log_loss", 0.001, "no difference shown"),
      ], notes: [Note(.unlabelledLeftOut, 2)],
      split: SplitEvaluation(
        trainCount: 178, testCount: 60, sharedClusters: 0,
        clusters: SplitEvaluation.Clusters(column: "<b>source</b>", count: 17, largest: 23),
        arms: [binarized, continuous].map {
          SplitEvaluation.Arm(
            arm: $0, c: 0.1, threshold: nil, metrics: [0.7, 0.71, 0.78, 0.7, 0.2, 0.6], aurocLow: 0.61, aurocHigh: nil)
        },
        pairs: [
          SplitEvaluation.Pair(
            a: binarized, b: continuous, onlyFirst: 4, onlySecond: 6, mcnemarP: 0.8, aurocDifference: -0.01,
            verdict: "too few clusters")
        ]))
  }

  private static func pairs(_ checkpoints: [String]) -> PairStudy {
    func row(_ subject: PairRow.Subject, _ checkpoint: String?, flipped: Int, q: Double? = nil) -> PairRow {
      PairRow(
        subject: subject, checkpoint: checkpoint, groupA: "man", groupB: "woman", pairs: 40, flipped: flipped,
        share: Interval(value: Double(flipped) / 40, low: Double(flipped) / 80, high: Double(flipped + 4) / 40),
        change: Interval(value: -0.02, low: -0.05, high: 0.01), p: q, q: q)
    }
    var pairs = PairStudy(
      column: "twin", pairs: 40, clusters: 12,
      arms: [row(.arm(1), checkpoints[0], flipped: 3), row(.arm(0), nil, flipped: 0)], headlineRows: 2)
    pairs.checkpoints = checkpoints.map {
      PairCheckpointSummary(
        checkpoint: $0, tested: 60, flagged: 1, top: [row(.feature(3), $0, flipped: 30, q: 0.001)])
    }
    pairs.notes = [Note(.pairsAlone, 2, "twin")]
    return pairs
  }

  private static func gap(_ arm: ArmKey, _ group: String, low: Double, high: Double) -> GapAttribution {
    GapAttribution(
      arm: arm, group: group, reference: "woman", label: nil, gap: Interval(value: -0.4, low: low, high: high),
      features: 5,
      top: [AttributedFeature(feature: 3, share: Interval(value: -0.3, low: -0.4, high: -0.2), cumulative: -0.3)])
  }

  private static func bias(_ attribute: String, _ checkpoints: [String]) -> BiasStudy {
    func interval(_ value: Double) -> Interval { Interval(value: value, low: value - 0.08, high: value + 0.08) }
    var study = BiasStudy(
      attribute: attribute,
      groups: [
        CategoryCount(name: "woman", count: 120), CategoryCount(name: "man", count: 110),
        CategoryCount(name: "<i>other</i>", count: 10),
      ], unknown: 3, reference: "woman", referenceReason: Note(.largestReference, 40), margin: 0.02,
      falseDiscoveryRate: 0.05,
      minimumCell: 30,
      checkpoints: checkpoints.map {
        BiasCheckpointSummary(
          checkpoint: $0, tested: 60, untested: 30,
          verdicts: [
            CategoryCount(name: "proxy", count: 4), CategoryCount(name: "composition", count: 9),
            CategoryCount(name: "equivalent", count: 20), CategoryCount(name: "insufficient", count: 27),
          ], nullFlags: 0.2)
      },
      probeRows: [0, 1].flatMap { arm in
        [
          ProbeGroupRow(
            arm: arm, group: "woman", n: 120, selectionRate: interval(0.41), truePositiveRate: interval(0.7),
            falsePositiveRate: interval(0.2), positivePredictiveValue: interval(0.66), impactRatio: interval(0.82),
            brier: 0.18, auroc: interval(0.84)),
          ProbeGroupRow(
            arm: arm, group: "man", n: 110, selectionRate: interval(0.5), truePositiveRate: interval(0.78),
            falsePositiveRate: interval(0.26), positivePredictiveValue: interval(0.7), impactRatio: interval(1)),
          ProbeGroupRow(arm: arm, group: "<i>other</i>", n: 10, selectionRate: interval(0.9), suppressed: true),
        ]
      },
      ablations: ablations(checkpoints[0]), exclusions: [Note(.unknownGroup, 3, attribute)])
    for place in study.checkpoints.indices {
      (study.checkpoints[place].beyondMargin, study.checkpoints[place].families) = (1, 2)
      study.checkpoints[place].effectivePatterns = 1.5
    }
    study.arms = [
      ArmKey(.sample("hidden"), layer: 3, pooling: "max"),
      ArmKey(.sample("binarized"), checkpoint: checkpoints[0], layer: 3, pooling: "max", threshold: .fixed(0)),
    ]
    study.lead = 1
    study.pairs = pairs(checkpoints)
    study.attributions = [
      gap(study.arms[1], "man", low: -0.9, high: -0.1), gap(study.arms[1], "<i>other</i>", low: -0.9, high: 0.1),
    ]
    return study
  }

  private static func transfer(_ train: String, _ test: String, _ checkpoints: [String]) -> TransferFinding {
    var finding = TransferFinding(
      train: train, test: test, classes: ["hold", "promote"],
      rows: [
        TransferRow(
          arm: ArmKey(.sample("hidden"), layer: 3, pooling: "max"), metric: "auroc", score: 0.74, low: 0.7, high: 0.79,
          ceiling: 0.86, floor: 0.51,
          ratio: Interval(value: 0.66, low: 0.5, high: 0.8)),
        TransferRow(
          arm: ArmKey(.sample("binarized"), checkpoint: checkpoints[0], pooling: "max", threshold: .fixed(0)),
          metric: "auroc", score: 0.78, low: 0.73, high: 0.82, ceiling: 0.88,
          floor: 0.5,
          ratio: nil),
      ],
      checkpoints: checkpoints.map {
        TransferCheckpointSummary(checkpoint: $0, rankCorrelation: 0.44, shared: 9, reversed: 2, tested: 71)
      }, notes: [Note(.classesNotCommon, "messages", ["a & b"])])
    finding.lead = 1
    finding.positiveClass = "promote"
    return finding
  }
}
