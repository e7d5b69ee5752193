import ArgumentParser
import Diagnostics
import Files
import Findings
import Site

struct ReviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Write a table in which people say whether they agree with pages of features.",
    discussion: """
      One row per feature: what its page says of it, and empty columns for what it means, whether the person agrees (yes, \
      no, unsure) and who answers. Give each person a copy, let each answer alone, and name the filled tables below \
      `reviews:` of the configuration: the next `build` shows how far people agree with the pages and with one another.

      EXAMPLE: feature-atlas review atlas -o to-review.csv --features 30
      """)

  @Argument(help: "A site or a results folder.", completion: .directory)
  var site: String

  @Option(name: .shortAndLong, help: "The CSV to write.", completion: .table)
  var output: String

  @Option(help: "Number of features of each checkpoint: those that go most clearly with the label, smallest q first.")
  var features = 20

  @Option(help: "Language of the sentences: en, or any folder of the templates.", completion: .languages)
  var language = "en"

  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      guard (1...100_000).contains(features) else {
        throw AtlasError(.input, "--features is \(features)", hint: "give a number from 1 to 100000")
      }
      let sources = try SiteSources()
      let published = try PublishedRun(site) { language in
        SiteRenderer(
          templates: sources.templates, theme: sources.theme,
          options: RenderOptions(language: language, format: .markdown, threads: shared.threadCount))
      }
      let sheet = ReviewSheet(published, features: features, language: language)
      guard !sheet.rows.isEmpty else {
        throw AtlasError(
          path: site, "no page says how a feature goes with the label",
          hint: "people can only agree with what pages say: give the datasets a label column")
      }
      try FileSink.replace(output, sheet.csv)
      shared.reporter.stage("\(sheet.rows.count) features to be judged: \(output)")
    }
  }
}
