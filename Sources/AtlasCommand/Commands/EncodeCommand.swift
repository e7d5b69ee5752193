import Analysis
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
      I/N encodes one of N parts; `merge` joins the parts. Encoded blocks stay in the cache, where `build` finds them. \
      A part says which states it was made of, and also reads those of the next part: `merge` compares the two.

      --plan PLAN --config CONFIG --part K encodes a part of a plan that `plan` wrote, as the configuration says.

      EXAMPLE: feature-atlas encode --checkpoint sae/ --states states.safetensors -o features.npz --pooling max
      """)

  @Option(help: "A checkpoint: file or folder.", completion: .path)
  var checkpoint: String?

  @Option(help: "Hidden states: file or folder.", completion: .path)
  var states: String?

  @Option(name: .shortAndLong, help: "The .npz to write.", completion: .archive)
  var output: String

  @Option(
    help: "sum, mean, max or last: write one row per example instead of one per token.", completion: .poolings)
  var pooling: String?

  @Option(help: "Also write the reconstruction, as safetensors.", completion: .path)
  var reconstruction: String?

  @Option(help: "I/N: encode only part I of N, counted from 1.")
  var shard: String?

  @Option(help: "A plan of `plan`, with --config and --part instead of --checkpoint, --states and --shard.")
  var plan: String?

  @Option(help: "The configuration of the plan.")
  var config: String?

  @Option(help: "The part of the plan to encode, counted from 1.")
  var part: Int?

  @OptionGroup var format: CheckpointFormatOptions
  @OptionGroup var drop: DropOptions
  @OptionGroup var tokens: TokenOptions
  @OptionGroup var encoding: EncoderOptions
  @OptionGroup var caching: CacheOptions
  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if plan == nil {
      if config != nil || part != nil { throw ValidationError("--config and --part go with --plan") }
      if checkpoint == nil { throw ValidationError("Missing expected argument '--checkpoint <checkpoint>'") }
      if states == nil { throw ValidationError("Missing expected argument '--states <states>'") }
    } else {
      if config == nil || part == nil { throw ValidationError("--plan needs --config and --part") }
      let given = checkpoint ?? states ?? shard ?? reconstruction
      if given != nil || !drop.words.isEmpty || tokens.tokens != nil || format.format != nil || !format.pairs.isEmpty {
        throw ValidationError(
          "with --plan the configuration says what is encoded: leave out --checkpoint, --states, --shard, "
            + "--reconstruction, --drop, --tokens, --format and --option")
      }
    }
  }

  func run() throws {
    try runCommand {
      let pooling = try pooling.map { name in
        guard let value = Pooling(rawValue: name) else {
          throw AtlasError(.input, "--pooling is “\(name)”", hint: "known: sum, mean, max, last")
        }
        return value
      }
      if shard != nil, reconstruction != nil {
        throw AtlasError(.input, "--reconstruction is of all tokens, not of a shard", hint: "leave --shard out")
      }
      let (step, shard) = try plan.map(planned) ?? named()
      try step.write(to: output, pooling: pooling, shard: shard)
      if let reconstruction { try step.writeReconstruction(to: reconstruction) }
    }
  }

  /// What --checkpoint and --states name.
  private func named() throws -> (FeatureEncoding, Shard?) {
    let (checkpointPath, states) = (checkpoint ?? "", states ?? "")
    let checkpoint = try Checkpoints.open(checkpointPath, options: try format.options)
    for warning in checkpoint.warnings { shared.reporter.warning(warning) }
    for note in checkpoint.notes { shared.reporter.stage("note: \(note)") }
    let opened = try HiddenStates.open(path: states)
    for warning in opened.allWarnings { shared.reporter.warning(warning.about(.file, states)) }
    let activations = try tokens.leavingOut(drop.rule, of: opened.activations, path: states, shared.reporter)
    guard case .states(let source) = activations else {
      throw AtlasError(path: states, "these are encoded features, not hidden states", hint: "use `convert`")
    }
    return (
      try encoding(checkpoint, source, leftOut: drop.rule), try shard.map { try Shard(parsing: $0) }
    )
  }

  /// A part of a plan: its states are opened as `build` opens them, so that `build` finds its blocks in the cache.
  private func planned(_ path: String) throws -> (FeatureEncoding, Shard?) {
    let configuration = try AtlasConfiguration.read(config ?? "")
    let plan = try EncodingPlan(reading: path, for: configuration)
    let inputs = try OpenedInputs(configuration, reporter: shared.reporter)
    let (part, source, loaded) = try plan.part(self.part ?? 0, of: inputs, path: path)
    guard let checkpoint = loaded.checkpoint else {
      throw AtlasError(path: path, "checkpoint “\(loaded.id)” has no path, so nothing can be encoded")
    }
    let drop = configuration.datasets.first { $0.id == part.dataset }?.drop ?? .none
    return (try encoding(checkpoint, source, leftOut: drop), Shard(index: part.shard, count: part.shards))
  }

  private func encoding(
    _ checkpoint: Checkpoint, _ source: any HiddenStateSource, leftOut: TokenDrop
  ) throws -> FeatureEncoding {
    FeatureEncoding(
      checkpoint: checkpoint, source: source, encoder: encoding.encoder, threads: shared.threadCount,
      reporter: shared.reporter, cache: try caching.open(shared.reporter), leftOut: leftOut)
  }
}
