import Analysis
import ArgumentParser
import Diagnostics
import Files
import Findings
import Glibc

struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Analyse and render: the main command.",
    discussion: """
      The site replaces an old one only when it is complete: a run that fails or is killed leaves the old site as it \
      was. Files in SITE that feature-atlas did not write, say CNAME or .git, are kept. If the analysis succeeds and \
      rendering fails, the results stay in SITE.results for `render`. Open SITE/index.html in any browser; the pages load \
      nothing from elsewhere.

      EXAMPLE: feature-atlas build examples/atlas.yml -o atlas
      """)

  @Argument(help: "The configuration, atlas.yml.", completion: .configuration)
  var config: String

  @Option(name: .shortAndLong, help: "The folder of the site.", completion: .directory)
  var output = "atlas"

  @OptionGroup var rendering: RenderingOptions
  @OptionGroup var encoding: EncoderOptions
  @OptionGroup var caching: CacheOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let reporter = shared.reporter
      let stopwatch = Stopwatch()
      let (configuration, inputs, renderer) = try JobCheck(
        config, output: output, rendering: rendering, threads: shared.threadCount, reporter: reporter,
        stopwatch: stopwatch
      ).passedForRendering()
      let analysis = AnalysisJob(
        configuration: configuration, command: "\(KeptResults.command) \(Paths.name(of: config))",
        threads: shared.threadCount, reporter: reporter, stopwatch: stopwatch, encoder: encoding.encoder,
        cache: try caching.open(reporter), inputs: inputs)
      let kept = try KeptResults(besideSite: output)
      for note in kept.notes { reporter.stage(note) }
      let notes = try kept.build(
        { try analysis.run(into: $0) },
        render: {
          try SiteBuilder(renderer: renderer, stopwatch: stopwatch, reporter: reporter).build(from: $0, to: output)
        },
        options: rendering.arguments)
      for note in notes where !kept.notes.contains(note) { reporter.stage(note) }
      reporter.stage("atlas: open \(Paths.join(output, renderer.edition.page))")
    }
  }
}
