import Diagnostics
import Files
import Findings

/// Findings → pages: templates are compiled once, then every page is written from them.
public struct SiteRenderer: Sendable {
  let templates: TemplateFolders
  let theme: ThemeFolders
  private let options: RenderOptions

  public init(templates: TemplateFolders, theme: ThemeFolders, options: RenderOptions = RenderOptions()) {
    self.templates = templates
    self.theme = theme
    self.options = options
  }

  /// Compiles every template, whether or not the findings will need it, and opens every file of the theme: what is wrong
  /// with them is known before anything is computed.
  ///
  /// - Parameter language: of the findings, where the options name none.
  /// - Throws: `AtlasError` for one mistake, `AtlasErrors` for mistakes in several files.
  public func check(language: String) throws {
    let mistakes = Mistakes()
    let language = options.language ?? language
    if options.format == .html { mistakes.attempt { try theme.forEachFile { _, _ in } } }
    if let library = mistakes.attempt({
      try TemplateLibrary(folders: templates, language: language, format: options.format)
    }) {
      let style = PageStyle(format: options.format, numbers: library.words.numbers)
      let pages = PageTemplate.all
      mistakes.each(pages) { _ = try library.template($0) }
      if let classes = mistakes.attempt({ try theme.classes() }) {
        mistakes.each(pages) { try TemplateLint(library: library, classes: classes).check($0) }
      }
      mistakes.attempt { try OverrideFiles(library: library).check(pages) }
      mistakes.attempt { _ = try ClaimSentences(folders: templates, language: language, style: style) }
      mistakes.attempt { _ = try NoteSpeaker(folders: templates, language: language, style: style) }
      if options.format == .html {
        mistakes.attempt { _ = try library.layout(path: try theme.path(of: ThemeFolders.layout), Layout.schemas) }
      }
    }
    try mistakes.end()
  }

  /// Writes the whole site but its `data/` folder, which comes from the results.
  ///
  /// - Parameter report: what stands at the foot of each page; nil where the data are no report's.
  ///
  /// The bytes written depend on the findings, the tables, the templates and the options, never on the number of threads.
  /// - Throws: `AtlasError` for a mistake in a template (file, line, column and the page being made), a table that cannot
  ///   be read, or a page that cannot be written.
  public func render(
    _ findings: AtlasFindings, tables: any FindingsTables, report: ReportDigest? = nil, into output: any PageSink,
    progress: Progress? = nil
  ) throws {
    var context = try context(findings, tables, report, output)
    if options.edition != .full { return try renderEdition(context) }
    context.progress = progress
    progress?.expect(
      findings.datasets.flatMap(\.checkpoints).reduce(0) { $0 + min($1.aliveFeatures, findings.site.pages) })
    let templates = try FeatureTemplates(context)
    var highlights: [Highlights] = []
    var directory = FeatureDirectory(context.style)
    var search = SearchIndex()
    let counterparts = try Counterparts(context)
    for dataset in findings.datasets {
      let list = try tables.examples(dataset.id)
      let examples = EscapedExamples(list, attributes: dataset.attributes.map(\.name), style: context.style)
      for checkpoint in dataset.checkpoints.map(\.checkpoint) {
        let catalog = try FeatureCatalog(context, dataset, checkpoint)
        try FeaturePages(context, catalog, templates.page, more: templates.more, examples, counterparts).render()
        try FeatureIndexPages(context: context, catalog: catalog, template: templates.list, list: list).render()
        try FeatureMapPage(context: context, catalog: catalog).render(templates.map)
        highlights.append(Highlights(catalog, context.words))
        directory.add(catalog, context.words)
        if options.format == .html { search.add(catalog, list) }
      }
    }
    let material = SiteMaterial(
      context: context, highlights: highlights, features: directory, counterparts: counterparts)
    for section in SiteSection.all where section.isPresent(findings) { try section.render(material) }
    try context.publishClaims()
    if options.format == .html {
      try search.write(into: output)
      try ScriptWords.write(findings.title, context.words, into: output)
      try theme.copy(into: output)
    }
  }

  /// Which pages are rendered.
  public var edition: Edition { options.edition }

  private func renderEdition(_ context: SiteContext) throws {
    guard options.format == .html else {
      throw AtlasError(.input, "--edition \(edition.rawValue) is HTML", hint: "leave out --format")
    }
    switch edition {
    case .full: break
    case .brief: try BriefEdition(context: context, theme: theme).render()
    case .review: try ReviewEdition(context: context, theme: theme).render()
    case .audit: try AuditEdition(context: context, theme: theme).render()
    }
  }

  private func context(
    _ findings: AtlasFindings, _ tables: any FindingsTables, _ report: ReportDigest?, _ output: any PageSink
  ) throws -> SiteContext {
    let language = options.language ?? findings.language
    let library = try TemplateLibrary(folders: templates, language: language, format: options.format)
    let layout =
      options.format == .html
      ? try library.layout(path: try theme.path(of: ThemeFolders.layout), Layout.schemas) : nil
    func speaker(_ language: String, _ folders: TemplateFolders, isOwn: Bool) throws -> ClaimSpeaker {
      let words = try Words(folders: folders, language: language)
      return ClaimSpeaker(
        sentences: try ClaimSentences(
          folders: folders, language: language, style: PageStyle(format: options.format, numbers: words.numbers),
          isForPages: isOwn),
        words: words)
    }
    var own = try speaker(language, templates, isOwn: true)
    own.roundsOutwards = options.edition != .full
    let speakers = try templates.languages().map { other in
      var speaker = other == language ? own : try speaker(other, templates.ofOtherLanguages, isOwn: false)
      speaker.roundsOutwards = own.roundsOutwards
      return (language: other, speaker: speaker)
    }
    return SiteContext(
      findings: findings, tables: tables, library: library,
      layout: Layout(
        template: layout, findings: findings, report: report, words: library.words, language: language,
        format: options.format,
        navigation: try SiteSection.all.filter { $0.isInNavigation && $0.isPresent(findings) }.map {
          (section: $0, title: try library.title(of: $0))
        }),
      speaker: own, speakers: speakers,
      noteSpeaker: try NoteSpeaker(
        folders: templates, language: language,
        style: PageStyle(format: options.format, numbers: library.words.numbers)),
      threads: max(1, options.threads), sink: output)
  }
}

/// The templates of each dataset and checkpoint, two of which thousands of pages are made from.
private struct FeatureTemplates {
  let page: Template
  let more: Template
  let list: Template
  let map: Template

  init(_ context: SiteContext) throws {
    page = try context.template(.feature)
    more = try context.template(.featureMore)
    list = try context.template(.featureList)
    map = try context.template(.featureMap)
  }
}
