import Datasets
import Diagnostics
import Features
import Files

/// One shard of an analysis: what all later stages need of the states, written to a part. What a machine holds in memory
/// does not depend on the number of shards.
public struct ShardAnalysis {
  private let inputs: OpenedInputs
  private let context: RunContext
  private let shard: Shard
  private let version: String
  private let name: (String) -> String
  private let source: (_ dataset: String, _ layer: Int) -> String

  /// - Parameters:
  ///   - version: of the program, which all parts of a run must have.
  ///   - name: what a part calls a file of states.
  ///   - source: how the configuration names the states of a dataset's layer.
  public init(
    _ inputs: OpenedInputs, shard: Shard, version: String, name: @escaping (String) -> String,
    source: @escaping (_ dataset: String, _ layer: Int) -> String, _ context: RunContext
  ) {
    (self.inputs, self.context, self.shard) = (inputs, context, shard)
    (self.version, self.name, self.source) = (version, name, source)
  }

  /// - Throws: `AtlasError` where there are no states, or they cannot be read; nothing is written then.
  public func write(to path: String) throws {
    let writer = AnalysisPartWriter(path)
    var records: [StatesRecord] = []
    for dataset in inputs.datasets {
      for place in dataset.states.indices {
        guard case .states(let source) = dataset.states[place].opened.activations else { continue }
        let layer = ShardedLayer(
          dataset: dataset, place: place, source: source, checkpoints: inputs.checkpoints, shard: shard,
          context: context, writer: writer, record: records.count)
        records.append(try layer.record(version: version, name: name, named: self.source(dataset.id, layer.layer)))
      }
    }
    guard !records.isEmpty else {
      throw AtlasError(
        .input, "there are no hidden states to share out",
        hint: "features that are encoded already are read as they are")
    }
    try writer.finish(AnalysisPart(states: records, files: try files()))
    context.cache?.trim()
  }

  /// The files of states. Each is read whole by one shard, so that their digests are those of one run.
  private func files() throws -> [AnalysisPart.File] {
    let paths = Set(
      inputs.datasets.flatMap(\.states).flatMap { state -> [String] in
        if case .states(let source) = state.opened.activations { source.files } else { [] }
      }
    ).sorted()
    return try context.stage("load", "digests of the states", of: paths.count, unit: "files") { progress in
      try paths.enumerated().map { index, path in
        defer { progress.advance() }
        let file = try MappedFile(path)
        let isOurs = index % shard.count == shard.index - 1
        return AnalysisPart.File(
          path: name(path), bytes: file.count,
          sha256: isOurs ? file.withBytes { SHA256Digest.hex(of: $0) } : nil)
      }
    }
  }
}
