import ArgumentParser
import Datasets
import Diagnostics
import Features
import LinearAlgebra
import SparseAutoencoders

struct EncodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode", abstract: "Encode hidden states as sparse features, written as a SciPy CSR .npz.",
    discussion: """
      Writes one row per token, or one per example with --pooling. --reconstruction also writes the decoder's output, \
      one row per token, as safetensors. Tokens that --drop names have no row, and the file records the rule. --shard \
      I/N encodes one of N parts; `merge` joins the parts. Encoded blocks stay in the cache, where `build` finds them.

      EXAMPLE: feature-atlas encode --checkpoint sae/ --states states.safetensors -o features.npz --pooling max
      """)

  @Option(help: "A checkpoint: file or folder.", completion: .path)
  var checkpoint: String

  @Option(help: "Hidden states: file or folder.", completion: .path)
  var states: String

  @Option(name: .shortAndLong, help: "The .npz to write.", completion: .archive)
  var output: String

  @Option(
    help: "sum, mean, max or last: write one row per example instead of one per token.", completion: .poolings)
  var pooling: String?

  @Option(help: "Also write the reconstruction, as safetensors.", completion: .path)
  var reconstruction: String?

  @Option(help: "I/N: encode only part I of N, counted from 1.")
  var shard: String?

  @OptionGroup var format: CheckpointFormatOptions
  @OptionGroup var drop: DropOptions
  @OptionGroup var tokens: TokenOptions
  @OptionGroup var encoding: EncoderOptions
  @OptionGroup var caching: CacheOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let checkpoint = try Checkpoints.open(checkpoint, options: try format.options)
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
