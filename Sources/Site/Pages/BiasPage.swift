import Charts
import Claims
import Findings

/// One attribute of a dataset: which features follow its groups, and what the probes decide for whom.
struct BiasPage {
  let pages: BiasPages
  let dataset: DatasetFinding
  let study: BiasStudy
  let links: Links

  static let slots: Slots<BiasPage> = [
    .inline("decision") { try $0.say($0.claims.impact()) },
    .inline("error_gaps") { try $0.say(DecisionClaims($0.dataset, $0.study).all()) },
    .text("dataset") { $0.dataset.id },
    .text("attribute") { $0.study.attribute }, .text("reference") { $0.study.reference },
    .inline("reference_reason") { try $0.pages.context.noteSpeaker.fragment($0.study.referenceReason) },
    .flag("is_reference_set") { $0.study.isReferenceSet }, .inline("rules") { try $0.say($0.claims.rules()) },
    .flag("has_probe") { !$0.study.probeRows.isEmpty },
    .link("probe_link") { $0.links.file(DataFiles.biasProbe($0.dataset.id, $0.study.attribute)) },
    .link("gaps_link") { $0.links.file(DataFiles.biasGaps($0.dataset.id, $0.study.attribute)) },
    .link("audit_link") { $0.links.page(SitePaths.audit) },
    .link("ablation_link") { $0.links.file(DataFiles.biasAblation($0.dataset.id, $0.study.attribute)) },
    .link("methods_link") { $0.links.page(SitePaths.methods) }, .text("positive_class") { $0.dataset.positiveClass },
    .rows("groups", group) { page in
      page.study.groups.map { group in
        (
          item: group, isReference: group.name == page.study.reference,
          link: group.name.isEmpty
            ? "" : page.links.page(SitePaths.group(page.dataset.id, page.study.attribute, group.name))
        )
      }
    },
    .rows("checkpoints", Checkpoint.slots) { page in
      try page.study.checkpoints.map { try Checkpoint(page: page, summary: $0) }
    },
    .block("decision_chart") { page in
      let file = DataFiles.biasProbe(page.dataset.id, page.study.attribute)
      return DecisionChart(context: page.pages.context, study: page.study, source: page.links.source(file)).figure
    },
    .block("gap_chart") { page in
      let file = DataFiles.biasGaps(page.dataset.id, page.study.attribute)
      return DecisionGapChart(context: page.pages.context, study: page.study, source: page.links.source(file)).figure
    },
    .rows("arms", GroupProbeRows.slots) { GroupProbeRows.all($0.pages.context, $0.study) },
    .part(PairReport.slots) {
      PairReport(
        context: $0.pages.context, features: $0.pages.directory, dataset: $0.dataset, study: $0.study, links: $0.links)
    },
    .part(AttributionReport.slots) {
      AttributionReport(
        context: $0.pages.context, features: $0.pages.directory, dataset: $0.dataset, study: $0.study, links: $0.links)
    },
    .rows("lead_arms", GroupProbeRows.slots) { page in
      let lead = page.study.probeRows.filter { $0.arm == page.study.lead }.map(page.study.name)
      return GroupProbeRows.all(page.pages.context, page.study).filter { lead.contains($0.arm) }
    },
    .rows("arm_rows", ArmSummaryRow.slots) { ArmSummaryRow.all($0.pages.context, $0.study) },
    .block("ablation_chart") { page in
      let file = DataFiles.biasAblation(page.dataset.id, page.study.attribute)
      return AblationChart(context: page.pages.context, rows: page.remedies.rows, source: page.links.source(file))
        .figure
    },
    .rows("ablations", ablation) { page in
      page.remedies.rows.map { row in
        var row = row
        row.set = AblationWords(words: page.pages.context.words).set(row)
        return row
      }
    },
    .rows("doses", DoseRow.slots) { DoseRow.all($0.remedies) }, .inline("remedy") { try $0.say($0.remedies.remedy()) },
    .inline("leakage") { try $0.say($0.remedies.leakage()) },
    .inline("leaks_more") { try $0.say($0.remedies.leaksMore()) },
    .flag("has_dropped") { ($0.study.dropped ?? 0) > 0 },
    .link("dropped_link") { $0.links.file(DataFiles.biasDropped($0.dataset.id, $0.study.attribute)) },
    .rows("exclusions", NoteRow.slots) { $0.pages.context.rows($0.study.exclusions) },
    .rows("studies", Tab.slots) { page in
      page.pages.studied.map { other, item in
        Tab(
          "\(item.attribute) · \(other.id)", page.links.page(SitePaths.bias(other.id, item.attribute)),
          isCurrent: other.id == page.dataset.id && item.attribute == page.study.attribute)
      }
    },
  ]
  private static let group: Slots<(item: CategoryCount, isReference: Bool, link: String)> = [
    .link("link") { $0.link },
    .text("group") { $0.item.name }, .count("n") { $0.item.count }, .flag("is_reference") { $0.isReference },
  ]
  private static let ablation: Slots<AblationRow> = [
    .text("set") { $0.set }, .count("features") { $0.features }, .number("auroc", .fixed(3)) { $0.auroc },
    .number("auroc_change", .signed(3)) { $0.aurocChange }, .number("tpr_gap", .points) { $0.tprGap },
    .number("fpr_gap", .points) { $0.fprGap }, .number("gap", .ofHundred) { $0.gap },
    .number("gap_null", .ofHundred) { $0.gapNull }, .number("gap_p", .probability) { $0.gapP },
    .number("gap_closed", .percent) { $0.gapClosed },
    .number("leakage", .fixed(3)) { $0.leakageAUROC },
    .number("closed_low", .percent) { $0.gapClosedRange?.low },
    .number("closed_high", .percent) { $0.gapClosedRange?.high },
    .number("versus", .points) { $0.versusControls?.value }, .number("versus_low", .points) { $0.versusControls?.low },
    .number("versus_high", .points) { $0.versusControls?.high },
  ]

  private var remedies: RemedyClaims { RemedyClaims(dataset, study) }
  private var claims: GroupClaims { GroupClaims(dataset, study) }

  private func say(_ claims: [Claim]) throws -> Fragment { try pages.context.say(claims, root: links.root) }

  /// The features of one checkpoint, the largest effect first.
  private struct Checkpoint {
    let page: BiasPage
    let row: BiasPages.Row
    private let shown: [Highlights.GroupFeature]
    private let axis: Axis?
    private let charts: FamilyCharts
    private let isFirst: Bool

    static let slots: Slots<Checkpoint> = [
      .block("families_chart") { $0.charts.forest }, .block("volcano_chart") { $0.charts.volcano },
      .flag("is_first") { $0.isFirst },
      .part(BiasPages.Row.slots) { $0.row },
      .inline("summary") {
        let (claims, summary) = ($0.page.claims, $0.row.summary)
        return try $0.page.say(claims.features(summary) + claims.extent(summary) + claims.chance(summary))
      },
      .link("bias_link") { item in item.link { DataFiles.bias($0, $1, $2) } },
      .link("cells_link") { item in item.link { DataFiles.biasGroups($0, $1, $2) } },
      .link("index_link") { item in
        let (dataset, attribute) = (item.page.dataset, item.page.study.attribute)
        let isFirst = dataset.classes.isEmpty && attribute == dataset.bias.first?.attribute
        return item.page.links.page(
          SitePaths.featureIndex(
            dataset.id, item.row.summary.checkpoint, order: FeatureOrder.groupID(attribute), isFirst: isFirst, page: 1))
      },
      .inline("axis") { $0.page.pages.context.axisHead($0.axis, inPercent: true) },
      .rows("features", GroupFeatureRow.slots) { item in
        item.shown.map {
          GroupFeatureRow(
            context: item.page.pages.context,
            mention: FeatureMention(
              directory: item.page.pages.directory, dataset: item.page.dataset.id,
              checkpoint: item.row.summary.checkpoint, feature: $0.feature, links: item.page.links), feature: $0,
            axis: item.axis)
        }
      },
    ]

    init(page: BiasPage, summary: BiasCheckpointSummary) throws {
      self.page = page
      let pages = page.pages
      let table = try pages.context.tables.groups(page.dataset.id, summary.checkpoint, page.study.attribute)
      var charts = FamilyCharts(pages.context, pages.directory, page.study, table, page.links)
      // The others are folded: their numbers are in the picture and in the file.
      isFirst = summary.checkpoint == page.study.checkpoints.first?.checkpoint
      charts.hasNumbers = isFirst
      self.charts = charts
      row = BiasPages.Row(
        pages: page.pages, dataset: page.dataset, study: page.study, summary: summary, links: page.links)
      let features = row.found?.byGroup[page.study.attribute] ?? []
      shown = Array(features.filter { $0.verdict != "insufficient" && $0.verdict != "equivalent" }.prefix(20))
      axis = Axis(holding: [0] + shown.flatMap { [$0.low, $0.high, $0.difference] })
    }

    private func link(_ file: (String, String, String) -> String) -> String {
      page.links.file(file(page.dataset.id, row.summary.checkpoint, page.study.attribute))
    }
  }
}

/// A feature with its verdict on an attribute.
struct GroupFeatureRow {
  let context: SiteContext
  let mention: FeatureMention
  let feature: Highlights.GroupFeature
  let axis: Axis?

  static let slots: Slots<GroupFeatureRow> = [
    .part(FeatureMention.slots) { $0.mention }, .text("checkpoint") { $0.mention.checkpoint },
    .inline("verdict") { Verdicts.badge($0.feature.verdict, $0.context.words, style: $0.context.style) },
    .text("max_group") { $0.feature.maxGroup },
    .text("min_group") { $0.feature.minGroup }, .number("difference", .points) { $0.feature.difference },
    .number("low", .points) { $0.feature.low }, .number("high", .points) { $0.feature.high },
    .number("proxy", .points) { $0.feature.proxy }, .number("composition", .points) { $0.feature.composition },
    .number("q", .probability) { $0.feature.q }, .count("needed") { $0.feature.needed },
    .number("density", .percent) { $0.feature.density },
    .inline("strip") { row in
      row.context.strip(
        row.feature.difference, row.feature.low, row.feature.high, row.axis, reference: 0,
        emphasised: row.feature.verdict == "proxy")
    },
  ]
}
