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
      chip(Self.groupSigns[verdict] ?? "untested\" href=\"#g", index + 1, &out) {
        let word = verdict.isEmpty ? words[.untested] : words.code("verdict", verdict)
        $0.text(words.numbers.named(group.attribute, word))
      }
    }
    for transfer in transfers {
      chip(Self.transferSigns[transfer.kind] ?? "open\" href=\"#transfer", nil, &out) {
        $0.text(words.numbers.named(transfer.other, words.code("transfer-kind", transfer.kind.rawValue)))
      }
    }
    if let rank = ranks.min() {
      chip("weight\" href=\"#probes", nil, &out) { $0.text(words.format(.chipProbes, "\(rank)")) }
    }
    out.raw(isHTML ? "</ul>\n" : "\n")
  }

  private func write(_ label: Claim, _ out: inout FragmentWriter) {
    let name = label[subject: "label"]?.text ?? ""
    let (sign, text): (StaticString, String) =
      switch label.verdict {
      case .above: ("up\" href=\"#label", words.format(.chipAbove, name))
      case .below: ("down\" href=\"#label", words.format(.chipBelow, name))
      case .notShown: ("open\" href=\"#label", words[.chipOpen])
      default: ("untested\" href=\"#label", words[.chipUndefined])
      }
    chip(sign, nil, &out) { $0.text(text) }
  }

  /// - Parameter sign: the class, and the link up to a number.
  private func chip(
    _ sign: StaticString, _ number: Int?, _ out: inout FragmentWriter, _ content: (inout FragmentWriter) -> Void
  ) {
    guard out.format == .html else {
      out.raw("- ")
      content(&out)
      out.raw("\n")
      return
    }
    out.raw("<li><a class=\"badge ")
    out.raw(sign)
    if let number { out.integer(number) }
    out.raw("\">")
    content(&out)
    out.raw("</a>\n")
  }

  private static let groupSigns: [String: StaticString] = [
    "proxy": "proxy\" href=\"#g", "differs": "differs\" href=\"#g", "depends": "depends\" href=\"#g",
    "composition": "composition\" href=\"#g", "equivalent": "equivalent\" href=\"#g",
    "insufficient": "insufficient\" href=\"#g",
  ]

  private static let transferSigns: [TransferKind: StaticString] = [
    .shared: "kept\" href=\"#transfer", .reversed: "reversed\" href=\"#transfer",
    .sourceOnly: "partly\" href=\"#transfer", .targetOnly: "partly\" href=\"#transfer",
    .none: "open\" href=\"#transfer",
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
