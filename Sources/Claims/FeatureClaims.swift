import Findings

/// What may be said of single features, made while a page is written.
public struct FeatureClaims: Sendable {
  let table: FeatureTable
  let dataset: DatasetFinding
  /// Level at which q counts as shown.
  public static let level = FeatureTable.falseDiscoveryRate

  private let file: String
  /// Whether examples were encoded token by token; else one state each is all there is.
  public let hasTokens: Bool

  public init(_ table: FeatureTable, dataset: DatasetFinding) {
    self.table = table
    self.dataset = dataset
    file = DataFiles.features(table.dataset, table.checkpoint)
    let tokens = dataset.checkpoints.first { $0.checkpoint == table.checkpoint }?.tokens ?? 0
    hasTokens = tokens > dataset.exampleCount
  }

  /// Of the whole list: how many are active, have a page, and are shown to go with the label.
  public func list(pages: Int) -> [Claim] {
    let sheet = FactSheet(Fact.ofDataset(dataset))
    let path = [table.dataset, table.checkpoint]
    let subjects = [Subject("dataset", table.dataset), Subject("checkpoint", table.checkpoint)]
    var active = sheet.claim(
      .featuresActive, path, about: "encoded", of: table.checkpoint,
      subjects: subjects + [Subject("pooling", table.pooling)], unit: .features)
    active.figures += [
      Figure("examples", count: table.exampleCount, .examples, .fact("dataset", table.dataset, "examples"))
    ].compactMap { $0 }
    return [active] + (pages < alive ? paged(pages, path, subjects) : []) + labels()
  }

  private var alive: Int { table.activeExamples.count { $0 > 0 } }

  private func paged(_ pages: Int, _ path: [String], _ subjects: [Subject]) -> [Claim] {
    let evidence = Evidence.fact("encoded", table.dataset, of: table.checkpoint, "pages")
    return [
      Claim(
        .featuresPaged, path, .stated, subjects: subjects,
        figures: [Figure("pages", count: pages, .features, evidence)].compactMap { $0 })
    ]
  }

  /// For how many features a relation with the label is shown.
  public func labels() -> [Claim] {
    let finite = (0..<table.featureCount).compactMap { feature in
      table.q.indices.map { table.labelQ($0, feature) }.filter(\.isFinite).min()
    }
    guard let least = finite.min() else { return [] }
    let shown = finite.count { $0 <= Self.level }
    let figures = [
      Figure("shown", count: shown, .features, Evidence(file, [], table.labelQColumn, .shown)),
      Figure("least", least, .probability, .probability, Evidence(file, [], table.labelQColumn, .least)),
      Figure(
        "active", count: alive, .features, .fact("encoded", table.dataset, of: table.checkpoint, "active")),
    ]
    return [
      Claim(
        .featuresLabel, [table.dataset, table.checkpoint], shown > 0 ? .some : .none,
        subjects: [
          Subject("dataset", table.dataset), Subject("checkpoint", table.checkpoint),
        ], figures: figures.compactMap { $0 })
    ]
  }

  /// How often it is active.
  public func activity(_ feature: Int) -> [Claim] {
    let row = Evidence(file, [("feature", "\(feature)")])
    let path = [table.dataset, table.checkpoint, "\(feature)"]
    let size = Evidence.fact("dataset", table.dataset, "examples")
    var claims = [
      Claim(
        .featureActivity, path, .stated,
        figures: [
          Figure("active", count: Int(table.activeExamples[feature]), .examples, row.at("active_examples")),
          Figure("examples", count: table.exampleCount, .examples, size),
          Figure("density", table.density[feature], .share, .percent, row.at("density")),
        ].compactMap { $0 })
    ]
    if hasTokens, let figure = Figure("density", table.tokenDensity[feature], .share, .percent, row.at("token_density"))
    {
      claims.append(Claim(.featureTokens, path, .stated, figures: [figure]))
    }
    return claims
  }

  /// How it ranks the examples of a class; nil where there is no class to rank.
  ///
  /// - Parameter label: index of the class it ranks apart most clearly.
  public func label(_ feature: Int, _ label: Int) -> Claim? {
    guard table.auroc.indices.contains(label), table.auroc[label].indices.contains(feature) else { return nil }
    let name = table.classes[label]
    let row = Evidence(file, [("feature", "\(feature)")])
    let (auroc, q) = (table.auroc[label][feature], table.labelQ(label, feature))
    let figures = [
      Figure("auroc", auroc, .score, .fixed(3), row.at("auroc:\(name)")),
      Figure("q", q, .probability, .probability, row.at(table.labelQColumn + name)),
    ].compactMap { $0 }
    let verdict: Verdict =
      !auroc.isFinite || !q.isFinite ? .notDefined : q > Self.level ? .notShown : auroc >= 0.5 ? .above : .below
    return Claim(
      .featureLabel, [table.dataset, table.checkpoint, "\(feature)"], verdict, subjects: [Subject("label", name)],
      figures: figures)
  }

  /// Whether it follows a group given the label; nil where it was not tested.
  public func group(_ feature: Int, _ study: BiasStudy, _ groups: GroupTable) -> Claim? {
    guard let code = groups.verdict.indices.contains(feature) ? groups.verdict[feature] : nil, !code.isEmpty else {
      return nil
    }
    let row = Evidence(
      DataFiles.bias(table.dataset, table.checkpoint, study.attribute), [("feature", "\(feature)")])
    let low = groups.riskLow[feature]
    let verdict: Verdict =
      switch code {
      case "proxy": Verdict.ofGroups(isFound: true, low: low, margin: study.margin)
      case "composition": .composition
      case "equivalent": .equivalent
      default: .insufficient
      }
    func name(_ group: Int32) -> String { group >= 0 ? groups.groups[Int(group)] : "" }
    let figures = [
      Figure(
        "difference", groups.riskDifference[feature], low: low, high: groups.riskHigh[feature], .shareDifference,
        .points, row.at("risk_difference", low: "ci_low", high: "ci_high")),
      Figure("q", groups.q[feature], .probability, .probability, row.at("q")),
      Figure("margin", study.margin, .share, .points, .fact("groups", dataset.id, of: study.attribute, "margin")),
    ]
    return Claim(
      .featureGroup, [table.dataset, table.checkpoint, "\(feature)", study.attribute], verdict,
      subjects: [
        Subject("attribute", study.attribute), Subject("most", name(groups.maxGroup[feature])),
        Subject("least", name(groups.minGroup[feature])),
      ], figures: figures.compactMap { $0 })
  }

  /// How many examples of each group would settle what is not; nil where nothing is to be settled.
  public func needed(_ feature: Int, _ study: BiasStudy, _ groups: GroupTable) -> Claim? {
    guard groups.needed.indices.contains(feature), groups.needed[feature] > 0,
      let figure = Figure(
        "needed", count: Int(groups.needed[feature]), .examples,
        Evidence(
          DataFiles.bias(table.dataset, table.checkpoint, study.attribute), [("feature", "\(feature)")], "n_needed"))
    else { return nil }
    return Claim(
      .featureNeeded, [table.dataset, table.checkpoint, "\(feature)", study.attribute], .stated,
      subjects: [Subject("attribute", study.attribute)], figures: [figure])
  }
}
