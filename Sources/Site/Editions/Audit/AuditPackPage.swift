import Claims
import Findings

/// The pack for an auditor: tables by group, what they leave out, and the way from every sentence to the row and the inputs it
/// rests on. Whether a rule is met is for people to say.
struct AuditPackPage {
  static let template = PageTemplate("audit-pack", page: "audit", slots.schema)

  let context: SiteContext
  let numbered: NumberedClaims
  private let studies: [Study]

  init(_ context: SiteContext) {
    self.context = context
    numbered = NumberedClaims(
      Self.claims(context.findings), speaker: context.speaker, hasSpaces: !context.library.hasPhrases)
    let numbered = numbered
    studies = context.findings.datasets.flatMap { dataset in
      dataset.bias.map { Study(context: context, numbered: numbered, dataset: dataset, study: $0) }
    }
  }

  /// Those of the data, the groups and what is done about them; single features have claims of their own.
  static func claims(_ findings: AtlasFindings) -> [Claim] {
    findings.claims.filter { claim in
      let topic = claim.kind.rawValue.prefix { $0 != "." }
      return topic == "data" || topic == "groups" || topic == "checkpoints"
    }
  }

  /// Tables that the pack takes along.
  static func tables(_ findings: AtlasFindings) -> Set<String> {
    var files = Set(claims(findings).flatMap { $0.figures.map(\.evidence.file) })
    for dataset in findings.datasets where !dataset.bias.isEmpty {
      files.insert(DataFiles.calibration(dataset.id))
      for study in dataset.bias {
        files.formUnion([
          DataFiles.biasLL144(dataset.id, study.attribute), DataFiles.biasGaps(dataset.id, study.attribute),
          DataFiles.biasProbe(dataset.id, study.attribute), DataFiles.biasAblation(dataset.id, study.attribute),
        ])
      }
    }
    return files
  }

  static let slots: Slots<AuditPackPage> = [
    .text("title") { $0.findings.title }, .text("version") { $0.findings.version },
    .text("command") { $0.findings.command }, .text("seed") { "\($0.findings.seed)" },
    .text("configuration") { $0.findings.configuration.name }, .text("digest") { $0.findings.configuration.sha256 },
    .text("dates") { $0.findings.datasets.flatMap(\.bias).compactMap(\.dataDates).first },
    .rows("checkpoints", checkpoint) { $0.findings.checkpoints },
    .rows("data", ReviewPage.sentence) { page in
      try page.findings.datasets.map { try page.numbered.say(DataClaims.all($0)) }
    },
    .rows("inputs", ReviewPage.input) { $0.findings.inputs },
    .rows("studies", Study.slots) { $0.studies },
    .rows("calibration", Calibration.slots) { page in page.calibration },
    .rows("deviations", NoteRow.slots) { $0.context.deviations },
    .rows("warnings", NoteRow.slots) { $0.context.warnings },
    .block("evidence") { $0.numbered.evidence($0.context.style) },
  ]

  private static let checkpoint: Slots<CheckpointFinding> = [
    .text("checkpoint") { $0.id }, .text("family") { $0.family }, .text("formula") { $0.formula },
    .count("features") { $0.featureCount },
  ]

  private var findings: AtlasFindings { context.findings }

  /// Of the leading arm, all examples and then group by group.
  private var calibration: [Calibration] {
    findings.datasets.filter { !$0.bias.isEmpty }.flatMap { dataset -> [Calibration] in
      guard let study = dataset.probes, let arm = study.headline.leading(study.calibration.map(\.arm)) else {
        return []
      }
      return study.calibration.filter { $0.arm == arm }.map { Calibration(dataset: dataset.id, row: $0) }
    }
  }

  private struct Calibration {
    let dataset: String
    let row: CalibrationFinding

    static let slots: Slots<Calibration> = [
      .text("dataset") { $0.dataset }, .text("attribute") { $0.row.attribute }, .text("group") { $0.row.group },
      .count("n") { $0.row.count }, .number("brier", .fixed(3)) { $0.row.brier },
      .number("intercept", .signed(2)) { $0.row.intercept }, .number("slope", .fixed(2)) { $0.row.slope },
      .flag("withheld") { $0.row.isWithheld }, .flag("unreliable") { $0.row.isUnreliable },
    ]
  }

  /// One attribute of a data set.
  private struct Study {
    let context: SiteContext
    let numbered: NumberedClaims
    let dataset: DatasetFinding
    let study: BiasStudy

    static let slots: Slots<Study> = [
      .text("dataset") { $0.dataset.id }, .text("attribute") { $0.study.attribute },
      .text("positive") { $0.dataset.positiveClass }, .text("arm") { $0.study.lead.map($0.arm) },
      .text("reference") { $0.study.reference },
      .inline("reference_reason") { try $0.context.noteSpeaker.fragment($0.study.referenceReason) },
      .inline("rules") { try $0.say([.groupRules, .groupDisclosure, .groupUnknown]) },
      .inline("summary") { try $0.say([.impactRatio, .groupSelectionParts]) },
      .rows("categories", Category.slots) { study in study.categories },
      .inline("errors") { try $0.say([.groupErrorGap, .groupFalseAlarmGap]) },
      .inline("pairs") { try $0.say([.groupPairs, .groupPairScore, .groupPairFeatures]) },
      .inline("features") { try $0.say([.groupFeatures, .groupExtent, .groupChance]) },
      .inline("removal") { try $0.say([.remedy, .remedyLeakage, .leaksMore, .groupAttribution]) },
      .rows("exclusions", NoteRow.slots) { $0.context.rows($0.study.exclusions) },
      .text("withheld") { study in
        let count = study.own.count { $0.suppressed }
        return count > 0 ? "\(count)" : nil
      },
    ]

    private func arm(_ place: Int) -> String { study.arms[place].name }

    private var own: [ProbeGroupRow] { study.probeRows.filter { $0.arm == study.lead } }

    private func say(_ kinds: Set<ClaimKind>) throws -> Fragment {
      try numbered.say(
        numbered.claims.filter { claim in
          kinds.contains(claim.kind) && claim[subject: "attribute"]?.text == study.attribute && isOfDataset(claim)
        })
    }

    /// By its id, since not every sentence names its data set.
    private func isOfDataset(_ claim: Claim) -> Bool {
      claim.id.split(separator: ".").dropFirst().first.map(String.init) == FileName.part(dataset.id)
    }

    /// Of several classes that are selected in turn, the first.
    private var categories: [Category] {
      let listed = study.ll144 ?? []
      return own.filter { $0.positive == own.first?.positive }.map { row in
        Category(row: row, listed: listed.first { $0.category == row.group && $0.positive == row.positive })
      }
    }
  }

  /// One group: decisions in the columns of Local Law 144, with intervals, and errors given the label.
  private struct Category {
    let row: ProbeGroupRow
    /// nil where it is not in the table of the law.
    let listed: LL144Row?

    static let slots: Slots<Category> = [
      .text("group") { $0.row.group }, .flag("suppressed") { $0.row.suppressed },
      .value("n", .number) { $0.row.suppressed ? .text("–") : .count($0.row.n) },
      .count("selected") { $0.listed?.selected },
      .number("share", .percent) { $0.listed?.shareOfAll }, .number("scoring", .percent) { $0.listed?.scoringRate },
      rate("selection", .percent) { $0.selectionRate }, rate("impact", .fixed(2)) { $0.impactRatio },
      rate("tpr", .percent) { $0.truePositiveRate }, rate("fpr", .percent) { $0.falsePositiveRate },
      .flag("is_small") { $0.listed?.reason == .share }, .flag("is_withheld") { $0.listed?.reason == .withheld },
      .flag("is_unknown") { $0.listed?.reason == .unknown }, .flag("is_none") { $0.listed?.reason == .noSelection },
      .flag("unreliable") { !$0.row.unreliable.isEmpty },
    ]

    /// Ends rounded outwards.
    private static func rate(
      _ name: String, _ style: NumberStyle, _ rate: @escaping @Sendable (ProbeGroupRow) -> Interval?
    ) -> Slot<Category> {
      .interval(name, style) { item in
        guard !item.row.suppressed, let known = rate(item.row) else { return nil }
        return Interval(
          value: known.value, low: known.low.map { style.outward($0, isUpper: false) },
          high: known.high.map { style.outward($0, isUpper: true) })
      }
    }
  }
}
