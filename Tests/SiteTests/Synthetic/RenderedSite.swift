import Files
import Findings
import TestSupport

@testable import Site

/// The synthetic findings rendered with the repository's templates and theme.
enum RenderedSite {
  static let templates = TestPaths.repository + "/templates"
  static let theme = TestPaths.repository + "/site"

  static func render(
    _ findings: AtlasFindings = SyntheticFindings.atlas(), tables: any FindingsTables = SyntheticFindings.tables(),
    overrides: [String] = [], language: String? = nil, format: PageFormat = .html, threads: Int = 2,
    into sink: any PageSink
  ) throws {
    let renderer = SiteRenderer(
      templates: TemplateFolders(overrides: overrides, base: templates), theme: ThemeFolders([theme]),
      options: RenderOptions(language: language, format: format, threads: threads))
    try renderer.render(findings, tables: tables, into: sink)
  }

  /// Rendered once for all tests that only look.
  static let html: MemorySink = {
    let sink = MemorySink()
    do { try render(into: sink) } catch { sink.failure(error) }
    return sink
  }()

  static let japanese: MemorySink = {
    let sink = MemorySink()
    do { try render(language: "ja", into: sink) } catch { sink.failure(error) }
    return sink
  }()

  static let markdown: MemorySink = {
    let sink = MemorySink()
    do { try render(format: .markdown, into: sink) } catch { sink.failure(error) }
    return sink
  }()
}

extension MemorySink {
  /// Leaves a trace that makes every test that looks at the pages fail with the reason.
  func failure(_ error: any Error) { try? write("FAILED", Array("\(error)".utf8)) }
}
