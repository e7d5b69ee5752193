/// A place in a transformer where states are taken, as the name of a hook or module tells it.
///
/// Hooks count blocks from 0, and so do the modules of Hugging Face, but its `hidden_states` have the embedding in front:
/// what block L puts out is `hidden_states[L + 1]`. (After the last block Hugging Face stores the state behind the final
/// norm, so there the two differ.)
public struct ModelPlace: Sendable, Equatable {
  /// Which states of a block.
  public enum Site: Sendable {
    /// The residual stream behind a block, and before it.
    case output, input
    /// Between attention and MLP.
    case middle
    case attention, mlp
    /// What the first block reads.
    case embedding
  }

  private static let embeddings = ["hook_embed", "embed_tokens", "embeddings", "embed", "wte"]

  /// Number of the block, from 0.
  public var block: Int
  /// Which states of that block.
  public var site: Site

  /// - Parameter name: `blocks.4.hook_resid_post`, `model.layers.20`, `layers.10.mlp`, `resid_post_layer_4` …; nil where
  ///   it does not tell the place.
  public init?(_ name: String) {
    let text = name.lowercased()
    guard let block = HookName.layer(text) else {
      guard let last = text.split(separator: ".").last, ModelPlace.embeddings.contains(String(last)) else { return nil }
      (self.block, site) = (0, .embedding)
      return
    }
    self.block = block
    let sites: [(String, Site)] = [
      ("resid_post", .output), ("resid_pre", .input), ("resid_mid", .middle), ("attn", .attention),
      ("attention", .attention), ("hook_z", .attention), ("ln1", .attention), ("mlp", .mlp), ("ln2", .mlp),
      ("feedforward", .mlp), ("intermediate", .mlp),
    ]
    if let known = sites.first(where: { text.contains($0.0) }) {
      site = known.1
      return
    }
    // A module of the list of blocks: its output is the block's. `layer_20` alone, a folder, does not tell a module.
    let parts = text.split(separator: ".")
    guard let number = parts.lastIndex(of: "\(block)"), number > 0 else { return nil }
    switch parts[(number + 1)...].joined(separator: ".") {
    case "", "output": site = .output
    case "input": site = .input
    default: return nil
    }
  }

  /// Its index in Hugging Face's `hidden_states`; nil where they do not hold it.
  public var hiddenState: Int? {
    switch site {
    case .output: block + 1
    case .input: block
    case .embedding: 0
    case .middle, .attention, .mlp: nil
    }
  }

  /// `hidden_states[5] of Hugging Face`, or that they do not hold it.
  public var inHuggingFace: String {
    hiddenState.map { "hidden_states[\($0)] of Hugging Face" } ?? "not among the hidden_states of Hugging Face"
  }

  /// Whether both name the same states: what a block puts out is what the next one reads.
  public func isSame(as other: ModelPlace) -> Bool {
    if let here = hiddenState, let there = other.hiddenState { return here == there }
    return self == other
  }
}
