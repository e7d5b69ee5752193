import Diagnostics
import Features
import Files
import Findings
import Transfer

/// The way from opened inputs to a results folder.
public struct AnalysisRun {
  let context: RunContext
  let inputs: OpenedInputs
  /// What is known before: title, configuration, digests of the inputs.
  let header: AtlasFindings
  /// Statistics that other machines have measured; nil: measured here.
  let ranges: FeatureRanges?

  public init(_ inputs: OpenedInputs, header: AtlasFindings, ranges: FeatureRanges? = nil, _ context: RunContext) {
    (self.inputs, self.header, self.ranges, self.context) = (inputs, header, ranges, context)
  }

  /// Runs everything and fills `folder`, which the caller commits.
  ///
  /// - Throws: `AtlasError`; what was written by then is for the caller to discard.
  public func run(into folder: StagedFolder) throws {
    let writer = ResultsWriter(folder)
    var findings = header
    var timings = Timings()
    let geometries = try context.stage("statistics", "directions of the features", of: inputs.checkpoints.count) {
      progress in
      try inputs.checkpoints.map { loaded in
        defer { progress.advance() }
        return try loaded.checkpoint.map { try CheckpointGeometry($0.autoencoder, threads: context.options.threads) }
      }
    }
    findings.checkpoints = zip(inputs.checkpoints, geometries).map { CheckpointFinding($0, geometry: $1) }
    let effects = try inputs.checkpoints.map(tokenEffects)
    var tasks: [AnalysedDataset.Task] = []
    for dataset in inputs.datasets {
      let analysed = try DatasetAnalysis(
        context: context, inputs: inputs, geometries: geometries, effects: effects, ranges: ranges, dataset: dataset,
        writer: writer, site: header.site
      ).run()
      for fit in analysed.fits { findings.checkpoints[fit.index] = findings.checkpoints[fit.index].adding(fit) }
      findings.datasets += analysed.findings
      timings.arms += analysed.timings
      tasks += analysed.tasks
    }
    if !inputs.transfers.isEmpty {
      try context.stage("transfer", "transfer of \(inputs.transfers.count) pairs", unit: "arms") { progress in
        var options = context.options.transfer
        options.unexplained = findings.unexplained
        let found = try TransferStudy.all(
          tasks.map(\.encoded), pairs: inputs.transfers, probed: AnalysedDataset.probed(tasks),
          relabelled: inputs.relabelled,
          options: options, progress: progress)
        for (var finding, tables) in found.pairs {
          for table in tables { try writer.write(table) }
          let study = tasks.first { $0.encoded.id == finding.train }?.study
          for place in finding.libraries.indices {
            for library in finding.libraries[place].libraries.libraries.indices {
              study?.complete(&finding.libraries[place].libraries.libraries[library])
            }
          }
          findings.transfers.append(finding)
        }
        findings.leftOut = found.leftOut
        try findings.transfers.compareGroups(tasks, options: context.options.bias)
      }
    }
    findings.reviews = ReviewStudy(
      inputs.reviews, checkpoints: inputs.checkpoints.map(\.id), seed: header.seed)
    findings.warnings += context.reporter.warnings
    context.cache?.trim()
    timings.stages = context.stopwatch.stages
    try writer.finish(findings, timings: timings)
  }

  /// Tokens that the features of a checkpoint promote and suppress; nil without an unembedding.
  private func tokenEffects(_ loaded: OpenedCheckpoint) throws -> TokenEffects? {
    guard let unembedding = loaded.unembedding, let decoder = loaded.checkpoint?.autoencoder.decoder else { return nil }
    return try context.stage("profiles", "tokens that \(loaded.id) promotes", unit: "features") { progress in
      try TokenEffects(decoder, unembedding, threads: context.options.threads, progress: progress)
    }
  }
}
