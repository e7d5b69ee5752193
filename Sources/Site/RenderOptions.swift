import Findings

/// How a site is to be rendered.
public struct RenderOptions: Sendable {
  /// Overrides the language of the findings: a folder of the templates, such as `en`.
  public var language: String?
  public var edition: Edition
  public var format: PageFormat
  public var threads: Int

  public init(language: String? = nil, edition: Edition = .full, format: PageFormat = .html, threads: Int = 1) {
    self.language = language
    self.edition = edition
    self.format = format
    self.threads = threads
  }
}

/// For whom the site is: which pages it has.
public enum Edition: String, Sendable, CaseIterable {
  case full
}
