import Charts
import Claims
import Findings

/// The brief for a decision: one page, and a second one with phrases for the meeting and the rows that figures are from.
struct BriefPage {
  static let template = PageTemplate("brief", page: "brief", slots.schema)

  let context: SiteContext
  let claims: BriefClaims
  let numbered: NumberedClaims

  init(_ context: SiteContext) {
    self.context = context
    claims = BriefClaims(context.findings)
    numbered = NumberedClaims(claims.all(), speaker: context.speaker, hasSpaces: !context.library.hasPhrases)
  }

  static let slots: Slots<BriefPage> = [
    .text("title") { $0.context.findings.title }, .text("question") { $0.decision?.question },
    .inline("data") { try $0.numbered.say($0.claims.data()) },
    .text("dates") { $0.claims.dataset?.bias.compactMap(\.dataDates).first },
    // That at the foot of every page of the atlas.
    .text("digest") { $0.context.layout.report?.short },
    .text("version") { $0.context.findings.version },
    .inline("verdict") { try $0.numbered.say($0.claims.verdict()) },
    .inline("strength") { try $0.numbered.say($0.claims.strength()) },
    .rows("figures", Figure.slots) { page in page.claims.figure().map { Figure(page: page, claim: $0) } },
    .inline("fired") { try $0.numbered.say($0.claims.fired()) },
    .inline("cost") { try $0.numbered.say($0.claims.cost()) },
    .rows("harm", sentence) { page in try page.sentences(page.claims.harm()) },
    .rows("change", sentence) { page in try page.sentences(page.claims.change()) },
    .rows("next", sentence) { page in try page.sentences(page.claims.next()) },
    .rows("reviews", sentence) { page in try page.sentences(page.claims.reviews()) },
    .rows("stop", sentence) { page in try page.sentences(page.claims.stop()) },
    .text("owner") { $0.decision?.owner }, .text("due") { $0.decision?.due }, .text("not_for") { $0.decision?.notFor },
    .flag("has_phrases") { $0.hasPhrases },
    .rows("phrases", sentence) { page in try page.sentences(page.claims.phrases(), isFirst: false) },
    .block("evidence") { $0.numbered.evidence($0.context.style) },
  ]

  private static let sentence: Slots<Fragment> = [.inline("sentence") { $0 }]

  /// Whether there is a second page.
  var hasPhrases: Bool { decision?.hasPhrases != false && !claims.phrases().isEmpty }

  private var decision: DecisionQuestion? { context.findings.decision }

  private func sentences(_ said: [Claim], isFirst: Bool = true) throws -> [Fragment] {
    try said.map { try numbered.say([$0], isFirst: isFirst) }
  }

  /// One kind of error: the sentence, and 1,000 dots.
  private struct Figure {
    let page: BriefPage
    let claim: Claim

    static let slots: Slots<Figure> = [
      .inline("sentence") { try $0.page.numbered.say([$0.claim]) }, .block("dots") { try $0.dots },
    ]

    private var dots: Fragment {
      get throws {
        guard let rate = claim[figure: "rate"] else { return .empty }
        let words = page.context.words
        let text = ChartText(
          title: words[.briefIcons], description: try page.context.speaker.text(claim), axis: "", figure: { _ in "" },
          tick: { _, _ in "" })
        var out = FragmentWriter(page.context.style)
        out.trusted(IconArray(text, value: rate.value, low: rate.low, high: rate.high).svg()[...])
        out.raw("\n")
        return out.fragment
      }
    }
  }
}
