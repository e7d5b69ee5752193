import ArgumentParser
import Diagnostics
import Files
import Findings
import Site

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Say what differs between two runs: verdicts, figures and features.",
    discussion: """
      A and B are sites or results folders: of new data, another threshold, a later month. Prints what changed in words \
      (Markdown), or as JSON. A figure differs only where it does so by more than chance.

      EXAMPLE: feature-atlas diff october november -o changes
      """)

  @Argument(help: "The earlier run: a site or a results folder.", completion: .directory)
  var a: String

  @Argument(help: "The later run.", completion: .directory)
  var b: String

  @Flag(help: "Print JSON instead of words.")
  var json = false

  @Option(
    name: .shortAndLong, help: "Also write difference.html, difference.md and difference.json into this folder.",
    completion: .directory)
  var output: String?

  @Option(help: "Language of the words: en, or any folder of the templates.", completion: .languages)
  var language = "en"

  @Option(help: ArgumentHelp("Your own templates.", valueName: "dir"), completion: .directory)
  var templates: String?

  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      if let output { try OutputCheck.check(output, inputs: [a, b] + [templates].compactMap { $0 }) }
      let sources = try SiteSources(override: templates)
      let renderer = { (language: String) in
        SiteRenderer(
          templates: sources.templates, theme: sources.theme,
          options: RenderOptions(language: language, format: .markdown, threads: shared.threadCount))
      }
      let difference = try RunComparison(
        before: PublishedRun(a, renderer: renderer), after: PublishedRun(b, renderer: renderer)
      ).difference()
      let words = try renderer(language).markdown(difference, language: language)
      let document = try FindingsJSON.encode(difference)
      if let output {
        let page = try renderer(language).page(difference, language: language)
        let notes = try StagedFolder.write(to: output) { folder in
          try folder.write("difference.html", page)
          try folder.write("difference.md", Array(words.utf8))
          try folder.write("difference.json", document)
          return []
        }
        for note in notes { shared.reporter.stage(note) }
        shared.reporter.stage("difference: \(output)")
      }
      print(json ? String(decoding: document, as: UTF8.self) : words, terminator: "")
    }
  }
}
