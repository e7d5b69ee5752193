extension SiteSection {
  static let ownLists = SiteSection(
    "own-lists", path: SitePaths.ownLists, OwnListsPage.slots, isInNavigation: false
  ) { OwnListsPage(context: $0.context) }
}

/// The features that a reader keeps, in the reader's browser alone; `site/mine.js` fills it.
struct OwnListsPage {
  let context: SiteContext
  let links = Links(from: SitePaths.ownLists)

  static let slots: Slots<OwnListsPage> = [
    .link("features_link") { $0.links.page(SitePaths.features) },
    .block("lists") { page in
      var out = FragmentWriter(page.context.style)
      if page.context.format == .html { out.raw("<div id=\"mine\"></div>\n") }
      return out.fragment
    },
  ]
}
