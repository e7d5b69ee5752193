import ArgumentParser
import Diagnostics
import Site

/// Flags of the commands that write pages.
struct RenderingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Your own templates: a file there replaces the built-in one of the same name.", valueName: "dir"),
    completion: .directory)
  var templates: String?

  @Option(help: "Language of the pages: en, or any folder of the templates.", completion: .languages)
  var language: String?

  @Option(
    help: ArgumentHelp(
      "For whom: full, the atlas; brief, one page for a decision; review, a bundle that names nobody; audit, tables "
        + "and trails."), completion: .editions)
  var edition = "full"

  @Option(
    help: "html, or markdown: the filled Markdown of every page, for another static-site tool.",
    completion: .pageFormats)
  var format = "html"

  /// The options as they would be typed, those that are not as without them.
  var arguments: [String] {
    [
      ("--templates", templates, nil), ("--language", language, nil), ("--edition", edition, "full"),
      ("--format", format, "html"),
    ].flatMap { name, value, usual in value.map { $0 == usual ? [] : [name, $0] } ?? [] }
  }

  /// - Throws: `AtlasError` for an unknown edition or format, or when the templates are not found.
  func renderer(language: String, threads: Int) throws -> SiteRenderer {
    guard let edition = Edition(rawValue: edition) else {
      let known = Edition.allCases.map(\.rawValue).joined(separator: ", ")
      throw AtlasError(.input, "--edition is “\(edition)”", hint: "known: \(known)")
    }
    guard let format = PageFormat(rawValue: format) else {
      throw AtlasError(.input, "--format is “\(format)”", hint: "known: html, markdown")
    }
    let sources = try SiteSources(override: templates)
    return SiteRenderer(
      templates: sources.templates, theme: sources.theme,
      options: RenderOptions(language: language, edition: edition, format: format, threads: threads))
  }
}
