import ArgumentParser
import Datasets
import Diagnostics
import Features
import LinearAlgebra
import SparseAutoencoders

struct EncodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode", abstract: "Encode hidden states as sparse features: a SciPy CSR .npz.",
    discussion: """
      One row per token, or per example with --pooling. --reconstruction also writes what the decoder makes of the \
      features, one row per token, as safetensors. What --drop leaves out has no row, and the file says so. \
      --shard I/N encodes one of N parts, which `merge` puts together; what is encoded stays in the cache for `build` \
      as well.

      EXAMPLE: feature-atlas encode --checkpoint sae/ --states states.safetensors -o features.npz --pooling max
      """)

  @Option(help: "A checkpoint: file or folder.")
  var checkpoint: String

  @Option(help: "Hidden states: file or folder.")
  var states: String

  @Option(name: .shortAndLong, help: "The .npz to write.")
  var output: String

  @Option(help: "sum, mean, max or last: one row per example instead of one per token.")
  var pooling: String?

  @Option(help: "The checkpoint's family, where its files do not say.")
  var format: String?

  @Option(
    name: .customLong("option"), help: "KEY=VALUE, say k=32, where the checkpoint's files do not say; repeatable.")
  var options: [String] = []

  @Option(help: "Also write the reconstruction, as safetensors.")
  var reconstruction: String?

  @Option(help: "I/N: only the I-th of N parts, I from 1.")
  var shard: String?

  @OptionGroup var drop: DropOptions
  @OptionGroup var tokens: TokenOptions
  @OptionGroup var encoding: EncoderOptions
  @OptionGroup var caching: CacheOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let checkpoint = try Checkpoints.open(checkpoint, options: try CheckpointOptions(family: format, pairs: options))
      for warning in checkpoint.warnings { shared.reporter.warning(warning) }
      for note in checkpoint.notes { shared.reporter.stage("note: \(note)") }
      let opened = try HiddenStates.open(path: states)
      for warning in opened.allWarnings { shared.reporter.warning(warning.about(.file, states)) }
      let activations = try tokens.leavingOut(drop.rule, of: opened.activations, path: states, shared.reporter)
      guard case .states(let source) = activations else {
        throw AtlasError(path: states, "these are encoded features, not hidden states", hint: "use `convert`")
      }
      let pooling = try pooling.map { name in
        guard let value = Pooling(rawValue: name) else {
          throw AtlasError(.input, "--pooling is “\(name)”", hint: "known: sum, mean, max, last")
        }
        return value
      }
      if shard != nil, reconstruction != nil {
        throw AtlasError(.input, "--reconstruction is of all tokens, not of a shard", hint: "leave --shard out")
      }
      let step = FeatureEncoding(
        checkpoint: checkpoint, source: source, encoder: encoding.encoder, threads: shared.threadCount,
        reporter: shared.reporter, cache: try caching.open(shared.reporter), leftOut: drop.rule)
      try step.write(to: output, pooling: pooling, shard: try shard.map { try Shard(parsing: $0) })
      if let reconstruction { try step.writeReconstruction(to: reconstruction) }
    }
  }
}

extension CheckpointOptions {
  /// From `--format` and `--option KEY=VALUE`.
  init(family: String?, pairs: [String]) throws {
    var options: [String: String] = [:]
    for pair in pairs {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw AtlasError(.input, "--option “\(pair)” is not KEY=VALUE", hint: "write, say, --option k=32")
      }
      options[String(parts[0])] = String(parts[1])
    }
    self.init(family: family, options: options)
  }
}
