import Claims
import Findings

/// What is said of a feature, each verdict in a few words with a sign of its own, leading to where it stands on the page.
struct FeatureChips {
  let words: Words

  func write(
    label: Claim?, groups: [(attribute: String, verdict: Verdict?)], transfers: [(other: String, kind: TransferKind)],
    ranks: [Int], into out: inout FragmentWriter
  ) {
    let isHTML = out.format == .html
    if isHTML { out.raw("<ul class=\"chips\">\n") }
    if let label { write(label, &out) }
    for (index, group) in groups.enumerated() {
      let verdict = Self.code(group.verdict)
      chip(Self.groupSigns[verdict] ?? "untested", "g", index + 1, &out) {
        let word = verdict.isEmpty ? words[.untested] : words.code("verdict", verdict)
        $0.text(words.numbers.named(group.attribute, word))
      }
    }
    for transfer in transfers {
      chip(Self.transferSigns[transfer.kind] ?? "open", "transfer", nil, &out) {
        $0.text(words.numbers.named(transfer.other, words.code("transfer-kind", transfer.kind.rawValue)))
      }
    }
    if let rank = ranks.min() {
      chip("weight", "probes", nil, &out) { $0.text(words.format(.chipProbes, "\(rank)")) }
    }
    out.raw(isHTML ? "</ul>\n" : "\n")
  }

  private func write(_ label: Claim, _ out: inout FragmentWriter) {
    let name = label[subject: "label"]?.text ?? ""
    let (sign, text): (StaticString, String) =
      switch label.verdict {
      case .above: ("up", words.format(.chipAbove, name))
      case .below: ("down", words.format(.chipBelow, name))
      case .notShown: ("open", words[.chipOpen])
      default: ("untested", words[.chipUndefined])
      }
    chip(sign, "label", nil, &out) { $0.text(text) }
  }

  /// - Parameters:
  ///   - sign: the class of the style sheet.
  ///   - anchor: where it leads to on the page.
  ///   - number: after the anchor, where there are several.
  private func chip(
    _ sign: StaticString, _ anchor: StaticString, _ number: Int?, _ out: inout FragmentWriter,
    _ content: (inout FragmentWriter) -> Void
  ) {
    guard out.format == .html else {
      out.raw("- ")
      content(&out)
      out.raw("\n")
      return
    }
    out.raw("<li><a class=\"badge ")
    out.raw(sign)
    out.raw("\" href=\"#")
    out.raw(anchor)
    if let number { out.integer(number) }
    out.raw("\">")
    content(&out)
    out.raw("</a>\n")
  }

  private static let groupSigns: [String: StaticString] = [
    "proxy": "proxy", "differs": "differs", "depends": "depends", "composition": "composition",
    "equivalent": "equivalent", "insufficient": "insufficient",
  ]

  private static let transferSigns: [TransferKind: StaticString] = [
    .shared: "kept", .reversed: "reversed", .sourceOnly: "partly", .targetOnly: "partly", .none: "open",
  ]

  /// The key of the words of a verdict; empty where nothing was tested.
  private static func code(_ verdict: Verdict?) -> String {
    switch verdict {
    case .beyondMargin: "proxy"
    case .differs: "differs"
    case .depends: "depends"
    case .composition: "composition"
    case .equivalent: "equivalent"
    case .insufficient: "insufficient"
    default: ""
    }
  }
}
