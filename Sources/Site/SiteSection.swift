import Findings

/// A part of the site: a page of its own, and those below it. One row of the table of sections.
struct SiteSection: Sendable {
  /// Key of its title in `words.txt`. Where there is none, the heading of its template is the title.
  let name: String
  /// Of its own page, without the ending.
  let path: String
  let template: PageTemplate
  /// Of the pages below its own.
  let others: [PageTemplate]
  let isInNavigation: Bool
  /// Whether the findings have something to say in it.
  let isPresent: @Sendable (AtlasFindings) -> Bool
  private let scope: @Sendable (SiteMaterial) -> TemplateScope
  private let renderOthers: @Sendable (SiteMaterial) throws -> Void

  /// - Parameters:
  ///   - file: of the template, without `.md`; by default the name.
  ///   - slots: of the section's own page.
  ///   - renderOthers: makes the pages below.
  ///   - page: what fills the slots.
  init<Page>(
    _ name: String, path: String, file: String? = nil, _ slots: Slots<Page>, isInNavigation: Bool = true,
    isPresent: @escaping @Sendable (AtlasFindings) -> Bool = { _ in true }, others: [PageTemplate] = [],
    renderOthers: @escaping @Sendable (SiteMaterial) throws -> Void = { _ in },
    page: @escaping @Sendable (SiteMaterial) -> Page
  ) {
    self.name = name
    self.path = path
    template = PageTemplate(file ?? name, page: path, slots.schema)
    self.others = others
    self.isInNavigation = isInNavigation
    self.isPresent = isPresent
    scope = { slots.scope(page($0)) }
    self.renderOthers = renderOthers
  }

  /// In the order of the navigation.
  static let all: [SiteSection] = [
    overview, use, study, search, compare, ownLists, features, probes, bias, audit, transfer, inputs, methods,
    reproduce, notFound,
  ]

  /// Writes its pages.
  func render(_ material: SiteMaterial) throws {
    try renderOthers(material)
    let context = material.context
    let title = path == SitePaths.overview ? context.findings.title : try context.library.title(of: self)
    try context.publish(
      try context.template(template), scope(material), PageFrame(path: path, title: title, section: self))
  }
}

/// What sections are made from.
struct SiteMaterial: Sendable {
  let context: SiteContext
  /// One for each dataset and checkpoint.
  let highlights: [Highlights]
  let features: FeatureDirectory
  /// The strongest examples of features on both sides of pairs.
  let counterparts: Counterparts
}
