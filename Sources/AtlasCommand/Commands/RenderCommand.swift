import Analysis
import ArgumentParser
import Diagnostics
import Files
import Findings

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Render the results of an analysis as a site.",
    discussion: """
      RESULTS is a folder that `analyze` wrote. Each template is taken from --templates DIR if it is there, otherwise \
      from the installed ones.

      EXAMPLE: feature-atlas render results -o atlas --templates my-templates
      """)

  @Argument(help: "The results folder.", completion: .directory)
  var results: String

  @Option(name: .shortAndLong, help: "The folder of the site.", completion: .directory)
  var output = "atlas"

  @OptionGroup var rendering: RenderingOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let folder = try ResultsFolder(reading: results)
      try OutputCheck.check(output, inputs: [results] + [rendering.templates].compactMap { $0 })
      let language = try rendering.language ?? folder.findings().language
      let renderer = try rendering.checkedRenderer(language: language, threads: shared.threadCount)
      let notes = try SiteBuilder(renderer: renderer, stopwatch: Stopwatch(), reporter: shared.reporter).build(
        from: folder, to: output)
      for note in notes { shared.reporter.stage(note) }
      shared.reporter.stage("atlas: open \(Paths.join(output, renderer.edition.page))")
    }
  }
}
