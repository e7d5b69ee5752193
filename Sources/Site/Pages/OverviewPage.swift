import Charts
import Claims
import Diagnostics
import Findings

extension SiteSection {
  static let overview = SiteSection("overview", path: SitePaths.overview, OverviewPage.slots) {
    OverviewPage(context: $0.context, highlights: $0.highlights)
  }
}

/// The first page: the question, the verdict, the figures behind it, what stands for a group, what to look at next.
struct OverviewPage {
  /// Pairs of a transfer that are shown.
  private static let pairs = 6

  let context: SiteContext
  let highlights: [Highlights]
  let links = Links(from: SitePaths.overview)

  static let slots: Slots<OverviewPage> = [
    .text("title") { $0.findings.title }, .text("question") { $0.findings.decision?.question },
    .rows("decision", note) { $0.findings.decision?.notes ?? [] },
    .inline("examples") { try $0.say(ReportClaims.examples($0.findings)) },
    .inline("feature_total") { try $0.say(ReportClaims.features($0.findings)) },
    .inline("pages") { try $0.say(ReportClaims.pages($0.findings)) },
    .inline("group_tests") { try $0.say(ReportClaims.groups($0.findings)) },
    .flag("has_bias") { page in page.findings.datasets.contains { !$0.bias.isEmpty } },
    .flag("has_probes") { page in page.findings.datasets.contains { $0.probes != nil } },
    .link("features_link") { $0.links.page(SitePaths.features) },
    .link("probes_link") { $0.links.page(SitePaths.probes) }, .link("bias_link") { $0.links.page(SitePaths.bias) },
    .link("transfer_link") { $0.links.page(SitePaths.transfer) },
    .link("inputs_link") { $0.links.page(SitePaths.inputs) },
    .link("methods_link") { $0.links.page(SitePaths.methods) },
    .link("reproduce_link") { $0.links.page(SitePaths.reproduce) },
    .text("configuration_sha256") { $0.findings.configuration.sha256 },
    .rows("probes", ProbeSummary.slots) { page in
      // A dataset with several labels per example speaks for them all.
      page.findings.datasets.filter { $0.partOf == nil }.compactMap { dataset in
        dataset.probes.map { ProbeSummary(page.context, dataset, $0, page.links) }
      }
    },
    .rows("labels", LabelCard.slots) { page in
      page.highlights.filter { !$0.byLabel.isEmpty }.map { LabelCard(page: page, item: $0) }
    },
    .rows("bias", GroupPanel.slots) { page in
      page.findings.datasets.flatMap { dataset in
        dataset.bias.map { GroupPanel(page: page, dataset: dataset, study: $0) }
      }
    },
    .rows("transfers", Transfer.slots) { page in
      TransferLink.leading(page.findings.transfers, most: Self.pairs).compactMap { finding in
        TransferClaims(finding).leading.map {
          Transfer(
            link: TransferLink(context: page.context, finding: finding, links: page.links),
            row: TransferRowSlots(context: page.context, row: $0, axis: nil))
        }
      }
    },
    .flag("has_more_transfers") { $0.findings.transfers.count > Self.pairs },
    .rows("warnings", warning) { $0.warnings },
  ]
  private static let note: Slots<LabelledText> = [.text("label") { $0.label }, .text("text") { $0.text }]
  private static let warning: Slots<NoteRow> = [
    .inline("text") { try $0.speaker.fragment($0.note.withoutSubject) }, .text("source") { $0.note.subject?.name },
  ]

  private var findings: AtlasFindings { context.findings }

  fileprivate func say(_ claims: [Claim]) throws -> Fragment { try context.say(claims, root: links.root) }

  private var warnings: [NoteRow] {
    var items = findings.warnings
    for checkpoint in findings.checkpoints { items += checkpoint.warnings.map { $0.about(.checkpoint, checkpoint.id) } }
    for dataset in findings.datasets { items += dataset.warnings.map { $0.about(.dataset, dataset.id) } }
    var seen: Set<Note> = []
    return context.rows(items.filter { seen.insert($0).inserted })
  }

  /// The leading row of a pair.
  private struct Transfer {
    let link: TransferLink
    let row: TransferRowSlots

    static let slots: Slots<Transfer> = [
      .part(TransferLink.slots) { $0.link }, .part(TransferRowSlots.slots) { $0.row },
    ]
  }
}

/// The features that carry the label, of one checkpoint.
private struct LabelCard {
  let page: OverviewPage
  let item: Highlights

  static let slots: Slots<LabelCard> = [
    .text("dataset") { $0.item.dataset }, .text("checkpoint") { $0.item.checkpoint },
    .inline("sentence") { try $0.page.say($0.item.labels) },
    .link("index_link") { $0.page.links.page(SitePaths.featureFolder($0.item.dataset, $0.item.checkpoint) + "index") },
    .rows("features", Feature.slots) { card in card.features.map { Feature(card: card, feature: $0) } },
  ]

  private var features: [Highlights.LabelFeature] { item.byLabel.prefix(5).filter(\.isShown) }

  private struct Feature {
    let card: LabelCard
    let feature: Highlights.LabelFeature

    static let slots: Slots<Feature> = [
      .text("feature") { "\($0.feature.feature)" },
      .link("link") { row in
        row.card.page.links.page(
          SitePaths.feature(row.card.item.dataset, row.card.item.checkpoint, row.feature.feature))
      },
      .text("class") { $0.feature.className }, .number("auroc", .fixed(3)) { $0.feature.auroc },
      .number("q", .probability) { $0.feature.q }, .number("density", .percent) { $0.feature.density },
    ]
  }
}

/// What follows the groups of one attribute, over all checkpoints.
private struct GroupPanel {
  let page: OverviewPage
  let dataset: DatasetFinding
  let study: BiasStudy
  /// The largest differences among features that follow the group.
  private let strongest: [(checkpoint: String, feature: Highlights.GroupFeature)]
  private let axis: Axis?

  static let slots: Slots<GroupPanel> = [
    .text("dataset") { $0.dataset.id }, .text("attribute") { $0.study.attribute },
    .link("link") { $0.page.links.page(SitePaths.bias($0.dataset.id, $0.study.attribute)) },
    .text("groups") { $0.page.context.words.list($0.study.groups.map(\.name)) },
    .inline("axis") { $0.page.context.axisHead($0.axis, inPercent: true) },
    .inline("summary") { try $0.page.say($0.study.checkpoints.flatMap($0.claims.features)) },
    .inline("decision") { try $0.page.say($0.claims.impact()) },
    .rows("features", GroupFeatureRow.slots) { panel in
      panel.strongest.map {
        GroupFeatureRow(
          context: panel.page.context, dataset: panel.dataset.id, checkpoint: $0.checkpoint, feature: $0.feature,
          axis: panel.axis, links: panel.page.links)
      }
    },
  ]

  init(page: OverviewPage, dataset: DatasetFinding, study: BiasStudy) {
    self.page = page
    self.dataset = dataset
    self.study = study
    let found = study.checkpoints.flatMap { summary in
      (page.highlights.first { $0.dataset == dataset.id && $0.checkpoint == summary.checkpoint }?
        .byGroup[study.attribute] ?? []).filter { ["proxy", "differs", "depends"].contains($0.verdict) }.map {
          (checkpoint: summary.checkpoint, feature: $0)
        }
    }
    strongest = found.enumerated().sorted {
      ($0.element.feature.difference.magnitude, $1.offset) > ($1.element.feature.difference.magnitude, $0.offset)
    }.prefix(5).map(\.element)
    axis = Axis(holding: [0] + strongest.flatMap { [$0.feature.low, $0.feature.high] })
  }

  private var claims: GroupClaims { GroupClaims(dataset, study) }
}
