import Findings
import TestSupport
import Testing

@testable import Site

/// Nothing that the program says on a page of another language is English.
@Suite struct EnglishLeftTests {
  /// What the synthetic data say themselves.
  private static let data = [
    "the makers", "praise for work done in time I see no pattern here",
    "brilliant only working on our largest account lately again she turned",
  ]

  /// Of the pages of features, which have numbers for names, two of each folder: they are written from one template.
  private static func kinds(_ pages: [String]) -> [String] {
    let folders = Dictionary(grouping: pages.sorted()) { $0.split(separator: "/").dropLast().joined(separator: "/") }
    return folders.values.flatMap { pages in
      let isNumbered = { (path: String) in path.split(separator: "/").last?.first?.isNumber == true }
      return pages.filter { !isNumbered($0) } + pages.filter(isNumbered).prefix(2)
    }.sorted()
  }

  @Test(arguments: [Edition.full, .brief, .review, .audit]) func pagesInJapaneseSayNothingInEnglish(_ edition: Edition)
    throws
  {
    let sink = MemorySink()
    let renderer = SiteRenderer(
      templates: TemplateFolders(base: RenderedSite.templates), theme: ThemeFolders([RenderedSite.theme]),
      options: RenderOptions(language: "ja", edition: edition))
    var tables = SyntheticFindings.tables()
    tables.isHostile = false
    try renderer.render(BriefTests.long("ja"), tables: tables, into: sink)
    #expect(sink.files.keys.contains { $0.hasSuffix(".html") })
    for path in Self.kinds(sink.files.keys.filter { $0.hasSuffix(".html") }) {
      let found = EnglishText.runs(in: sink.text(path), data: Self.data)
      #expect(found.isEmpty, "\(path)")
    }
  }
}
