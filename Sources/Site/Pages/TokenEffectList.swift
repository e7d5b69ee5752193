import Findings

/// The tokens that a feature promotes, or those that it suppresses, each with its effect on the logit.
struct TokenEffectList: Sendable {
  let effects: TokenEffects

  /// - Parameter lists: of the effects. Writes nothing where there are none.
  func write(_ feature: Int, _ lists: TokenEffectLists, into out: inout FragmentWriter) {
    let range = lists.range(of: feature)
    guard !range.isEmpty else { return }
    let isHTML = out.format == .html
    out.raw(isHTML ? "<ul class=\"words\">\n" : "\n")
    for entry in range {
      out.raw(isHTML ? "<li>" : "- ")
      out.text(effects.shown.at(Int(lists.tokens[entry])) ?? "")
      out.raw(isHTML ? " <b>" : " ")
      out.number(Double(lists.values[entry]), .signed(2))
      out.raw(isHTML ? "</b>\n" : "\n")
    }
    out.raw(isHTML ? "</ul>\n" : "\n")
  }

  /// What the page of a feature shows of the tokens that it promotes.
  func promoted(_ feature: Int) -> [String] {
    effects.promoted.range(of: feature).compactMap { effects.shown.at(Int(effects.promoted.tokens[$0])) }
  }
}
