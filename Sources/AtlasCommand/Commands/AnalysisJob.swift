import Analysis
import Datasets
import Diagnostics
import Features
import Files
import Findings

/// The whole way from a configuration to a results folder.
struct AnalysisJob {
  let configuration: AtlasConfiguration
  let command: String
  let threads: Int
  let reporter: Reporter
  let stopwatch: Stopwatch
  var encoder = EncoderChoice.auto
  /// Where encoded blocks are kept from run to run; nil: nowhere.
  var cache: BlockCache?
  /// Opened already; nil: opened first of all.
  var inputs: OpenedInputs?
  /// What shards made of the states, with the digests of their files; nil where the states are read.
  var recorded: OpenedPart?
  /// Folders with statistics of ranges of features; empty: they are measured here.
  var measured: [String] = []

  /// Runs everything and fills `folder`, which the caller commits.
  ///
  /// - Throws: `AtlasError`; what was written by then is for the caller to discard.
  func run(into folder: StagedFolder) throws {
    let context = context(folder)
    let inputs =
      try inputs ?? context.stage("load", "reading inputs") { _ in try OpenedInputs(configuration, reporter: reporter) }
    for dataset in inputs.datasets {
      for warning in dataset.warnings { reporter.warning(warning.about(.dataset, dataset.id)) }
    }
    let header = try header(inputs, context)
    var ranges: FeatureRanges?
    if let recorded, !measured.isEmpty {
      ranges = try FeatureRanges(reading: measured, of: run(of: recorded, header))
    }
    try AnalysisRun(inputs, header: header, ranges: ranges, context).run(into: folder)
  }

  /// Measures some features of what shards made of the states, and fills `folder`, which the caller commits.
  ///
  /// - Throws: `AtlasError`; what was written by then is for the caller to discard.
  func run(_ features: ClosedRange<Int>, of recorded: OpenedPart, _ inputs: OpenedInputs, into folder: StagedFolder)
    throws
  {
    let context = context(folder)
    let record = try FeatureRangeRecord(features: features, run: run(of: recorded, header(inputs, context)))
    try RangeAnalysis(inputs, features: features, context).run(into: folder, record)
  }

  private func context(_ folder: StagedFolder) -> RunContext {
    RunContext(
      options: configuration.analysisOptions(threads: threads, encoder: encoder), reporter: reporter,
      stopwatch: stopwatch, folder: folder.staging, cache: cache)
  }

  private func header(_ inputs: OpenedInputs, _ context: RunContext) throws -> AtlasFindings {
    let files = inputs.files(configuration)
    return try context.stage("load", "digests of the inputs", of: files.count, unit: "files") { progress in
      try emptyFindings(files, progress)
    }.adding(inputs.pictureRecords { relative($0, to: Paths.folder(of: configuration.path)) })
  }

  private func run(of recorded: OpenedPart, _ header: AtlasFindings) throws -> FeatureRangeRecord.Run {
    FeatureRangeRecord.Run(
      width: recorded.part.width, version: Version.full, configuration: header.configuration.sha256,
      inputs: header.inputs, states: try recorded.part.digest())
  }

  private func emptyFindings(_ files: [String], _ progress: Progress) throws -> AtlasFindings {
    let file = try MappedFile(configuration.path)
    let text = file.withBytes { String(decoding: $0, as: UTF8.self) }
    let base = Paths.folder(of: configuration.path)
    let read = Dictionary(
      (recorded?.part.files ?? []).map { (PartPaths.path(of: $0.path, seenFrom: base), $0) },
      uniquingKeysWith: { first, _ in first })
    let records = try files.map { path in
      defer { progress.advance() }
      if let file = read[path], let digest = file.sha256 {
        return InputFile(path: relative(path, to: base), bytes: file.bytes, sha256: digest)
      }
      let content = try MappedFile(path)
      return InputFile(
        path: relative(path, to: base), bytes: content.count, sha256: content.withBytes { SHA256Digest.hex(of: $0) })
    }
    return AtlasFindings(
      title: configuration.title, language: configuration.language, seed: configuration.seed, version: Version.current,
      commit: Version.commit, command: command,
      configuration: ConfigurationRecord(
        name: Paths.name(of: configuration.path), sha256: file.withBytes { SHA256Digest.hex(of: $0) }, text: text),
      inputs: records, decision: configuration.decision,
      site: configuration.site)
  }

  /// Without the folder of the configuration; other paths lose all but their name, so that no report tells of a machine.
  private func relative(_ path: String, to base: String) -> String {
    let prefix = base + "/"
    if path.hasPrefix(prefix) { return String(path.dropFirst(prefix.count)) }
    if base == ".", !path.hasPrefix("/") { return path }
    return path.hasPrefix("/") ? Paths.name(of: path) : path
  }
}

extension OpenedInputs {
  /// Of each dataset with pictures one record that stands for them all.
  fileprivate func pictureRecords(_ relative: (String) -> String) -> [InputFile] {
    datasets.compactMap { dataset in dataset.pictures?.record(table: relative(dataset.examples.path)) }
  }
}

extension AtlasFindings {
  fileprivate func adding(_ records: [InputFile]) -> AtlasFindings {
    var findings = self
    for record in records where !findings.inputs.contains(where: { $0.path == record.path }) {
      findings.inputs.append(record)
    }
    return findings
  }
}
