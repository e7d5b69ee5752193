import BiasAudit
import Datasets
import Diagnostics
import Evaluation
import Features
import Findings
import Probing

/// What remains of a dataset once its own pages are known: transfer needs it all.
struct AnalysedDataset {
  var finding: DatasetFinding
  var encoded: EncodedDataset
  var outOfFold: [OutOfFold]
}

/// What the labels of one dataset share: made for the first of them.
struct SharedEncoding {
  /// By place of the checkpoint.
  var collectors: [Int: FeatureCollector] = [:]
  /// Seconds that encoding took per example, by id of the checkpoint; none where blocks came from the cache.
  var encodingSeconds: [String: Double] = [:]
  var profiles: [Int: (profiles: FeatureProfiles, duplicateOf: [Int32])] = [:]
  var controls: [Int: [PooledFeatures]] = [:]
  var states: [PooledStates]?
  var words: DistinctiveWords??
}

/// One dataset with one of its labels: encoded by every checkpoint of its layers, measured, probed, audited.
struct DatasetAnalysis {
  let analysis: Analysis
  let inputs: LoadedInputs
  let geometries: [CheckpointGeometry?]
  let dataset: LoadedInputs.LoadedDataset
  let task: DatasetTask
  let writer: ResultsWriter

  private var configuration: AtlasConfiguration { analysis.configuration }
  private var examples: ExampleTable { task.examples }
  private var stopwatch: Stopwatch { analysis.stopwatch }

  /// - Parameters:
  ///   - checkpoints: findings of the checkpoints; their reconstruction on this dataset is added.
  ///   - shared: what does not depend on the label; filled by the first.
  func run(
    checkpoints: inout [CheckpointFinding], timings: inout Timings, shared: inout SharedEncoding
  ) throws -> AnalysedDataset {
    var finding = dataset.description(task)
    var encoded = EncodedDataset(id: task.id, examples: examples)
    try writer.write(dataset.exampleList(task))
    for index in inputs.checkpoints.indices {
      guard let opened = dataset.states(ofLayer: inputs.checkpoints[index].layer) else { continue }
      var measured = try measure(index, opened, &checkpoints[index], &shared)
      measured.table.duplicateOf = try profile(index, opened, measured, &shared)
      try writer.write(named(measured.table), ids: examples.ids)
      finding.checkpoints.append(measured.summary)
      encoded.features += measured.pooled
      encoded.tokenTop += measured.tokenTop
      let controls = try shared.controls[index] ?? control(index, opened)
      shared.controls[index] = controls
      encoded.controls += controls
    }
    encoded.states = try shared.states ?? pooledStates()
    shared.states = encoded.states
    let unexplained = checkpoints.compactMap { checkpoint in
      checkpoint.reconstructions.last { $0.dataset == dataset.entry.id }.map { (checkpoint.id, $0) }
    }
    let predictions = try probe(
      encoded, shared.encodingSeconds, Dictionary(uniqueKeysWithValues: unexplained), &finding, &timings)
    try audit(encoded, predictions, &finding)
    return AnalysedDataset(finding: finding, encoded: encoded, outOfFold: predictions)
  }

  /// Values of N that the probes count per token.
  private var tokenTop: [Int] {
    configuration.probes.representations.contains(Representation.tokenTopN.kind.name) ? configuration.probes.top : []
  }

  private func measure(
    _ index: Int, _ opened: OpenedActivations, _ checkpoint: inout CheckpointFinding, _ shared: inout SharedEncoding
  ) throws -> MeasuredFeatures {
    let loaded = inputs.checkpoints[index]
    let id = loaded.entry.id
    let options = MeasurementOptions(
      poolings: configuration.pooling, examplesPerFeature: configuration.site.examplesPerFeature,
      threads: analysis.threads, tokenTop: tokenTop, encoder: analysis.encoder)
    let collector =
      try shared.collectors[index] ?? collect(index, opened, options, &checkpoint, &shared.encodingSeconds)
    if task.label != nil { shared.collectors[index] = collector }
    return try analysis.stage("statistics", "statistics of \(task.id), \(id)", unit: "features") {
      progress in
      var measured = try MeasuredFeatures(
        collector, geometry: geometries[index], checkpoint: id, layer: loaded.layer, dataset: task.id,
        examples: examples, options: options, progress: progress)
      measured.table.strongest = dataset.amongAllTokens(measured.table.strongest, layer: loaded.layer)
      return measured
    }
  }

  private func collect(
    _ index: Int, _ opened: OpenedActivations, _ options: MeasurementOptions, _ checkpoint: inout CheckpointFinding,
    _ seconds: inout [String: Double]
  ) throws -> FeatureCollector {
    let loaded = inputs.checkpoints[index]
    let id = loaded.entry.id
    let text = "encoding \(dataset.entry.id) with \(id)"
    switch (opened.activations, loaded.checkpoint) {
    case (.states(let source), .some(let file)):
      let begin = ContinuousClock.now
      let collector = try analysis.stage("encode", text, unit: "tokens") { progress in
        try FeatureCollector.encoding(
          source, with: file.autoencoder, checkpoint: id, options: options, cache: analysis.cache,
          chosen: { analysis.reporter.detail("encoder: \($0)") },
          progress: { progress.set($0, of: $1) })
      }
      if analysis.cache?.foundCount ?? 0 == 0 {
        seconds[id] = (ContinuousClock.now - begin) / .seconds(1) / Double(max(1, examples.count))
      }
      if let report = analysis.cache?.report() { analysis.reporter.stage(report) }
      try analysis.stage("reconstruction", "how well \(id) explains the states") { _ in
        let check = try dataset.reconstruction(by: loaded, threads: analysis.threads)
        if let check { checkpoint.reconstructions.append(check) }
        for doubt in loaded.doubts(check) {
          checkpoint.warnings.append(doubt)
          analysis.reporter.warning(doubt.about(.checkpoint, id))
        }
      }
      return collector
    case (.encoded(let features), _):
      let collector = try analysis.stage("encode", text) { _ in
        try FeatureCollector.collecting(features, options: options)
      }
      checkpoint.featureCount = max(checkpoint.featureCount, features.matrix.columnCount)
      return collector
    case (.states, .none):
      throw AtlasError(path: configuration.path, "checkpoint “\(id)” has no path, but the dataset has hidden states")
    }
  }

  /// Measures and writes what stands beside the statistics of the features.
  ///
  /// - Returns: for each feature the one it duplicates.
  private func profile(
    _ index: Int, _ opened: OpenedActivations, _ measured: MeasuredFeatures, _ shared: inout SharedEncoding
  ) throws -> [Int32] {
    let loaded = inputs.checkpoints[index]
    if var known = shared.profiles[index] {
      known.profiles.dataset = task.id
      try writer.write(known.profiles, ids: examples.ids)
      return known.duplicateOf
    }
    let words =
      try shared.words
      ?? analysis.stage("profiles", "words of \(dataset.entry.id)") { _ in
        try DistinctiveWords(examples, tokens: dataset.tokenWords, threads: analysis.threads)
      }
    shared.words = words
    let text = "profiles of \(task.id), \(loaded.entry.id)"
    var found = try analysis.stage("profiles", text, unit: "features") { progress in
      try MeasuredProfiles(
        measured.pooled[0].matrix, decoder: loaded.checkpoint?.autoencoder.decoder,
        norms: geometries[index]?.decoderNorms, words: words,
        strongest: configuration.site.examplesPerFeature, dataset: task.id, checkpoint: loaded.entry.id,
        threads: analysis.threads, progress: progress)
    }
    for note in found.profiles.notes { analysis.reporter.stage(note.about(.checkpoint, loaded.entry.id)) }
    found.profiles.spread = try analysis.stage("profiles", "examples from the whole range") { _ in
      switch (opened.activations, loaded.checkpoint) {
      case (.states(let source), .some(let file)):
        try found.spread.encoding(
          source, with: file.autoencoder, encoder: analysis.encoder, threads: analysis.threads, cache: analysis.cache)
      case (.encoded(let features), _): try found.spread.collecting(features)
      case (.states, .none): SpreadExamples()
      }
    }
    found.profiles.spread.examples = dataset.amongAllTokens(found.profiles.spread.examples, layer: loaded.layer)
    if let report = analysis.cache?.report() { analysis.reporter.detail(report) }
    try writer.write(found.profiles, ids: examples.ids)
    if task.label != nil { shared.profiles[index] = (found.profiles, found.duplicateOf) }
    return found.duplicateOf
  }

  /// Features of random directions, where the probes ask for that control.
  private func control(_ index: Int, _ opened: OpenedActivations) throws -> [PooledFeatures] {
    guard configuration.probes.representations.contains(Representation.randomDictionary.kind.name),
      case .states(let source) = opened.activations, let checkpoint = inputs.checkpoints[index].checkpoint
    else { return [] }
    let id = inputs.checkpoints[index].entry.id
    let text = "encoding \(dataset.entry.id) with random directions for \(id)"
    let collector = try analysis.stage("probes", text, unit: "tokens") { progress in
      try FeatureCollector.encoding(
        source, with: checkpoint.autoencoder.withRandomDirections(seed: configuration.seed), checkpoint: id,
        options: MeasurementOptions(
          poolings: configuration.pooling, examplesPerFeature: 0, threads: analysis.threads,
          encoder: analysis.encoder), cache: analysis.cache, progress: { progress.set($0, of: $1) })
    }
    if let report = analysis.cache?.report() { analysis.reporter.detail(report) }
    return zip(configuration.pooling, collector.pooled).map {
      PooledFeatures(checkpoint: id, layer: inputs.checkpoints[index].layer, pooling: $0, matrix: $1)
    }
  }

  /// The table with the names that `labels:` gives to its features.
  private func named(_ table: FeatureTable) throws -> FeatureTable {
    let names = inputs.featureNames.names(of: table.checkpoint)
    guard !names.isEmpty else { return table }
    try LoadedInputs.check(names, of: table.checkpoint, count: table.featureCount, configuration)
    var table = table
    table.names = (0..<table.featureCount).map { names[$0]?.text ?? "" }
    table.nameSources = (0..<table.featureCount).map { names[$0]?.source ?? "" }
    return table
  }

  private func pooledStates() throws -> [PooledStates] {
    try analysis.stage("encode", "pooling the states of \(dataset.entry.id)", of: dataset.states.count) { progress in
      try dataset.states.flatMap { layer, opened -> [PooledStates] in
        defer { progress.advance() }
        guard case .states(let source) = opened.activations else { return [] }
        // The last token is what a classifier without any pooling would see.
        let hasTokens =
          source.isTokenLevel && configuration.probes.representations.contains(RepresentationKind.hidden.name)
        let more: [Pooling] = hasTokens && !configuration.pooling.contains(.last) ? [.last] : []
        return try PooledStates.pool(
          source, layer: layer, poolings: configuration.pooling + more, threads: analysis.threads)
      }
    }
  }

  private func probe(
    _ encoded: EncodedDataset, _ encodingSeconds: [String: Double], _ unexplained: [String: ReconstructionFinding],
    _ finding: inout DatasetFinding, _ timings: inout Timings
  ) throws -> [OutOfFold] {
    guard configuration.probes.isEnabled else { return [] }
    // Said when the inputs were read.
    guard task.unprobeable(folds: configuration.probes.folds) == nil else { return [] }
    return try analysis.stage("probes", "probing \(task.id)", unit: "fits") { progress in
      let result = try ProbeLaboratory.study(
        encoded, options: configuration.probeOptions(threads: analysis.threads), progress: progress)
      var study = result.study
      for place in study.libraries.indices {
        study.libraries[place].dataset = task.id
        study.libraries[place].encoderDigest = encoderDigest(of: study.libraries[place].checkpoint)
        let drop = dataset.drop(ofLayer: study.libraries[place].layer)
        study.libraries[place].leftOut = drop.isEmpty ? nil : drop.words
        study.libraries[place].unexplained = unexplained[study.libraries[place].checkpoint]?.fvu
        study.libraries[place].medianUnexplained = unexplained[study.libraries[place].checkpoint]?.medianUnexplained
      }
      finding.probes = study
      finding.warnings += result.warnings
      for warning in result.warnings { analysis.reporter.warning(warning.about(.dataset, task.id)) }
      timings.arms += result.timings.map {
        var arm = Timings.Arm(arm: "\(task.id): \($0.arm)", fits: $0.fits, seconds: $0.seconds)
        arm.inferenceSeconds = $0.inferenceSeconds
        arm.encodingSeconds = $0.checkpoint.flatMap { encodingSeconds[$0] }
        arm.matrixBytes = $0.matrixBytes
        arm.modelBytes = $0.cost?.modelBytes
        arm.exampleBytes = $0.cost?.exampleBytes
        return arm
      }
      try writer.write(study, dataset: task.id, ids: examples.ids)
      try writer.write(result.selections, dataset: task.id)
      return result.outOfFold
    }
  }

  /// What the encoder of a checkpoint computes, as a digest; nil for features encoded elsewhere.
  private func encoderDigest(of checkpoint: String) -> String? {
    inputs.checkpoints.first { $0.entry.id == checkpoint }?.checkpoint?.autoencoder.encoderDigest()
  }

  private func audit(_ encoded: EncodedDataset, _ predictions: [OutOfFold], _ finding: inout DatasetFinding) throws {
    // The majority class says nothing of an example: its scores per group would be those of the folds.
    let lead = finding.probes.flatMap { study in study.headline.lead.map { study.arms[$0].key } }
    let audited = predictions.filter { $0.arm.representation.role != .baseline }.map { outOfFold in
      ProbePredictions(arm: outOfFold.arm, predicted: outOfFold.decisions, probabilities: outOfFold.probabilities)
    }
    let folds = configuration.bias.ablation ? finding.probes?.design.assignments.first : nil
    let ablation = folds.map { AblationOptions(folds: $0) }
    for attribute in configuration.audited(dataset.entry.columns.groups) {
      try analysis.stage("bias", "auditing \(task.id) by \(attribute.joined(separator: " × "))") { progress in
        let (study, tables) = try BiasAudit.study(
          encoded, attributes: attribute, predictions: audited, lead: lead,
          options: configuration.biasOptions(threads: analysis.threads), ablation: ablation, progress: progress)
        for table in tables { try writer.write(table) }
        try writer.write(study, dataset: task.id)
        finding.bias.append(study)
      }
    }
  }
}
