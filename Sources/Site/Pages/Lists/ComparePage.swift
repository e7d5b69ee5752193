extension SiteSection {
  static let compare = SiteSection("compare", path: SitePaths.compare, ComparePage.slots, isInNavigation: false) {
    ComparePage(context: $0.context)
  }
}

/// Two features side by side, which the address names; `site/compare.js` fills it.
struct ComparePage {
  let context: SiteContext
  let links = Links(from: SitePaths.compare)

  static let slots: Slots<ComparePage> = [
    .link("features_link") { $0.links.page(SitePaths.features) },
    .link("search_link") { $0.links.page(SitePaths.search) },
    .link("methods_link") { $0.links.page(SitePaths.methods) },
    .block("comparison") { page in
      var out = FragmentWriter(page.context.style)
      if page.context.format == .html { out.raw("<div id=\"compare\"></div>\n") }
      return out.fragment
    },
  ]
}
