import Claims
import Files
import Findings
import Parallel

/// One page for each feature that fires: the pages that there are thousands of. A class, so that a page copies one reference.
final class FeaturePages: Sendable {
  /// Features rendered by one thread at a time; fixed, so that nothing depends on the number of threads.
  private static let chunk = 64
  /// Strongest examples on the page of a feature itself; the others are on a page for the features of a chunk.
  static let inlineExamples = 10

  /// What all features of the checkpoint share.
  static let slots: Slots<FeaturePages> = [
    .text("dataset") { $0.dataset }, .text("checkpoint") { $0.catalog.checkpoint },
    .text("layer") { $0.context.checkpoint($0.catalog.checkpoint)?.layer.map { "\($0)" } },
    .text("pooling") { $0.catalog.table.pooling }, .link("index_link") { _ in "index.html" },
    .text("caption") { $0.context.words.series($0.examples.captionParts) },
    .link("dataset_link") { $0.links.page(SitePaths.inputs) },
    .link("data_link") { $0.links.file(DataFiles.features($0.dataset, $0.catalog.checkpoint)) },
    .link("examples_link") { $0.links.file(DataFiles.examples($0.dataset, $0.catalog.checkpoint)) },
    .link("spread_link") { $0.links.file(DataFiles.spread($0.dataset, $0.catalog.checkpoint)) },
    .link("words_link") { $0.links.file(DataFiles.words($0.dataset, $0.catalog.checkpoint)) },
    .link("token_effects_link") { $0.links.file(DataFiles.tokenEffects($0.dataset, $0.catalog.checkpoint)) },
    .link("neighbours_link") { $0.links.file(DataFiles.neighbours($0.dataset, $0.catalog.checkpoint)) },
    .rows("notes", NoteRow.slots) { $0.context.rows($0.catalog.profiles.notes) },
    .flag("is_sampled") { $0.catalog.profiles.notes.contains { $0.code == .wordsSampled } },
    .count("example_count") { $0.catalog.table.exampleCount },
    .text("positive_class") { $0.catalog.dataset.positiveClass }, .flag("has_tokens") { $0.claims.hasTokens },
    .flag("has_pieces") { $0.examples.hasPieces },
    // Markdown has no outlines.
    .flag("has_patches") { pages in
      pages.context.format == .html && pages.examples.pictures.hasAny && pages.examples.examples.list.patches != nil
    },
  ]

  let context: SiteContext
  let catalog: FeatureCatalog
  let template: Template
  let moreTemplate: Template
  let examples: StrongestExamplesList
  let rates: [GroupRates]
  let neighbours: NeighbourTables
  let distinctive: WordTable
  let claims: FeatureClaims
  /// The same features in other datasets.
  let counterparts: Counterparts
  /// From any of the pages.
  let links: Links

  var dataset: String { catalog.dataset.id }

  init(
    _ context: SiteContext, _ catalog: FeatureCatalog, _ template: Template, more: Template,
    _ examples: EscapedExamples, _ counterparts: Counterparts
  ) {
    self.counterparts = counterparts
    self.context = context
    self.catalog = catalog
    self.template = template
    moreTemplate = more
    self.examples = StrongestExamplesList(
      examples: examples, words: context.words, limit: context.findings.site.examplesPerFeature,
      attributes: catalog.dataset.attributes.map(\.name))
    neighbours = NeighbourTables(catalog: catalog, words: context.words)
    claims = FeatureClaims(catalog.table, dataset: catalog.dataset)
    distinctive = WordTable(lists: catalog.profiles.words, words: context.words)
    rates = catalog.groups.map { GroupRates(table: $0.table, words: context.words, minimumCell: $0.study.minimumCell) }
    links = Links(from: SitePaths.feature(catalog.dataset.id, catalog.checkpoint, 0))
  }

  /// How many examples of a feature are on another page: none in Markdown, whose pages show all.
  func moreExamples(_ feature: Int) -> Int {
    guard context.format == .html else { return 0 }
    return max(0, examples.count(feature, catalog.table.strongest) - Self.inlineExamples)
  }

  /// Whether the rates of the groups of an attribute stand on the page of a feature: where it is found to go with them. The others
  /// are on another page; Markdown has all on one.
  func showsRates(_ feature: Int, _ attribute: Int) -> Bool {
    guard context.format == .html, let verdict = catalog.groups.at(attribute)?.table.verdict(feature) else {
      return true
    }
    return ["proxy", "composition"].contains(verdict)
  }

  /// Attributes whose rates are on another page.
  func otherRates(_ feature: Int) -> [Int] { catalog.groups.indices.filter { !showsRates(feature, $0) } }

  /// The page with the further examples of a feature, without its ending.
  func morePage(of position: Int) -> String { FeatureMorePage.name(position / Self.chunk) }

  private func publishMore(_ chunk: Int, _ writer: inout PageWriter) throws {
    let features = catalog.paged[chunk * Self.chunk..<min(catalog.paged.count, (chunk + 1) * Self.chunk)]
    guard let page = FeatureMorePage(pages: self, number: chunk, features: features) else { return }
    try writer.publish(moreTemplate, FeatureMorePage.slots.scope(page), page.frame)
    try context.sink.write(page.frame.path + ".js", page.script())
  }

  func render() throws {
    let paged = catalog.paged
    let frame = context.layout.shared(path: SitePaths.feature(dataset, catalog.checkpoint, 0), section: .features)
    let common = Self.slots.scope(self)
    let parts = try parallelMap((paged.count + Self.chunk - 1) / Self.chunk, threads: context.threads) { chunk in
      var writer = PageWriter(context, frame, common: [common])
      var file = ClaimFile(speakers: context.speakers)
      let template = self.template.replica()
      for position in chunk * Self.chunk..<min(paged.count, (chunk + 1) * Self.chunk) {
        let page = FeaturePage(
          pages: self, feature: Int(paged[position]), position: position,
          previous: position > 0 ? Int(paged[position - 1]) : nil,
          next: position + 1 < paged.count ? Int(paged[position + 1]) : nil)
        for claim in page.claims { try file.append(claim) }
        try writer.publish(template, FeaturePage.slots.scope(page), page.frame)
        context.progress?.advance()
      }
      try publishMore(chunk, &writer)
      return file.lines
    }
    var file = ClaimFile(speakers: context.speakers)
    for claim in claims.list(pages: paged.count) { try file.append(claim) }
    try context.sink.write(
      DataFiles.featureClaims(dataset, catalog.checkpoint), ClaimFile.whole([file.lines] + parts))
  }
}
