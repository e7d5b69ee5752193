import Claims
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
  /// One page for a decision.
  case brief
  /// A bundle for reviewers that tells nobody's name.
  case review
  /// Tables and trails for an auditor.
  case audit

  /// Tables that the edition takes along; nil: all of them.
  public func tables(_ findings: AtlasFindings) -> Set<String>? {
    switch self {
    case .full, .review: nil
    case .audit: AuditPackPage.tables(findings)
    case .brief: Set(BriefClaims(findings).all().flatMap { $0.figures.map(\.evidence.file) })
    }
  }

  /// What to open.
  public var page: String { self == .full ? "index.html" : "\(rawValue).html" }
}
