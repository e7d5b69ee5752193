import Diagnostics
import Files

/// Finds, reads and compiles the templates of one language: each file is looked up in the folders in their order, so a
/// folder of one's own may replace any single template.
struct TemplateLibrary: Sendable {
  static let deepestPartial = 8

  let folders: TemplateFolders
  let language: String
  let format: PageFormat
  let words: Words
  private let phrases: Phrases?
  /// Whether the language has no spaces between its words.
  var hasPhrases: Bool { phrases != nil }

  /// - Throws: `AtlasError` when no folder has the language, or its words are incomplete.
  init(folders: TemplateFolders, language: String, format: PageFormat) throws {
    self.folders = folders
    self.language = language
    self.format = format
    words = try Words(folders: folders, language: language)
    phrases = try Phrases(folders: folders, language: language)
  }

  func template(_ template: PageTemplate) throws -> Template {
    try self.template(template.file, template.schemas, page: template.page + format.fileExtension)
  }

  /// - Parameters:
  ///   - name: file name without `.md`.
  ///   - page: what is made from it, for messages.
  func template(_ name: String, _ schemas: [PageSchema], page: String) throws -> Template {
    let tokens = try tokens(name, from: nil, depth: 0, page: page)
    let pieces = try TemplateCompiler.compile(
      tokens, schemas: schemas, page: page, syntax: .markdown, format: format, tableLabel: words[.table],
      phrases: phrases, words: words)
    return Template(
      pieces: format == .html ? MarkupCompaction.compact(pieces) : pieces, numbers: words.numbers)
  }

  /// Its source with partials in their places.
  func tokens(of template: PageTemplate) throws -> [TemplateToken] {
    try tokens(template.file, from: nil, depth: 0, page: template.page + format.fileExtension)
  }

  /// Its word, or else the first heading of its template that has no slots.
  func title(of section: SiteSection) throws -> String {
    if let word = Word(rawValue: section.name) { return words[word] }
    for case .text(let line, _) in try tokens(section.template.file, from: nil, depth: 0, page: section.path)
    where line.hasPrefix("# ") && line.hasSuffix("\n") {
      return String(line.dropFirst(2).dropLast(1))
    }
    return section.name
  }

  /// The page around every page: HTML from the theme.
  func layout(path: String, _ schemas: [PageSchema]) throws -> Template {
    let tokens = try TemplateScanner.scan(try TemplateFolders.read(path), path: path)
    let pieces = try TemplateCompiler.compile(
      tokens, schemas: schemas, page: "every page", syntax: .html, format: .html, tableLabel: "")
    return Template(pieces: MarkupCompaction.compact(pieces), numbers: words.numbers)
  }

  private func tokens(_ name: String, from tag: TemplateTag?, depth: Int, page: String) throws -> [TemplateToken] {
    guard let path = folders.path(of: name + ".md", language: language) else {
      let nearest = nearestName(to: name, in: folders.templateNames(language: language))
      let hint = nearest.map { "did you mean ‘\($0)’?" } ?? "partials lie beside the other templates"
      if let tag { throw tag.place.error("unknown partial ‘\(name)’ (making \(page))", hint: hint) }
      throw AtlasError(
        path: folders.base, "the template \(language)/\(name).md is missing (making \(page))", hint: hint)
    }
    guard depth <= Self.deepestPartial else {
      throw AtlasError(
        path: path, line: 1, "partials nest too deeply (making \(page))", hint: "does one include itself?")
    }
    return try TemplateScanner.scan(try TemplateFolders.read(path), path: path).flatMap { token -> [TemplateToken] in
      guard case .tag(let tag) = token, case .partial(let partial) = tag.kind else { return [token] }
      return try tokens(partial, from: tag, depth: depth + 1, page: page)
    }
  }
}
