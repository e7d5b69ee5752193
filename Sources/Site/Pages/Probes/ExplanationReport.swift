import Claims
import Findings

/// Why single examples were decided as they were.
struct ExplanationReport {
  /// Longest text of an explained example, in characters.
  private static let longestText = 160
  /// Shares below this are rounding.
  private static let leastRest = 0.0005

  let page: ProbedDataset
  private let arm: Int?

  static let slots: Slots<ExplanationReport> = [
    .flag("has_explanations") { !$0.shown.isEmpty }, .text("explained_arm") { $0.arm.map($0.page.name) },
    .link("explanations_link") { $0.page.link(DataFiles.explanations) },
    .rows("explanations", Decision.slots) { report in
      let shown = report.shown
      guard !shown.isEmpty else { return [] }
      let list = try report.page.context.tables.examples(report.page.dataset.id)
      let checkpoint = report.arm.flatMap { report.page.study.arms[$0].key.checkpoint } ?? ""
      return shown.map { Decision(page: report.page, item: $0, checkpoint: checkpoint, list: list) }
    },
  ]

  init(_ page: ProbedDataset) {
    self.page = page
    arm = page.study.headline.leading(page.study.explanations.map(\.arm))
  }

  private var shown: [Explanation] { page.study.explanations.filter { $0.arm == arm } }

  private struct Decision {
    let page: ProbedDataset
    let item: Explanation
    let checkpoint: String
    let list: ExampleList

    static let slots: Slots<Decision> = [
      .text("kind") { $0.page.context.words.code("explanation", $0.item.kind) },
      .text("id") { $0.list.ids.at($0.item.example) ?? "\($0.item.example)" }, .text("text") { $0.text },
      .text("label") { $0.item.label }, .text("decision") { $0.item.decision },
      .number("probability", .fixed(3)) { $0.item.probability }, .inline("picture") { $0.picture },
      .flag("is_wrong") { $0.item.label != $0.item.decision },
      .rows("rest", rest) { decision in
        let rest = 1 - decision.item.reasons.reduce(0) { $0 + $1.share }
        return rest > leastRest ? [rest] : []
      },
      .rows("reasons", Reason.slots) { decision in
        decision.item.reasons.map { reason in
          Reason(
            reason: reason, mention: decision.page.mention(decision.checkpoint, Int(reason.feature)))
        }
      },
    ]
    private static let rest: Slots<Double> = [.number("rest_share", .percent) { $0 }]

    private var picture: Fragment {
      var out = FragmentWriter(page.context.style)
      PictureMarkup(list: list, words: page.context.words).write(
        item.example, root: page.links.root, into: &out)
      return out.fragment
    }

    private var text: String {
      let text = list.texts.at(item.example) ?? ""
      let short = text.prefix(longestText)
      return short.endIndex < text.endIndex ? short + " …" : String(short)
    }
  }

  private struct Reason {
    let reason: Explanation.Reason
    let mention: FeatureMention

    static let slots: Slots<Reason> = [
      .part(FeatureMention.slots) { $0.mention },
      .number("contribution", .signed(2)) { $0.reason.contribution }, .number("share", .percent) { $0.reason.share },
    ]
  }
}
