import ArgumentParser
import Diagnostics
import Files

struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze", abstract: "Measure everything a configuration names and write the results (no HTML).",
    discussion: """
      Writes a folder of typed data: findings.json, tables as safetensors, and data/ with the CSV files that a site
      publishes. The folder is built beside its target and swapped in when it is complete.

      EXAMPLE: feature-atlas analyze examples/atlas.yml -o results
      """)

  @Argument(help: "The configuration, atlas.yml.")
  var config: String

  @Option(name: .shortAndLong, help: "The results folder.")
  var output = "results"

  @OptionGroup var encoding: EncoderOptions
  @OptionGroup var caching: CacheOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let reporter = shared.reporter
      let configuration = try AtlasConfiguration.read(config)
      try StagedFolder.checkOutput(output)
      let analysis = Analysis(
        configuration: configuration, command: "feature-atlas analyze \(Paths.name(of: config))",
        threads: shared.threadCount, reporter: reporter, stopwatch: Stopwatch(), encoder: encoding.encoder,
        cache: try caching.open(reporter))
      try analysis.write(to: output)
      reporter.stage("results: \(output)")
    }
  }
}

extension Analysis {
  /// Runs into a folder beside `target` and swaps it in; on any error the target stays as it was.
  func write(to target: String) throws {
    let folder = try StagedFolder(output: target)
    do {
      try run(into: folder)
      for note in try folder.commit() { reporter.stage(note) }
    } catch {
      folder.discard()
      throw error
    }
  }
}
