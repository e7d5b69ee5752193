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
  /// The states themselves, pooled as they were read, where that was asked for.
  let states: [PooledStates]
  private let collector: FeatureCollector
  private let geometry: CheckpointGeometry?
  /// [feature]: the first earlier feature that it duplicates, −1 for none; empty where there is no decoder.
  private let duplicateOf: [Int32]
  private let places: FeaturePlaces
  /// Whether shards have encoded the tokens.
  private let isRecorded: Bool

  /// The features measured against one label.
  ///
  /// - Parameter ranges: statistics of features that shards have encoded; nil: they are measured here.
  func measured(_ dataset: OpenedDataset, _ task: DatasetTask, ranges: FeatureRanges?, _ context: RunContext) throws
    -> MeasuredFeatures
  {
    try context.stage("statistics", "statistics of \(task.id), \(fit.id)", unit: "features") { progress in
      let tables =
        isRecorded
        ? try ranges?.tables(
          task.id, fit.id, width: fit.featureCount, classes: task.examples.classes, examples: task.examples.count) : nil
      var measured = try MeasuredFeatures(
        collector, geometry: geometry, checkpoint: fit.id, layer: fit.loaded.layer, dataset: task.id,
        examples: task.examples, ranges: tables, options: context.options.measurement, progress: progress)
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
  ///   - states: with no examples yet: one entry per pooling of the states themselves.
  ///   - words: of the dataset; nil where there are neither texts nor tokens.
  ///   - sample: examples whose words they are.
  /// - Throws: `AtlasError` where states and checkpoint do not fit, or the states cannot be read.
  init(
    _ loaded: OpenedCheckpoint, at index: Int, geometry: CheckpointGeometry?, effects: TokenEffects?,
    _ opened: OpenedActivations, pooling states: [PooledStates], of dataset: OpenedDataset, words: DistinctiveWords?,
    sample: ProfileSample, _ context: RunContext
  ) throws {
    let blocks = try PassBlocks(context)
    let step = CheckpointStep(
      id: loaded.id, loaded: loaded, activations: opened.activations, dataset: dataset, context: context,
      blocks: blocks)
    let (collector, states, digests, seconds) = try step.collected(pooling: states)
    var fit = CheckpointFit(
      index: index, loaded: loaded, featureCount: collector.pooled[0].columnCount, encodingSeconds: seconds)
    fit.reconstruction = try step.reconstruction()
    fit.doubts = loaded.doubts(fit.reconstruction)
    for doubt in fit.doubts { context.reporter.warning(doubt.about(.checkpoint, fit.id)) }
    (profiles, duplicateOf, places) = try step.profiles(collector.pooled[0], geometry, words, sample, digests)
    if let effects {
      let fired = Set(collector.pooled[0].indices)
      profiles.effects = effects.keeping { fired.contains(Int32($0)) }
    }
    controls = try step.controls()
    if case .states(is RecordedStates) = opened.activations { isRecorded = true } else { isRecorded = false }
    (self.fit, self.collector, self.states, self.geometry) = (fit, collector, states, geometry)
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

  /// What is kept of the encoded tokens, the states pooled, their digests by block where they were made, and the seconds that
  /// encoding took per example.
  func collected(
    pooling states: [PooledStates]
  ) throws -> (FeatureCollector, [PooledStates], digests: [String], seconds: Double?) {
    let text = "encoding \(dataset.id) with \(id)"
    switch (activations, loaded.checkpoint) {
    case (.states(let source), .some(let file)):
      let begin = ContinuousClock.now
      var (states, digests) = (states, [String]())
      let collector = try context.stage("encode", text, unit: "tokens") { progress in
        try FeatureCollector.encoding(
          source, with: file.autoencoder, checkpoint: id, options: options.measurement,
          pooling: states.map(\.pooling), cache: blocks.cache, chosen: detail, progress: { progress.set($0, of: $1) },
          inspect: {
            states.append($0.pooledStates)
            if let digest = $0.statesDigest { digests.append(digest) }
          })
      }
      let elapsed = (ContinuousClock.now - begin) / .seconds(1)
      let isEncoded = context.cache?.foundCount ?? 0 == 0 && !(source is RecordedStates)
      if let report = context.cache?.report() { context.reporter.stage(report) }
      return (collector, states, digests, isEncoded ? elapsed / Double(max(1, dataset.examples.count)) : nil)
    case (.encoded(let features), _):
      let collector = try context.stage("encode", text) { _ in
        try FeatureCollector.collecting(features, options: options.measurement)
      }
      return (collector, [], [], nil)
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
    _ matrix: SparseMatrix, _ geometry: CheckpointGeometry?, _ words: DistinctiveWords?, _ sample: ProfileSample,
    _ digests: [String]
  ) throws -> (FeatureProfiles, duplicateOf: [Int32], FeaturePlaces) {
    let text = "profiles of \(dataset.id), \(id)"
    var found = try context.stage("profiles", text, unit: "features") { progress in
      try MeasuredProfiles(
        matrix, decoder: loaded.checkpoint?.autoencoder.decoder, norms: geometry?.decoderNorms, words: words,
        sample: sample, strongest: options.examplesPerFeature, dataset: dataset.id, checkpoint: id,
        threads: options.threads, progress: progress)
    }
    for note in found.profiles.notes { context.reporter.stage(note.about(.checkpoint, id)) }
    found.profiles.spread = try context.stage("profiles", "examples from the whole range") { _ in
      switch (activations, loaded.checkpoint) {
      case (.states(let source), .some(let file)):
        try found.spread.encoding(
          source, with: file.autoencoder, encoder: options.encoder, threads: options.threads, digests: digests,
          cache: blocks.cache, chosen: detail)
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
