extension SiteSection {
  static let notFound = SiteSection(
    "not-found", path: SitePaths.notFound, file: "404", NotFoundPage.slots, isInNavigation: false
  ) { _ in NotFoundPage() }
}

/// What to say when a page is not there.
struct NotFoundPage {
  static let slots: Slots<NotFoundPage> = [
    .link("home_link") { _ in Links(from: SitePaths.notFound).page(SitePaths.overview) }
  ]
}
