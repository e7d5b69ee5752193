import Diagnostics
import Site

extension RenderingOptions {
  /// A renderer whose templates and theme were checked, in the language that the options name, or else the configuration.
  func checkedRenderer(for configuration: AtlasConfiguration?, threads: Int) throws -> SiteRenderer {
    let written = configuration?.language ?? "en"
    do {
      return try checkedRenderer(language: language ?? written, threads: threads)
    } catch let error as AtlasError where language == nil && error.subject == written {
      // The error points to the configuration if the language is written there.
      guard let configuration, configuration.places["language"] != nil else { throw error }
      throw configuration.failure(at: "language", error.message, hint: error.hint)
    }
  }

  /// - Throws: what `renderer` throws, and `AtlasError` or `AtlasErrors` for mistakes in templates and theme.
  func checkedRenderer(language: String, threads: Int) throws -> SiteRenderer {
    let renderer = try renderer(language: language, threads: threads)
    try renderer.check(language: language)
    return renderer
  }
}

extension AtlasConfiguration {
  /// What to say where the built-in templates do not have its language; nil where they do, or are not there.
  var languageWarning: Note? {
    guard let known = try? SiteSources().templates.languages(), !known.contains(language) else { return nil }
    return Note(.noTemplates, language)
  }
}
