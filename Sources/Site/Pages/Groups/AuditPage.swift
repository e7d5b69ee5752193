import Claims
import Findings

extension SiteSection {
  static let audit = SiteSection(
    "audit", path: SitePaths.audit, AuditPage.slots, isInNavigation: false,
    isPresent: { findings in findings.datasets.contains { !$0.bias.isEmpty } }, page: AuditPage.init)
}

/// What auditors ask for: which file answers which clause, and for each attribute the table of Local Law 144 with what was
/// left out and a block to sign.
struct AuditPage {
  let context: SiteContext
  private let links = Links(from: SitePaths.audit)

  static let slots: Slots<AuditPage> = [
    .rows("studies", Study.slots) { page in
      page.context.findings.datasets.flatMap { dataset in
        dataset.bias.map { Study(context: page.context, dataset: dataset, study: $0, links: page.links) }
      }
    },
    .link("methods_link") { $0.links.page(SitePaths.methods) },
    .link("inputs_link") { $0.links.page(SitePaths.inputs) },
    .link("reproduce_link") { $0.links.page(SitePaths.reproduce) },
    .link("bias_link") { $0.links.page(SitePaths.bias) }, .text("version") { $0.context.findings.version },
    .text("configuration") { $0.context.findings.configuration.name },
    .text("digest") { $0.context.findings.configuration.sha256 },
  ]

  init(_ material: SiteMaterial) { context = material.context }

  /// One attribute of a dataset.
  private struct Study {
    let context: SiteContext
    let dataset: DatasetFinding
    let study: BiasStudy
    let links: Links

    static let slots: Slots<Study> = [
      .text("dataset") { $0.dataset.id }, .text("attribute") { $0.study.attribute },
      .text("reference") { $0.study.reference },
      .inline("reference_reason") { try $0.context.noteSpeaker.fragment($0.study.referenceReason) },
      .flag("is_reference_set") { $0.study.isReferenceSet },
      .link("page_link") { $0.links.page(SitePaths.bias($0.dataset.id, $0.study.attribute)) },
      .flag("has_table") { !($0.study.ll144 ?? []).isEmpty },
      .text("arm") { $0.study.ll144?.first?.arm }, .text("positive") { $0.study.ll144?.first?.positive },
      .rows("categories", category) { $0.categories }, .flag("has_more_classes") { $0.hasMoreClasses },
      .text("dates") { $0.study.dataDates },
      .flag("is_for_everybody") { $0.study.disclosure == .everybody },
      .link("table_link") { $0.links.file(DataFiles.biasLL144($0.dataset.id, $0.study.attribute)) },
      .link("gaps_link") { $0.links.file(DataFiles.biasGaps($0.dataset.id, $0.study.attribute)) },
      .rows("exclusions", NoteRow.slots) { $0.context.rows($0.study.exclusions) },
    ]

    /// Of several classes whose decisions count as selected, those of the first.
    private var categories: [LL144Row] {
      let rows = study.ll144 ?? []
      return rows.filter { $0.positive == rows.first?.positive }
    }
    private var hasMoreClasses: Bool { categories.count < (study.ll144?.count ?? 0) }

    private static let category: Slots<LL144Row> = [
      .text("category") { $0.category }, .count("number") { $0.number }, .count("selected") { $0.selected },
      .number("selection", .percent) { $0.selectionRate }, .number("scoring", .percent) { $0.scoringRate },
      .number("impact", .fixed(2)) { $0.impactRatio }, .number("share", .percent) { $0.shareOfAll },
      .flag("is_small") { $0.reason == .share }, .flag("is_withheld") { $0.reason == .withheld },
      .flag("is_unknown") { $0.reason == .unknown }, .flag("is_none") { $0.reason == .noSelection },
    ]
  }
}
