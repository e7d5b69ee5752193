import Claims
import Diagnostics
import Findings

extension SiteSection {
  static let overview = SiteSection("overview", path: SitePaths.overview, OverviewPage.slots) {
    OverviewPage(context: $0.context)
  }
}

/// The first page, for somebody who decides: the question, the answer of each dataset with its picture, then what was found,
/// what could not be decided and what to be careful about.
struct OverviewPage {
  /// As many sentences of a list as are read at a glance; the others are folded.
  private static let shown = 6

  let context: SiteContext
  let links = Links(from: SitePaths.overview)
  private let decisive: DecisiveClaims
  private let others: [Claim]

  init(context: SiteContext) {
    self.context = context
    decisive = DecisiveClaims(context.findings)
    others = decisive.others()
  }

  static let slots: Slots<OverviewPage> = [
    .text("title") { $0.context.findings.title }, .text("question") { $0.context.findings.decision?.question },
    .part(Depths.slots) { Depths($0.links) },
    .rows("answers", Answer.slots) { $0.answers },
    .rows("found", Item.slots) { try $0.list(.found).shown },
    .rows("more_found", Item.slots) { try $0.list(.found).more },
    .rows("open", Item.slots) { try $0.list(.open).shown }, .rows("more_open", Item.slots) { try $0.list(.open).more },
    .rows("careful", Item.slots) { try $0.careful.shown }, .rows("more_careful", Item.slots) { try $0.careful.more },
    .inline("checkpoints") { page in
      try page.say(page.context.findings.checkpoints.flatMap { CheckpointClaims.design($0).prefix(1) })
    },
    .inline("examples") { try $0.say(ReportClaims.examples($0.context.findings)) },
    .inline("feature_total") { try $0.say(ReportClaims.features($0.context.findings)) },
    .inline("pages") { try $0.say(ReportClaims.pages($0.context.findings)) },
    .inline("group_tests") { try $0.say(ReportClaims.groups($0.context.findings)) },
    .text("configuration_sha256") { $0.context.findings.configuration.sha256 },
  ]

  /// A sentence, and what it is about where it does not say so.
  private struct Item {
    let sentence: Fragment
    var source: String?

    static let slots: Slots<Item> = [.inline("sentence") { $0.sentence }, .text("source") { $0.source }]
  }

  fileprivate func say(_ claims: [Claim]) throws -> Fragment { try context.say(claims, root: links.root) }

  private var answers: [Answer] {
    context.findings.datasets.filter { $0.partOf == nil }.compactMap { dataset in
      let claims = decisive.answer(dataset)
      return claims.isEmpty ? nil : Answer(page: self, dataset: dataset, topic: decisive.topic, claims: claims)
    }
  }

  private func list(_ standing: Standing) throws -> (shown: [Item], more: [Item]) {
    split(
      try others.filter { $0.verdict.standing == standing }.map {
        Item(sentence: try say([$0]), source: $0[subject: "dataset"]?.text)
      })
  }

  private var careful: (shown: [Item], more: [Item]) {
    get throws {
      let claims = try decisive.doubts().map { claim in
        // What says its dataset itself needs no source.
        Item(
          sentence: try say([claim]),
          source: claim.kind == .dataIndependence ? nil : claim[subject: "dataset"]?.text)
      }
      let notes = try context.warnings.map {
        Item(sentence: try $0.speaker.fragment($0.note.withoutSubject), source: $0.note.subject?.name)
      }
      return split(claims + notes)
    }
  }

  private func split(_ items: [Item]) -> (shown: [Item], more: [Item]) {
    (Array(items.prefix(Self.shown)), Array(items.dropFirst(Self.shown)))
  }

  /// What one dataset answers, with its picture.
  private struct Answer {
    let page: OverviewPage
    let dataset: DatasetFinding
    let topic: DecisionTopic
    let claims: [Claim]

    static let slots: Slots<Answer> = [
      .text("dataset") { $0.dataset.id }, .inline("sentence") { try $0.page.say($0.claims) },
      .block("chart") { $0.chart.figure }, .link("link") { $0.link },
    ]

    private var chart: AnswerChart {
      AnswerChart(context: page.context, dataset: dataset, topic: topic, links: page.links)
    }

    private var link: String {
      switch topic {
      case .groups:
        page.links.page(SitePaths.bias(dataset.id, claims.first?[subject: "attribute"]?.text ?? ""))
      case .representations: page.links.page(SitePaths.probes(dataset.id))
      case .transfer: page.links.page(SitePaths.transfer)
      }
    }
  }
}

extension SiteContext {
  /// Notes on the run, on checkpoints and on datasets, each once.
  var warnings: [NoteRow] {
    var items = findings.warnings
    for checkpoint in findings.checkpoints { items += checkpoint.warnings.map { $0.about(.checkpoint, checkpoint.id) } }
    for dataset in findings.datasets { items += dataset.warnings.map { $0.about(.dataset, dataset.id) } }
    var seen: Set<Note> = []
    return rows(items.filter { seen.insert($0).inserted })
  }
}
