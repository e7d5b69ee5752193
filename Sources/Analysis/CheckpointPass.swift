import Datasets
import Diagnostics
import Features
import Findings
import LinearAlgebra
import Probing

/// A dataset read through one checkpoint: all that does not depend on a label.
struct CheckpointPass {
  let fit: CheckpointFit
  /// As the first label has it; nothing but the name of the dataset differs between labels.
  private(set) var profiles: FeatureProfiles
  /// Features of random directions, one entry per pooling, where the probes ask for that control.
  let controls: [PooledFeatures]
  private let collector: FeatureCollector
  private let geometry: CheckpointGeometry?
  /// [feature]: the first earlier feature that it duplicates, −1 for none; empty where there is no decoder.
  private let duplicateOf: [Int32]
  private let places: FeaturePlaces

  /// The features measured against one label.
  func measured(_ dataset: OpenedDataset, _ task: DatasetTask, _ context: RunContext) throws
    -> MeasuredFeatures
  {
    try context.stage("statistics", "statistics of \(task.id), \(fit.id)", unit: "features") { progress in
      var measured = try MeasuredFeatures(
        collector, geometry: geometry, checkpoint: fit.id, layer: fit.loaded.layer, dataset: task.id,
        examples: task.examples, options: context.options.measurement, progress: progress)
      measured.table.strongest = dataset.amongAllTokens(measured.table.strongest, layer: fit.loaded.layer)
      measured.table.duplicateOf = duplicateOf
      (measured.table.mapX, measured.table.mapY) = (places.x, places.y)
      return measured
    }
  }
}

extension CheckpointPass {
  /// Encodes the dataset, compares the states with their reconstruction, and finds what stands beside the statistics.
  ///
  /// - Parameters:
  ///   - effects: of the features on tokens; nil without an unembedding.
  ///   - opened: the states of the checkpoint's layer.
  ///   - words: of the dataset; nil where there are neither texts nor tokens.
  /// - Throws: `AtlasError` where states and checkpoint do not fit, or the states cannot be read.
  init(
    _ loaded: OpenedCheckpoint, at index: Int, geometry: CheckpointGeometry?, effects: TokenEffects?,
    _ opened: OpenedActivations, of dataset: OpenedDataset, words: DistinctiveWords?, _ context: RunContext
  ) throws {
    let blocks = try PassBlocks(context)
    let step = CheckpointStep(
      id: loaded.id, loaded: loaded, activations: opened.activations, dataset: dataset, context: context,
      blocks: blocks)
    let (collector, seconds) = try step.collected()
    var fit = CheckpointFit(
      index: index, loaded: loaded, featureCount: collector.pooled[0].columnCount, encodingSeconds: seconds)
    fit.reconstruction = try step.reconstruction()
    fit.doubts = loaded.doubts(fit.reconstruction)
    for doubt in fit.doubts { context.reporter.warning(doubt.about(.checkpoint, fit.id)) }
    (profiles, duplicateOf, places) = try step.profiles(collector.pooled[0], geometry, words)
    if let effects {
      let fired = Set(collector.pooled[0].indices)
      profiles.effects = effects.keeping { fired.contains(Int32($0)) }
    }
    controls = try step.controls()
    (self.fit, self.collector, self.geometry) = (fit, collector, geometry)
  }
}

/// The steps of a pass.
private struct CheckpointStep {
  let id: String
  let loaded: OpenedCheckpoint
  let activations: Activations
  let dataset: OpenedDataset
  let context: RunContext
  let blocks: PassBlocks

  private var options: AnalysisOptions { context.options }
  private var poolings: [Pooling] { options.poolings }

  /// What is kept of the encoded tokens, and the seconds that encoding took per example.
  func collected() throws -> (FeatureCollector, seconds: Double?) {
    let text = "encoding \(dataset.id) with \(id)"
    switch (activations, loaded.checkpoint) {
    case (.states(let source), .some(let file)):
      let begin = ContinuousClock.now
      let collector = try context.stage("encode", text, unit: "tokens") { progress in
        try FeatureCollector.encoding(
          source, with: file.autoencoder, checkpoint: id, options: options.measurement, cache: blocks.cache,
          chosen: detail, progress: { progress.set($0, of: $1) })
      }
      let elapsed = (ContinuousClock.now - begin) / .seconds(1)
      let isEncoded = context.cache?.foundCount ?? 0 == 0 && !(source is RecordedStates)
      if let report = context.cache?.report() { context.reporter.stage(report) }
      return (collector, isEncoded ? elapsed / Double(max(1, dataset.examples.count)) : nil)
    case (.encoded(let features), _):
      let collector = try context.stage("encode", text) { _ in
        try FeatureCollector.collecting(features, options: options.measurement)
      }
      return (collector, nil)
    case (.states, .none):
      throw AtlasError(.input, "checkpoint “\(id)” has no path, but the dataset has hidden states")
    }
  }

  private func detail(_ encoder: String) { context.reporter.detail("encoder: \(encoder)") }

  /// Of a sample of the tokens, which is encoded apart, beside other readings of the checkpoint; nil for features that were
  /// encoded elsewhere.
  func reconstruction() throws -> ReconstructionFinding? {
    guard case .states = activations else { return nil }
    return try context.stage("reconstruction", "how well \(id) explains the states") { _ in
      try dataset.reconstruction(by: loaded, threads: options.threads)
    }
  }

  /// Neighbours, words and examples from the whole range, and which feature duplicates which.
  func profiles(
    _ matrix: SparseMatrix, _ geometry: CheckpointGeometry?, _ words: DistinctiveWords?
  ) throws -> (FeatureProfiles, duplicateOf: [Int32], FeaturePlaces) {
    let text = "profiles of \(dataset.id), \(id)"
    var found = try context.stage("profiles", text, unit: "features") { progress in
      try MeasuredProfiles(
        matrix, decoder: loaded.checkpoint?.autoencoder.decoder, norms: geometry?.decoderNorms, words: words,
        strongest: options.examplesPerFeature, dataset: dataset.id, checkpoint: id, threads: options.threads,
        progress: progress)
    }
    for note in found.profiles.notes { context.reporter.stage(note.about(.checkpoint, id)) }
    found.profiles.spread = try context.stage("profiles", "examples from the whole range") { _ in
      switch (activations, loaded.checkpoint) {
      case (.states(let source), .some(let file)):
        try found.spread.encoding(
          source, with: file.autoencoder, encoder: options.encoder, threads: options.threads, cache: blocks.cache,
          chosen: detail)
      case (.encoded(let features), _): try found.spread.collecting(features)
      case (.states, .none): SpreadExamples()
      }
    }
    found.profiles.spread.examples = dataset.amongAllTokens(found.profiles.spread.examples, layer: loaded.layer)
    if let report = context.cache?.report() { context.reporter.detail(report) }
    return (found.profiles, found.duplicateOf, found.places)
  }

  /// Features of random directions, where the probes ask for that control.
  func controls() throws -> [PooledFeatures] {
    guard options.isProbed(Representation.randomDictionary.kind), case .states(let source) = activations,
      let checkpoint = loaded.checkpoint
    else { return [] }
    let text = "encoding \(dataset.id) with random directions for \(id)"
    let collector = try context.stage("probes", text, unit: "tokens") { progress in
      try FeatureCollector.encoding(
        source, with: checkpoint.autoencoder.withRandomDirections(seed: options.probes.seed), checkpoint: id,
        options: options.controlMeasurement, cache: context.cache, progress: { progress.set($0, of: $1) })
    }
    if let report = context.cache?.report() { context.reporter.detail(report) }
    return zip(poolings, collector.pooled).map {
      PooledFeatures(checkpoint: id, layer: loaded.layer, pooling: $0, matrix: $1)
    }
  }
}
