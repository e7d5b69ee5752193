import Analysis
import ArgumentParser
import Diagnostics
import Files

struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze", abstract: "Analyse the inputs of a configuration and write the results, without pages.",
    discussion: """
      Writes a folder of typed data: findings.json, tables as safetensors, and data/ with the CSV files of a site. The \
      folder replaces an old one only when it is complete.

      EXAMPLE: feature-atlas analyze examples/atlas.yml -o results
      """)

  @Argument(help: "The configuration, atlas.yml.", completion: .configuration)
  var config: String

  @Option(name: .shortAndLong, help: "The results folder.", completion: .directory)
  var output = "results"

  @OptionGroup var encoding: EncoderOptions
  @OptionGroup var caching: CacheOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let reporter = shared.reporter
      let stopwatch = Stopwatch()
      let (configuration, inputs) = try JobCheck(
        config, output: output, rendering: nil, threads: shared.threadCount, reporter: reporter, stopwatch: stopwatch
      ).passed()
      if let warning = configuration.languageWarning { reporter.warning(warning) }
      let analysis = AnalysisJob(
        configuration: configuration, command: "feature-atlas analyze \(Paths.name(of: config))",
        threads: shared.threadCount, reporter: reporter, stopwatch: stopwatch, encoder: encoding.encoder,
        cache: try caching.open(reporter), inputs: inputs)
      try analysis.write(to: output)
      reporter.stage("results: \(output)")
    }
  }
}

extension AnalysisJob {
  /// Runs into a folder beside `target` and swaps it in; on any error the target stays as it was.
  func write(to target: String) throws {
    let notes = try StagedFolder.write(to: target) { folder in
      try run(into: folder)
      return []
    }
    for note in notes { reporter.stage(note) }
  }
}
