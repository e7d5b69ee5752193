import Datasets
import Diagnostics
import Features
import Files
import Probing
import SparseAutoencoders

/// The states of one layer of one dataset, as far as they are a shard's.
struct ShardedLayer {
  let dataset: OpenedDataset
  /// Of the layer among those of the dataset.
  let place: Int
  let source: any HiddenStateSource
  let checkpoints: [OpenedCheckpoint]
  let shard: Shard
  let context: RunContext
  let writer: AnalysisPartWriter
  /// Its place in the part.
  let record: Int

  private var options: AnalysisOptions { context.options }
  var layer: Int { dataset.states[place].layer }
  private var kept: KeptTokens? { dataset.kept[layer] }

  /// Writes the arrays.
  ///
  /// - Parameters:
  ///   - name: what the part calls a file.
  ///   - named: how the configuration names the states.
  /// - Throws: `AtlasError` where the states cannot be read, or change meanwhile.
  func record(version: String, name: (String) -> String, named: String) throws -> StatesRecord {
    let states = dataset.sharded(source, layer: layer)
    let examples = states.examples(of: shard)
    let witness = try context.stage("encode", "reading the states of the next shard") { _ in
      try StatesDigest.witness(source, besides: shard, threads: options.threads)
    }
    let offsets = kept?.allOffsets ?? source.offsets
    try writer.append(
      lengths: examples.map { offsets[$0 + 1] - offsets[$0] },
      rows: dataset.states[place].opened.rows.map { Array($0[examples]) }, place: record)
    let poolings = options.statePoolings(source)
    try writeSample(states.tokens(of: shard))
    var read: String?
    var encoders: [StatesRecord.Encoder] = []
    var entries = 0
    for (id, autoencoder) in autoencoders() {
      let encoder = StatesRecord.Encoder(digest: autoencoder.encoderDigest(), width: autoencoder.featureCount)
      if encoders.contains(encoder) { continue }
      // The states are pooled as the first encoder reads them.
      let encoded = try writeRows(
        of: autoencoder, id, pooling: encoders.isEmpty ? poolings : [], place: encoders.count)
      encoders.append(encoder)
      entries += encoded.entries
      guard read == nil || read == encoded.states else {
        throw AtlasError(
          path: source.files.first, "the states were changed while they were read",
          hint: "run this shard again when they are complete")
      }
      read = encoded.states
    }
    if encoders.isEmpty { try writePooled(examples, poolings) }
    let digest = try read ?? StatesDigest.of(source, shard: shard, threads: options.threads)
    var all = RunningDigest()
    for encoder in encoders { all.update(encoder.digest) }
    let piece = states.piece(shard, states: digest, witness: witness, rows: examples.count, entries: entries)
    let run = try states.run(
      shards: shard.count, version: version, encoder: all.hex(),
      pooling: (["analysis"] + poolings.map(\.rawValue)).joined(separator: " "))
    let opening = StatesOpening(
      dataset.states[place].opened, source: named, isTokenLevel: kept != nil || source.isTokenLevel,
      files: source.files.map(name), examples: dataset.expected)
    return StatesRecord(
      dataset: dataset.id, layer: layer, part: FeaturePart(run: run, pieces: [piece]), opening: opening,
      encoders: encoders, poolings: poolings.map(\.rawValue))
  }

  private func writePooled(_ examples: Range<Int>, _ poolings: [Pooling]) throws {
    let text = "pooling the states of \(dataset.id)"
    try context.stage("encode", text, of: examples.count, unit: "examples") { progress in
      // As many as a few hundred blocks of tokens: bounded, whatever the shard.
      for start in stride(from: examples.lowerBound, to: examples.upperBound, by: 4096) {
        let run = start..<min(start + 4096, examples.upperBound)
        let pooled = try PooledStates.pool(
          source, examples: run, layer: layer, poolings: poolings, threads: options.threads)
        for states in pooled { try writer.append(pooled: states.values, by: states.pooling.rawValue, place: record) }
        progress.advance(by: run.count)
      }
    }
  }

  /// The states that reconstructions are measured on: by the checkpoints of the layer, and by those of other layers, which
  /// are tried on it.
  private func writeSample(_ tokens: Range<Int>) throws {
    var chosen: Set<Int> = []
    for loaded in checkpoints {
      guard let checkpoint = loaded.checkpoint, let own = dataset.states(ofLayer: loaded.layer),
        case .states(let states) = own.activations, states.dimension == source.dimension
      else { continue }
      chosen.formUnion(ReconstructionCheck.tokens(checkpoint.autoencoder, of: source).filter(tokens.contains))
    }
    let positions = chosen.sorted()
    var states = [Float](repeating: 0, count: positions.count * source.dimension)
    try states.withUnsafeMutableBufferPointer { buffer in
      for (row, position) in positions.enumerated() {
        let place = row * source.dimension..<(row + 1) * source.dimension
        try source.read(position..<position + 1, into: UnsafeMutableBufferPointer(rebasing: buffer[place]))
      }
    }
    try writer.append(sample: positions, states: states, place: record)
  }

  /// Those that encode this layer, and random directions where the probes ask for that control.
  private func autoencoders() -> [(id: String, autoencoder: SparseAutoencoder)] {
    checkpoints.flatMap { loaded -> [(String, SparseAutoencoder)] in
      guard dataset.place(ofLayer: loaded.layer) == place, let own = loaded.checkpoint?.autoencoder else { return [] }
      guard options.isProbed(Representation.randomDictionary.kind) else { return [(loaded.id, own)] }
      return [(loaded.id, own), ("\(loaded.id), random", own.withRandomDirections(seed: options.probes.seed))]
    }
  }

  private func writeRows(
    of autoencoder: SparseAutoencoder, _ id: String, pooling poolings: [Pooling], place encoder: Int
  ) throws -> (states: String, entries: Int) {
    var states = StatesDigest()
    var entries = 0
    try context.stage("encode", "encoding \(dataset.id) with \(id)", unit: "tokens") { progress in
      try EncodingPass.run(
        source, with: autoencoder, encoder: options.encoder, threads: options.threads, shard: shard, digesting: true,
        pooling: poolings, cache: context.cache, chosen: { context.reporter.detail("encoder: \($0)") },
        progress: { progress.set($0, of: $1) }
      ) { block in
        let rows = block.tokens
        try writer.append(
          counts: (0..<rows.rowCount).map { Int32(rows.range(ofRow: $0).count) }, features: rows.indices,
          values: rows.values, encoder: encoder, place: record)
        for (pooling, states) in zip(poolings, block.pooledStates) {
          try writer.append(pooled: StoredNumbers(states), by: pooling.rawValue, place: record)
        }
        entries += rows.entryCount
        if let digest = block.statesDigest { states.update(digest) }
      }
    }
    if let report = context.cache?.report() { context.reporter.stage(report) }
    return (states.hex(), entries)
  }
}

extension OpenedDataset {
  /// What a part says of the states of a layer.
  public func sharded(_ source: any HiddenStateSource, layer: Int) -> ShardedStates {
    ShardedStates(source, leftOut: kept[layer]?.drop ?? .none, kept: kept[layer]?.positions ?? [])
  }

  /// The examples that states are joined to.
  public var expected: ExpectedExamples { ExpectedExamples(ids: examples.ids, areNamed: columns.id != nil) }
}
