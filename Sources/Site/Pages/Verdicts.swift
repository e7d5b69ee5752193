/// Verdict codes of the findings as words with a sign of their own: never colour alone.
enum Verdicts {
  /// The verdict that a page may state. `proxy` says that firing depends on the group given the label; that the feature
  /// stands for one group by more than the margin takes an interval that lies above it. Else `differs` where the interval
  /// leaves out zero, and `depends` where the direction is open.
  ///
  /// - Parameter low: of the largest minus the smallest rate.
  static func shown(_ verdict: String, low: Double, margin: Double) -> String {
    guard verdict == "proxy" else { return verdict }
    return low > margin ? "proxy" : low > 0 ? "differs" : "depends"
  }

  /// Whether the group of the largest rate may be named.
  static func hasDirection(_ shown: String) -> Bool { ["proxy", "differs", "composition"].contains(shown) }

  /// Whether something is shown, be it of the group or of the mix of labels.
  static func isFinding(_ shown: String) -> Bool { hasDirection(shown) || shown == "depends" }

  static func badge(_ code: String, _ words: Words, into out: inout FragmentWriter) {
    let text = code.isEmpty ? words[.untested] : words.code("verdict", code)
    guard out.format == .html else { return out.text(text) }
    switch code {
    case "proxy": out.raw("<span class=\"badge proxy\">")
    case "differs": out.raw("<span class=\"badge differs\">")
    case "depends": out.raw("<span class=\"badge depends\">")
    case "composition": out.raw("<span class=\"badge composition\">")
    case "equivalent": out.raw("<span class=\"badge equivalent\">")
    case "insufficient": out.raw("<span class=\"badge insufficient\">")
    default: out.raw("<span class=\"badge untested\">")
    }
    out.text(text)
    out.raw("</span>")
  }

  static func badge(_ code: String, _ words: Words, style: PageStyle) -> Fragment {
    var out = FragmentWriter(style)
    badge(code, words, into: &out)
    return out.fragment
  }
}
