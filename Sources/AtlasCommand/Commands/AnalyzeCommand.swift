import Analysis
import ArgumentParser
import Datasets
import Diagnostics
import Features
import Files

struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze", abstract: "Analyse the inputs of a configuration and write the results, without pages.",
    discussion: """
      Writes a folder of typed data: findings.json, tables as safetensors, and data/ with the CSV files of a site. The \
      folder replaces an old one only when it is complete.

      On several machines: --shard I/N reads the states of part I of N and writes what all later stages need of them to \
      one file, `merge` joins the parts, and --from MERGED goes on from there without the states. The results have the \
      bytes of one run, but for data/timings.json.

      Statistics of features can be shared out, too: --from PART --features A-B measures these features alone and writes \
      a folder, where PART is the merged file or what `merge --features` cut out of it. --from MERGED --measured FOLDER… takes \
      the folders of all features.

      EXAMPLE: feature-atlas analyze examples/atlas.yml -o results
      """)

  @Argument(help: "The configuration, atlas.yml.", completion: .configuration)
  var config: String

  @Option(
    name: .shortAndLong, help: "The results folder, by default results; with --shard, the file of the part.",
    completion: .path)
  var output: String?

  @Option(help: "I/N: read only part I of N of the states, counted from 1, and write a part for `merge`.")
  var shard: String?

  @Option(help: "The merged parts of all shards: the states are not read.", completion: .archive)
  var from: String?

  @Option(help: "A-B: measure features A to B alone, counted from 0, and write a folder for --measured.")
  var features: String?

  @Option(
    parsing: .upToNextOption, help: "Folders that --features wrote, of all features: they are not measured again.",
    completion: .path)
  var measured: [String] = []

  @OptionGroup var encoding: EncoderOptions
  @OptionGroup var caching: CacheOptions
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if shard != nil, from != nil { throw ValidationError("--shard and --from exclude each other") }
    if shard != nil, output == nil { throw ValidationError("--shard needs -o, the file of the part") }
    if from == nil, features != nil || !measured.isEmpty {
      throw ValidationError("--features and --measured need --from, what shards made of the states")
    }
    if features != nil, !measured.isEmpty { throw ValidationError("--features and --measured exclude each other") }
    if features != nil, output == nil { throw ValidationError("--features needs -o, the folder for --measured") }
  }

  func run() throws {
    try runCommand {
      let reporter = shared.reporter
      if let shard {
        try writePart(try Shard(parsing: shard), to: output ?? "", reporter)
      } else {
        try writeResults(to: output ?? "results", reporter)
      }
    }
  }

  private func writeResults(to output: String, _ reporter: Reporter) throws {
    let stopwatch = Stopwatch()
    let features = try features.map(Interval.features)
    let recorded = try from.map { path in
      let opened = try OpenedPart(path)
      return try features.map(opened.reading) ?? opened
    }
    try recorded?.checkWhole(version: Version.full)
    let (configuration, inputs) = try JobCheck(
      config, output: output, rendering: nil, threads: shared.threadCount, reporter: reporter, stopwatch: stopwatch,
      recorded: recorded
    ).passed()
    if let warning = configuration.languageWarning { reporter.warning(warning) }
    let analysis = AnalysisJob(
      configuration: configuration, command: "feature-atlas analyze \(Paths.name(of: config))",
      threads: shared.threadCount, reporter: reporter, stopwatch: stopwatch, encoder: encoding.encoder,
      cache: try caching.open(reporter), inputs: inputs, recorded: recorded, measured: measured)
    if let features, let recorded {
      try analysis.write(features, of: recorded, inputs, to: output)
      reporter.stage("features \(features.lowerBound) to \(features.upperBound): \(output)")
    } else {
      try analysis.write(to: output)
      reporter.stage("results: \(output)")
    }
  }

  private func writePart(_ shard: Shard, to output: String, _ reporter: Reporter) throws {
    let stopwatch = Stopwatch()
    let (configuration, inputs) = try JobCheck(
      config, output: nil, rendering: nil, threads: shared.threadCount, reporter: reporter, stopwatch: stopwatch
    ).passed()
    try configuration.checkExamplesAreApart(inputs)
    let context = RunContext(
      options: configuration.analysisOptions(threads: shared.threadCount, encoder: encoding.encoder),
      reporter: reporter, stopwatch: stopwatch, folder: Paths.folder(of: output), cache: try caching.open(reporter))
    let folder = Paths.folder(of: configuration.path)
    try ShardAnalysis(
      inputs, shard: shard, version: Version.full, name: { PartPaths.name(of: $0, seenFrom: folder) },
      source: { dataset, layer in
        let entry = configuration.datasets.first { $0.id == dataset }?.states.first { $0.layer == layer }
        return entry.map { PartPaths.source($0, seenFrom: folder) } ?? ""
      }, context
    ).write(to: output)
    reporter.stage("shard \(shard.index)/\(shard.count): \(output)")
  }
}

extension AtlasConfiguration {
  /// A part holds what was made of states, not the tables that some files carry beside them.
  ///
  /// - Throws: `AtlasError` where a dataset of hidden states has its examples from their files.
  fileprivate func checkExamplesAreApart(_ inputs: OpenedInputs) throws {
    for entry in datasets where entry.examples == nil {
      guard let dataset = inputs.datasets.first(where: { $0.id == entry.id }),
        dataset.states.contains(where: { if case .states = $0.opened.activations { true } else { false } })
      else { continue }
      throw failure(
        at: entry.place,
        "the examples of dataset “\(entry.id)” lie in the files of its states, which a part does not hold",
        hint: "write them to a table of their own, and name it: `examples: FILE.csv`")
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

  /// The same for some features of what shards made of the states.
  fileprivate func write(
    _ features: ClosedRange<Int>, of recorded: OpenedPart, _ inputs: OpenedInputs, to target: String
  ) throws {
    let notes = try StagedFolder.write(to: target) { folder in
      try run(features, of: recorded, inputs, into: folder)
      return []
    }
    for note in notes { reporter.stage(note) }
  }
}
