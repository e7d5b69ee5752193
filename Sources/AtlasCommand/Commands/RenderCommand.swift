import ArgumentParser
import Diagnostics
import Files
import Findings
import Glibc

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Render results as a site.",
    discussion: """
      RESULTS is a folder that `analyze` wrote. Templates are looked for in --templates DIR first, file by file, then \
      among the installed ones.

      EXAMPLE: feature-atlas render results -o atlas --templates my-templates
      """)

  @Argument(help: "The results folder.")
  var results: String

  @Option(name: .shortAndLong, help: "The folder of the site.")
  var output = "atlas"

  @OptionGroup var rendering: RenderingOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let folder = try ResultsFolder(reading: results)
      try checkApart(folder.path, output)
      try StagedFolder.checkOutput(output)
      let language = try rendering.language ?? folder.findings().language
      let renderer = try rendering.renderer(language: language, threads: shared.threadCount)
      let notes = try SiteBuilder(renderer: renderer, stopwatch: Stopwatch()).build(from: folder, to: output)
      for note in notes { shared.reporter.stage(note) }
      shared.reporter.stage("atlas: open \(Paths.join(output, "index.html"))")
    }
  }

  /// A site that replaced the results, or lay among them, would be the end of them.
  private func checkApart(_ results: String, _ site: String) throws {
    let first = Self.resolved(results) + "/"
    let second = Self.resolved(site) + "/"
    guard first.hasPrefix(second) || second.hasPrefix(first) else { return }
    throw AtlasError(
      path: site, "the site would take the place of the results, or lie among them", hint: "give another folder with -o"
    )
  }

  /// The absolute path without links; of a folder that is not there yet, of what is there of it.
  private static func resolved(_ path: String) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    let parent = Paths.folder(of: path)
    return parent == path ? path : Paths.join(resolved(parent), Paths.name(of: path))
  }
}
