import Findings

/// The three entry pages, for three readers: who decides, who works with the features, who checks the study.
struct Depths {
  let links: Links

  init(_ links: Links) { self.links = links }

  static let slots: Slots<Depths> = [
    .link("decide_link") { $0.links.page(SitePaths.overview) }, .link("use_link") { $0.links.page(SitePaths.use) },
    .link("study_link") { $0.links.page(SitePaths.study) },
  ]
}
