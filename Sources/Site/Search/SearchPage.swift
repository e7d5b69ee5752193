import Findings

extension SiteSection {
  static let search = SiteSection("search", path: SitePaths.search, SearchPage.slots) {
    SearchPage(context: $0.context)
  }
}

/// Finds features by word, token, name or number.
struct SearchPage {
  let context: SiteContext
  let links = Links(from: SitePaths.search)

  static let slots: Slots<SearchPage> = [
    .link("features_link") { $0.links.page(SitePaths.features) }, .block("form") { $0.form },
  ]

  /// Hidden until the script that fills it has come.
  private var form: Fragment {
    var out = FragmentWriter(context.style)
    guard context.format == .html else { return .empty }
    let words = context.words
    out.raw("<form class=\"filter\" id=\"search\" role=\"search\" hidden data-found=\"")
    out.attribute(words[.searchFound])
    out.raw("\" data-none=\"")
    out.attribute(words[.noMatches])
    out.raw("\" data-feature=\"")
    out.attribute(words[.feature])
    out.raw("\"><label for=\"search-text\">")
    out.text(words[.searchLabel])
    out.raw("</label><input id=\"search-text\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\">")
    out.raw(
      "<p class=\"status\" role=\"status\" id=\"search-status\"></p></form>\n<ol class=\"results\" id=\"search-results\" hidden></ol>\n"
    )
    return out.fragment
  }
}
