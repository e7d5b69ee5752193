import Claims
import Findings

/// The bundle for reviewers, as a page: what is claimed and where, how it was made, and answers to a checklist; without a name
/// of a person or a machine.
struct ReviewPage {
  static let template = PageTemplate("review", page: "review", slots.schema)

  let context: SiteContext
  let numbered: NumberedClaims

  init(_ context: SiteContext) {
    self.context = context
    numbered = NumberedClaims(
      context.findings.claims, speaker: context.speaker, hasSpaces: !context.library.hasPhrases)
  }

  static let slots: Slots<ReviewPage> = [
    .text("title") { $0.findings.title }, .text("question") { $0.findings.decision?.question },
    .rows("claims", sentence) { page in
      try page.sentences(page.numbered.claims.filter { $0.verdict.standing != nil })
    },
    .text("command") { $0.findings.command }, .text("version") { $0.findings.version },
    .text("seed") { "\($0.findings.seed)" }, .text("configuration") { $0.findings.configuration.name },
    .text("digest") { $0.findings.configuration.sha256 },
    .block("listing") { $0.context.listing($0.findings.configuration.text) },
    .rows("inputs", input) { $0.findings.inputs },
    .rows("data", sentence) { page in try page.sentences(page.findings.datasets.map(DataClaims.all)) },
    .rows("deviations", NoteRow.slots) { $0.context.deviations },
    .rows("protocol", sentence) { page in
      try page.sentences(page.claims(of: [.folds, .clustersKept, .positiveClass, .tuning, .testPart, .testClusters]))
    },
    .rows("families", sentence) { page in try page.sentences(page.claims(of: [.pairs])) },
    .rows("comparisons", Comparison.slots) { page in
      page.findings.datasets.flatMap { dataset in
        (dataset.probes?.comparisons ?? []).filter { $0.family == ComparisonFamily.headline }.map {
          Comparison(dataset: dataset, item: $0, words: page.context.words)
        }
      }
    },
    .rows("controls", Control.slots) { $0.controls },
    .rows("chance", sentence) { page in try page.sentences(page.claims(of: [.groupChance])) },
    .rows("reconstructions", sentence) { page in try page.sentences(page.claims(of: [.reconstruction])) },
    .rows("doubts", sentence) { page in try page.sentences(DecisiveClaims(page.findings).doubts(), isFirst: false) },
    .rows("warnings", NoteRow.slots) { $0.context.warnings },
    .flag("has_probes") { page in page.findings.datasets.contains { $0.probes != nil } },
    .flag("has_groups") { page in page.findings.datasets.contains { !$0.bias.isEmpty } },
    .flag("has_split") { page in page.findings.datasets.contains { $0.probes?.split != nil } },
    .flag("has_clusters") { page in page.findings.datasets.contains { $0.clusterColumn != nil } },
    .flag("has_transfer") { !$0.findings.transfers.isEmpty }, .flag("has_controls") { !$0.controls.isEmpty },
    .block("evidence") { $0.numbered.evidence($0.context.style) },
  ]

  static let sentence: Slots<Fragment> = [.inline("sentence") { $0 }]
  static let input: Slots<InputFile> = [
    .text("path") { $0.path }, .count("bytes") { $0.bytes }, .text("sha256") { $0.sha256 },
  ]

  private var findings: AtlasFindings { context.findings }

  private func claims(of kinds: Set<ClaimKind>) -> [Claim] {
    numbered.claims.filter { kinds.contains($0.kind) && $0.verdict.standing == nil }
  }

  private func sentences(_ said: [Claim], isFirst: Bool = true) throws -> [Fragment] {
    try said.map { try numbered.say([$0], isFirst: isFirst) }
  }

  /// One line for each data set.
  private func sentences(_ said: [[Claim]]) throws -> [Fragment] {
    try said.map { try numbered.say($0.filter { $0.verdict.standing == nil }) }
  }

  /// Arms that show what the procedure gives where there is nothing to find.
  private var controls: [Control] {
    findings.datasets.flatMap { dataset -> [Control] in
      guard let study = dataset.probes else { return [] }
      return study.arms.filter { arm in
        arm.key.trainingRate == 1
          && (arm.key.representation.role == .control || arm.key.representation.permutesLabels)
      }.compactMap { arm in
        arm.metric(study.headline.metric).map {
          Control(dataset: dataset.id, arm: arm.name, metric: study.headline.metric, estimate: $0, words: context.words)
        }
      }
    }
  }

  /// A pair of arms in a question that was fixed in advance.
  private struct Comparison {
    let dataset: DatasetFinding
    let item: ArmComparison
    let words: Words

    static let slots: Slots<Comparison> = [
      .text("dataset") { $0.dataset.id }, .text("first") { $0.name($0.item.a) }, .text("second") { $0.name($0.item.b) },
      .text("metric") { $0.words.code("metric", $0.item.metric) },
      .number("difference", .signed(3)) { $0.item.difference },
      .number("low", .signed(3)) { NumberStyle.signed(3).outward($0.item.low, isUpper: false) },
      .number("high", .signed(3)) { NumberStyle.signed(3).outward($0.item.high, isUpper: true) },
      .number("t", .fixed(2)) { $0.item.t }, .text("df") { "\($0.item.degreesOfFreedom)" },
      .number("p", .probability) { $0.item.p }, .number("adjusted", .probability) { $0.item.adjustedP },
      .text("verdict") { $0.words.code("comparison", $0.item.verdict) },
    ]

    private func name(_ arm: Int) -> String { dataset.probes?.arms[arm].name ?? "" }
  }

  private struct Control {
    let dataset: String
    let arm: String
    let metric: String
    let estimate: MetricEstimate
    let words: Words

    static let slots: Slots<Control> = [
      .text("dataset") { $0.dataset }, .text("arm") { $0.arm }, .text("metric") { $0.words.code("metric", $0.metric) },
      .number("value", .fixed(3)) { $0.estimate.mean }, .number("low", .fixed(3)) { $0.estimate.low },
      .number("high", .fixed(3)) { $0.estimate.high },
    ]
  }
}

extension SiteContext {
  /// What was asked for and not done, or done otherwise, with what it is about.
  var deviations: [NoteRow] {
    findings.datasets.flatMap { dataset -> [NoteRow] in
      let probes = (dataset.probes?.notes ?? []).map { $0.about(.dataset, dataset.id) }
      return rows(probes + dataset.bias.flatMap(\.exclusions))
    }
  }

  /// A text as it is, line for line.
  func listing(_ text: String) -> Fragment {
    var out = FragmentWriter(style, capacity: text.utf8.count + 64)
    out.raw("<pre tabindex=\"0\"><code>")
    out.text(text)
    out.raw("</code></pre>\n")
    return out.fragment
  }
}
