import Analysis
import Datasets
import Features
import SparseAutoencoders

/// The output matrix of the model that a checkpoint was trained on, and the tokens that it gives logits to.
struct UnembeddingEntry: ConfigurationMapping {
  var path = ""
  var tensor: String?
  var tokens = ""
  /// Where in the document.
  var place = ""

  static var defaults: Self { Self() }

  static var keys: [ConfigurationKey<Self>] {
    [
      .init(
        "path", .path, \.path, "the file of the matrix: safetensors, npy, npz, pt", example: "gpt2.safetensors",
        missing: ("this unembedding has no path", "add `path: FILE`")),
      .init(
        "tensor", .text("name of a tensor"), optional: \.tensor,
        "the matrix, [tokens, width] or [width, tokens]; by default `lm_head.weight` and the like, or the only matrix of "
          + "the file", example: "wte.weight"),
      .init(
        "tokens", .path, \.tokens,
        "its tokens by their ids: `tokenizer.json`, `vocab.json`, a JSON list, or one token a line",
        example: "tokenizer.json", missing: ("this unembedding has no tokens", "add `tokens: FILE`")),
    ]
  }

  mutating func finish(_ node: ConfigurationNode, isClean: Bool) { place = node.place }

  /// nil where something is wrong, which is then among the mistakes.
  func opened(for checkpoint: Checkpoint, _ id: String, _ opening: InputOpening) -> Unembedding? {
    guard let decoder = checkpoint.autoencoder.decoder else {
      opening.mistakes.add(
        opening.configuration.failure(
          at: place, "checkpoint “\(id)” has an unembedding, but no decoder", hint: "leave `unembedding` out"))
      return nil
    }
    guard let vocabulary = opening.attempt(tokens, at: place + ".tokens", { try TokenVocabulary.read(path: tokens) })
    else { return nil }
    return opening.attempt(path, at: place + ".path") {
      let opened = try Unembedding.open(path: path, tensor: tensor, vocabulary: vocabulary, width: decoder.outputs)
      if opened.unnamed > 0 {
        opening.reporter.stage(
          "note: \(id): \(opened.unnamed) outputs of the unembedding have no token and are left out")
      }
      return opened
    }
  }
}
