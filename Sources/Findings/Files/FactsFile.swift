/// `data/facts.csv`: numbers that pages say in a sentence and that are in no other table, one per row.
public struct Fact: Sendable, Equatable {
  /// What it is about: `report`, `dataset`, `encoded`, `checkpoint`, `reconstruction`, `probes`, `groups`.
  public var about: String
  /// Id of the dataset or checkpoint.
  public var name: String
  /// Second part of the name where one is not enough: the dataset of a reconstruction, the attribute of groups.
  public var other: String
  /// What is measured: `examples`, `fvu`.
  public var quantity: String
  /// The number; always defined.
  public var value: Double

  init(_ about: String, _ name: String, of other: String = "", _ quantity: String, _ value: Double) {
    self.about = about
    self.name = name
    self.other = other
    self.quantity = quantity
    self.value = value
  }

  /// Of a whole report, in the order of its parts; values that are not defined are left out.
  public static func all(_ findings: AtlasFindings) -> [Fact] {
    findings.datasets.flatMap { ofDataset($0, site: findings.site) } + findings.checkpoints.flatMap(ofCheckpoint)
      + ofReport(findings) + ofDecision(findings.decision)
  }

  /// Prices, limits and the precision of a trial, as the configuration gives them.
  public static func ofDecision(_ decision: DecisionQuestion?) -> [Fact] {
    guard let decision else { return [] }
    let values = [
      ("cost_per_false_alarm", decision.costPerFalseAlarm), ("cost_per_miss", decision.costPerMiss),
      ("most_false_alarms", decision.mostFalseAlarms), ("most_misses", decision.mostMisses),
    ]
    return values.compactMap { quantity, value in value.map { Fact("decision", "", quantity, $0) } }
  }

  /// What decisions take with the arms of the headline, and what a trial needs.
  private static func ofCost(_ study: ProbeStudy, _ dataset: String) -> [Fact] {
    var facts = study.headline.arms.flatMap { place -> [Fact] in
      guard let cost = study.arms[place].cost else { return [] }
      let name = study.arms[place].name
      return [
        Fact("cost", dataset, of: name, "numbers", cost.numbers),
        Fact("cost", dataset, of: name, "example_bytes", cost.exampleBytes),
      ]
    }
    if let errors = study.errors {
      facts.append(Fact("probes", dataset, "trial_precision", errors.precision))
      facts += [errors.settling.map { Fact("probes", dataset, "settling", Double($0)) }].compactMap { $0 }
    }
    return facts
  }

  /// Of the whole: examples and data sets count once where a data set has several labels.
  public static func ofReport(_ findings: AtlasFindings) -> [Fact] {
    let whole = findings.datasets.filter { $0.partOf == nil }
    let audited = findings.datasets.flatMap { $0.bias.flatMap(\.checkpoints) }
    let found = audited.flatMap(\.verdicts).filter { $0.name == "proxy" }
    let pages = findings.datasets.flatMap(\.checkpoints).map { min($0.aliveFeatures, findings.site.pages) }
    let counts = [
      ("examples", whole.map(\.exampleCount)), ("datasets", whole.map { _ in 1 }),
      ("features", findings.checkpoints.map(\.featureCount)), ("checkpoints", findings.checkpoints.map { _ in 1 }),
      ("pages", pages), ("found", found.map(\.count)), ("tested", audited.map(\.tested)),
    ]
    return counts.map { Fact("report", "", $0, Double($1.reduce(0, +))) }
  }

  /// What is known of one dataset, its probes and its groups.
  ///
  /// - Parameter site: how many features of it have a page.
  public static func ofDataset(_ dataset: DatasetFinding, site: SiteOptions = SiteOptions()) -> [Fact] {
    func fact(_ about: String, of other: String = "", _ quantity: String, _ value: Int?) -> Fact? {
      value.map { Fact(about, dataset.id, of: other, quantity, Double($0)) }
    }
    var facts = [
      fact("dataset", "examples", dataset.exampleCount), fact("dataset", "unlabelled", dataset.unlabelled),
      fact("dataset", "clusters", dataset.clusterCount), fact("dataset", "left_out", dataset.leftOut?.tokens),
      fact("dataset", "tokens", dataset.leftOut?.of), fact("dataset", "compared", dataset.rowOrder?.compared),
      fact("dataset", "agreeing", dataset.rowOrder?.agreeing), fact("dataset", "moved", dataset.rowOrder?.moved),
    ]
    for item in dataset.checkpoints {
      facts += [
        fact("encoded", of: item.checkpoint, "tokens", item.tokens),
        fact("encoded", of: item.checkpoint, "features", item.featureCount),
        fact("encoded", of: item.checkpoint, "active", item.aliveFeatures),
        fact("encoded", of: item.checkpoint, "dense", item.denseFeatures),
        fact("encoded", of: item.checkpoint, "pages", min(item.aliveFeatures, site.pages)),
      ]
    }
    var found = facts.compactMap { $0 }
    if let study = dataset.probes { found += ofProbes(study, dataset.id) + ofCost(study, dataset.id) }
    for study in dataset.bias {
      found.append(Fact("groups", dataset.id, of: study.attribute, "margin", study.margin))
      found.append(Fact("groups", dataset.id, of: study.attribute, "false discovery rate", study.falseDiscoveryRate))
      found.append(Fact("groups", dataset.id, of: study.attribute, "minimum_cell", Double(study.minimumCell)))
      found.append(Fact("groups", dataset.id, of: study.attribute, "unknown", Double(study.unknown)))
      if let base = study.roundingBase {
        found.append(Fact("groups", dataset.id, of: study.attribute, "base", Double(base)))
      }
      for summary in study.checkpoints {
        let name = "\(study.attribute) \(summary.checkpoint)"
        let counts = [
          ("flagged by chance", summary.nullFlags), ("beyond", summary.beyondMargin.map { Double($0) }),
          ("families", summary.families.map { Double($0) }), ("patterns", summary.effectivePatterns),
        ]
        found += counts.compactMap { quantity, value in
          value.map { Fact("groups", dataset.id, of: name, quantity, $0) }
        }
      }
    }
    return found
  }

  private static func ofProbes(_ study: ProbeStudy, _ dataset: String) -> [Fact] {
    let (design, split, near) = (study.design, study.split, study.nearDuplicates)
    // The worst of the repeats: each draws its folds anew.
    let counts: [(String, Int?)] = [
      ("examples", design.exampleCount), ("folds", design.folds), ("repeats", design.repeats),
      ("inner_folds", design.innerFolds), ("arms", study.arms.count), ("test_sets", design.testSets),
      ("defined_sets", design.definedTestSets), ("train", split?.trainCount), ("test", split?.testCount),
      ("shared", split?.sharedClusters), ("unused", split.map { $0.others.reduce(0) { $0 + $1.count } }),
      ("test_clusters", split?.clusters?.count), ("largest", split?.clusters?.largest),
      ("near_examples", near?.exampleCount), ("near", near.map { $0.near.parted.max() ?? 0 }),
      ("similar", near.map { $0.similar.parted.max() ?? 0 }), ("near_test", near?.splitTestCount),
      ("near_split", near?.near.acrossSplit), ("similar_split", near?.similar.acrossSplit),
    ]
    let others: [(String, Double?)] = [
      ("near_similarity", near?.near.similarity), ("similar_similarity", near?.similar.similarity),
      ("margin", study.comparisons.first?.margin),
    ]
    return (counts.map { ($0, $1.map(Double.init)) } + others).compactMap { quantity, value in
      value.map { Fact("probes", dataset, quantity, $0) }
    }
  }

  /// What is known of one checkpoint, and how well it explains the states of each dataset.
  public static func ofCheckpoint(_ checkpoint: CheckpointFinding) -> [Fact] {
    var facts = [
      ("features", Double(checkpoint.featureCount)), ("dimension", Double(checkpoint.inputDimension)),
      ("cosine", checkpoint.medianEncoderDecoderCosine ?? .nan), ("declared_l0", checkpoint.declaredL0 ?? .nan),
    ].filter { $0.1.isFinite }.map { Fact("checkpoint", checkpoint.id, $0, $1) }
    if let norm = checkpoint.decoderNorm {
      facts += [
        Fact("checkpoint", checkpoint.id, "norm_least", norm.minimum),
        Fact("checkpoint", checkpoint.id, "norm_mean", norm.mean),
        Fact("checkpoint", checkpoint.id, "norm_most", norm.maximum),
      ]
    }
    for item in checkpoint.reconstructions {
      let figures = [
        ("tokens", Double(item.tokens)), ("l0", item.l0), ("fvu", item.fvu ?? .nan),
        ("fvu without far tokens", item.far?.fvuWithout ?? .nan),
      ]
      facts += figures.filter { $0.1.isFinite }.map {
        Fact("reconstruction", checkpoint.id, of: item.dataset, $0.0, $0.1)
      }
    }
    return facts
  }

  /// One row per fact.
  static let table = CSVTable<Fact> { table in
    table.text(
      "about",
      "“dataset”, “encoded”, “probes”, “cost”, “groups”, “checkpoint”, “reconstruction”, “report” or “decision”"
    ) { $0.about }
    table.text("name", "id of the dataset or checkpoint") { $0.name }
    table.text("other", "second part of the name: checkpoint, attribute or dataset; else empty") { $0.other }
    table.text("quantity", "what is measured") { $0.quantity }
    table.real("value", "the number") { $0.value }
  }

  /// The file.
  public static func csv(_ facts: [Fact]) -> [UInt8] { table.bytes(facts) }
}
