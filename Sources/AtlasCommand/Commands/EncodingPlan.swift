import Analysis
import Datasets
import Diagnostics
import Features
import Files
import Findings

/// How the encoding of a configuration's inputs is shared out: one part is one shard of one checkpoint on one dataset.
struct EncodingPlan: Codable, Equatable {
  /// Of the program.
  var version: String
  /// Of the configuration's text, which the plan belongs to.
  var configurationSHA256: String
  /// Bytes of states a part was to have at most, but for the block on its edge.
  var shardBytes: Int
  /// N of `analyze --shard I/N`, for parts of about as many bytes of all states together.
  var shards: Int
  /// Of the widest checkpoint, for ranges A-B of `analyze --features`.
  var features: Int
  var encodings: [Encoding]
  /// Numbered from 1, in order of the encodings and their shards.
  var parts: [Part]

  /// A checkpoint on the states of a dataset.
  struct Encoding: Codable, Equatable {
    var dataset: String
    var checkpoint: String
    /// Of the states.
    var files: [File]
    var examples: Int
    var tokens: Int
    var dimension: Int
    var shards: Int
  }

  struct File: Codable, Equatable {
    var path: String
    var bytes: Int
  }

  struct Part: Codable, Equatable {
    var part: Int
    var dataset: String
    var checkpoint: String
    /// From 1 to `shards`, as in `encode --shard`.
    var shard: Int
    var shards: Int
    /// Within all states of the dataset's layer: from the first to the one after the last.
    var blocks: Range<Int>
    var examples: Range<Int>
    var tokens: Range<Int>
    /// Its share of the files' bytes, by tokens.
    var bytes: Int
  }

  private enum CodingKeys: String, CodingKey {
    case version, shards, features, encodings, parts
    case configurationSHA256 = "configuration_sha256"
    case shardBytes = "shard_bytes"
  }

  /// - Parameter shardBytes: at least 1.
  /// - Throws: `AtlasError` if a file of the states cannot be opened, or there is nothing to encode.
  init(_ configuration: AtlasConfiguration, _ inputs: OpenedInputs, shardBytes: Int) throws {
    version = Version.full
    configurationSHA256 = try SHA256Digest.hex(ofFile: configuration.path)
    self.shardBytes = shardBytes
    (shards, features, encodings, parts) = (1, 0, [], [])
    for dataset in inputs.datasets {
      for loaded in inputs.checkpoints {
        guard let checkpoint = loaded.checkpoint,
          case .states(let source)? = dataset.states(ofLayer: loaded.layer)?.activations
        else { continue }
        try add(source, dataset: dataset.id, checkpoint: loaded.id)
        features = max(features, checkpoint.autoencoder.featureCount)
      }
    }
    if parts.isEmpty {
      throw AtlasError(
        path: configuration.path, "there is nothing to encode",
        hint: "a plan is of hidden states and a checkpoint for their layer; encoded features are read as they are")
    }
    let files = Dictionary(encodings.flatMap(\.files).map { ($0.path, $0.bytes) }, uniquingKeysWith: { a, _ in a })
    let bytes = files.values.reduce(0, +)
    shards = min(max(1, bytes / shardBytes + (bytes % shardBytes == 0 ? 0 : 1)), 1_000_000)
  }

  private mutating func add(_ source: any HiddenStateSource, dataset: String, checkpoint: String) throws {
    let files = try source.files.map { File(path: $0, bytes: try MappedFile($0).count) }
    let bytes = files.reduce(0) { $0 + $1.bytes }
    let blocks = ExampleBlocks(offsets: source.offsets)
    let wanted = bytes / shardBytes + (bytes % shardBytes == 0 ? 0 : 1)
    let count = min(max(1, wanted), max(1, blocks.ranges.count), 1_000_000)
    encodings.append(
      Encoding(
        dataset: dataset, checkpoint: checkpoint, files: files, examples: source.exampleCount,
        tokens: source.tokenCount, dimension: source.dimension, shards: count))
    for index in 1...count {
      let shard = Shard(index: index, count: count)
      let examples = blocks.examples(of: shard)
      let tokens = source.offsets[examples.lowerBound]..<source.offsets[examples.upperBound]
      let share = Double(tokens.count) / Double(max(1, source.tokenCount))
      parts.append(
        Part(
          part: parts.count + 1, dataset: dataset, checkpoint: checkpoint, shard: index, shards: count,
          blocks: blocks.blocks(of: shard), examples: examples, tokens: tokens,
          bytes: Int((Double(bytes) * share).rounded())))
    }
  }

  /// - Throws: `AtlasError` if the file is no plan, or not one of this configuration and version.
  init(reading path: String, for configuration: AtlasConfiguration) throws {
    do {
      self = try MappedFile(path).withBytes { try FindingsJSON.decode(EncodingPlan.self, from: $0) }
    } catch let error as AtlasError {
      throw error
    } catch {
      throw AtlasError(path: path, "this is no plan", hint: "write one with `feature-atlas plan`")
    }
    guard try configurationSHA256 == SHA256Digest.hex(ofFile: configuration.path) else {
      throw AtlasError(
        path: path, "this plan is of another text of the configuration than \(configuration.path) has now",
        hint: "run `feature-atlas plan` again, and encode all parts by the new plan")
    }
    guard version == Version.full else {
      throw AtlasError(
        path: path, "this plan is of version \(version), but this is \(Version.full)",
        hint: "run `feature-atlas plan` again with the version that encodes")
    }
  }

  /// What a part is made of, once its inputs are seen to be those that were planned.
  ///
  /// - Parameter part: from 1.
  /// - Throws: `AtlasError` if there is no such part, or the states have changed in size since.
  func part(
    _ number: Int, of inputs: OpenedInputs, path: String
  ) throws -> (part: Part, source: any HiddenStateSource, checkpoint: OpenedCheckpoint) {
    guard let part = parts.first(where: { $0.part == number }) else {
      throw AtlasError(
        path: path, "there is no part \(number): the plan has \(parts.count)", hint: "parts are counted from 1")
    }
    guard let dataset = inputs.datasets.first(where: { $0.id == part.dataset }),
      let loaded = inputs.checkpoints.first(where: { $0.id == part.checkpoint }),
      case .states(let source)? = dataset.states(ofLayer: loaded.layer)?.activations,
      let encoding = encodings.first(where: { $0.dataset == part.dataset && $0.checkpoint == part.checkpoint }),
      encoding.examples == source.exampleCount, encoding.tokens == source.tokenCount,
      encoding.dimension == source.dimension, encoding.shards == part.shards,
      (1...1_000_000).contains(part.shards), (1...part.shards).contains(part.shard),
      try encoding.files == source.files.map({ File(path: $0, bytes: try MappedFile($0).count) })
    else {
      throw AtlasError(
        path: path, "the states of dataset “\(part.dataset)” for checkpoint “\(part.checkpoint)” are not those planned",
        hint: "run `feature-atlas plan` again, and encode all parts by the new plan")
    }
    return (part, source, loaded)
  }
}
