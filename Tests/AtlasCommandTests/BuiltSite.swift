import Files
import Findings
import Site
import TestSupport

@testable import AtlasCommand

/// Results and sites of tests, with the templates and the theme of the repository.
enum BuiltSite {
  static func renderer(
    _ options: RenderOptions = RenderOptions(threads: 2), overrides: [String] = []
  ) -> SiteRenderer {
    SiteRenderer(
      templates: TemplateFolders(overrides: overrides, base: TestPaths.repository + "/templates"),
      theme: ThemeFolders([TestPaths.repository + "/site"]), options: options)
  }

  /// Analyses into `results` and renders into `site`, both below the folder.
  static func make(_ configuration: String, in folder: String) throws {
    let analysis = try AnalysisJob.of(configuration, threads: 2)
    try analysis.write(to: folder + "/results")
    try SiteBuilder(renderer: renderer(), stopwatch: analysis.stopwatch).build(
      from: try ResultsFolder(reading: folder + "/results"), to: folder + "/site")
  }
}
