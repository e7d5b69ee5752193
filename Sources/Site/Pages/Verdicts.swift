/// Verdict codes of the findings as words with a sign of their own: never colour alone.
enum Verdicts {
  static func badge(_ code: String, _ words: Words, into out: inout FragmentWriter) {
    let text = code.isEmpty ? words[.untested] : words.code("verdict", code)
    guard out.format == .html else { return out.text(text) }
    switch code {
    case "proxy": out.raw("<span class=\"badge proxy\">")
    case "composition": out.raw("<span class=\"badge composition\">")
    case "equivalent": out.raw("<span class=\"badge equivalent\">")
    case "insufficient": out.raw("<span class=\"badge insufficient\">")
    default: out.raw("<span class=\"badge untested\">")
    }
    out.text(text)
    out.raw("</span>")
  }

  static func badge(_ code: String, _ words: Words, format: PageFormat) -> Fragment {
    var out = FragmentWriter(format)
    badge(code, words, into: &out)
    return out.fragment
  }
}
