import BiasAudit
import Datasets
import Diagnostics
import Features
import Files
import Findings
import Probing
import SparseAutoencoders
import Transfer

/// The whole way from inputs to a results folder.
struct Analysis {
  let configuration: AtlasConfiguration
  let command: String
  let threads: Int
  let reporter: Reporter
  let stopwatch: Stopwatch
  var encoder = EncoderChoice.auto
  /// Where encoded blocks are kept from run to run; nil: nowhere.
  var cache: BlockCache?
  /// Opened already; nil: opened first of all.
  var inputs: LoadedInputs?

  /// Runs everything and fills `folder`, which the caller commits.
  ///
  /// - Throws: `AtlasError`; what was written by then is for the caller to discard.
  func run(into folder: StagedFolder) throws {
    let writer = ResultsWriter(folder)
    var timings = Timings()
    let inputs =
      try inputs ?? stage("load", "reading inputs") { _ in try LoadedInputs(configuration, reporter: reporter) }
    for dataset in inputs.datasets {
      for warning in dataset.warnings { reporter.warning(warning.about(.dataset, dataset.entry.id)) }
    }
    var findings = try stage("load", "digests of the inputs", of: inputs.files.count, unit: "files") { progress in
      try emptyFindings(inputs, progress)
    }
    let geometries = try stage("statistics", "directions of the features", of: inputs.checkpoints.count) { progress in
      try inputs.checkpoints.map { loaded in
        defer { progress.advance() }
        return try loaded.checkpoint.map { try CheckpointGeometry($0.autoencoder, threads: threads) }
      }
    }
    findings.checkpoints = zip(inputs.checkpoints, geometries).map { CheckpointFinding($0, geometry: $1) }
    var datasets: [AnalysedDataset] = []
    for dataset in inputs.datasets {
      var shared = SharedEncoding()
      let parts = try dataset.tasks.map { task in
        try DatasetAnalysis(
          analysis: self, inputs: inputs, geometries: geometries, dataset: dataset, task: task, writer: writer
        ).run(checkpoints: &findings.checkpoints, timings: &timings, shared: &shared)
      }
      if let sets = dataset.examples.labelSets {
        findings.datasets.append(try overLabels(dataset, sets, parts.map(\.finding), writer))
      }
      findings.datasets += parts.map(\.finding)
      datasets += parts
    }
    for pair in try inputs.transfers(configuration) {
      try stage("transfer", "transfer: \(pair.train) → \(pair.test)", unit: "arms") { progress in
        findings.transfers.append(try transfer(pair, datasets, writer, progress))
      }
    }
    findings.warnings += reporter.warnings
    cache?.trim()
    timings.stages = stopwatch.stages
    try writer.finish(findings, timings: timings)
  }

  /// Times a stage and shows how far it has come.
  func stage<T>(
    _ name: String, _ text: String, of total: Int = 0, unit: String = "", _ body: (Progress) throws -> T
  ) rethrows -> T {
    try stopwatch.measure(name) { try reporter.during(text, of: total, unit: unit, body) }
  }

  /// A dataset whose examples may have several labels: the mean of the studies of its labels.
  private func overLabels(
    _ dataset: LoadedInputs.LoadedDataset, _ sets: LabelSets, _ parts: [DatasetFinding], _ writer: ResultsWriter
  ) throws -> DatasetFinding {
    var finding = dataset.description(of: sets)
    try writer.write(dataset.exampleList(of: sets))
    let studies = zip(sets.names, parts).compactMap { name, part in part.probes.map { (name: name, study: $0) } }
    if !studies.isEmpty {
      let study = ProbeStudy.mean(over: studies, margin: configuration.probes.nonInferiorityMargin)
      try writer.write(study, dataset: finding.id, ids: dataset.examples.ids)
      finding.probes = study
    }
    return finding
  }

  private func transfer(
    _ pair: (train: String, test: String), _ datasets: [AnalysedDataset], _ writer: ResultsWriter, _ progress: Progress
  ) throws -> TransferFinding {
    guard let train = datasets.first(where: { $0.encoded.id == pair.train }),
      let test = datasets.first(where: { $0.encoded.id == pair.test })
    else { throw AtlasError(path: configuration.path, "transfer names an unknown dataset") }
    let (finding, tables) = try TransferStudy.run(
      train: train.encoded, test: test.encoded, inside: test.outOfFold,
      options: configuration.transferOptions(threads: threads), progress: progress)
    for table in tables { try writer.write(table) }
    return finding
  }

  private func emptyFindings(_ inputs: LoadedInputs, _ progress: Progress) throws -> AtlasFindings {
    let file = try MappedFile(configuration.path)
    let text = file.withBytes { String(decoding: $0, as: UTF8.self) }
    let base = Paths.folder(of: configuration.path)
    let records = try inputs.files.map { path in
      defer { progress.advance() }
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

extension CheckpointFinding {
  init(_ loaded: LoadedInputs.LoadedCheckpoint, geometry: CheckpointGeometry?) {
    guard let checkpoint = loaded.checkpoint else {
      self.init(
        id: loaded.entry.id, path: "", layer: loaded.layer, family: "encoded",
        reason: "features were encoded elsewhere",
        architecture: "", formula: "", source: "", inputDimension: 0, featureCount: 0)
      return
    }
    let norms = (geometry?.decoderNorms ?? []).filter { !$0.isNaN }
    self.init(
      id: loaded.entry.id, path: loaded.entry.writtenPath, layer: loaded.layer, family: checkpoint.family,
      reason: checkpoint.reason, architecture: checkpoint.architecture, formula: checkpoint.formula,
      source: checkpoint.source, inputDimension: checkpoint.autoencoder.inputDimension,
      featureCount: checkpoint.autoencoder.featureCount, declaredL0: checkpoint.declaredL0, model: checkpoint.model,
      hook: checkpoint.hook,
      tensors: checkpoint.tensors.map { StoredTensor(name: $0.name, shape: $0.shape, elementType: $0.elementType) },
      decoderNorm: norms.isEmpty
        ? nil
        : RangeSummary(
          minimum: norms.min() ?? 0, mean: norms.reduce(0, +) / Double(norms.count), maximum: norms.max() ?? 0),
      medianEncoderDecoderCosine: geometry?.medianCosine, warnings: checkpoint.warnings)
  }
}
