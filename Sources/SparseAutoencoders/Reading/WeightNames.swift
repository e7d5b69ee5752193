/// What the names of files in a checkpoint's folder say: which can be weights, which training left beside them.
enum WeightNames {
  static let endings = [".safetensors", ".pt", ".pth", ".ckpt", ".pkl", ".bin"]

  /// Words in names of what a training run saves for itself.
  private static let others = [
    "optimizer", "scheduler", "rng_state", "random_state", "trainer_state", "training_state", "training_args",
    "train_stats", "scaler", "firing_count", "dead_feature",
  ]

  /// What families and libraries call the weights themselves, the likeliest first.
  private static let usual = [
    "sae_weights", "sae", "ae", "autoencoder", "params", "weights", "final", "model", "pytorch_model",
  ]

  /// Whether a file of this name can hold an autoencoder.
  static func canBeWeights(_ path: String) -> Bool {
    let name = name(path).lowercased()
    guard !name.hasPrefix("."), endings.contains(where: name.hasSuffix) else { return false }
    let stem = stem(name)
    if stem == "state" || stem == "optim" || stem.hasSuffix("sparsity") || stem.hasPrefix("activation") { return false }
    return !others.contains(where: stem.contains)
  }

  /// Whether this is a part of weights in several files: `model-00001-of-00002.safetensors`.
  static func isPart(_ path: String) -> Bool {
    guard canBeWeights(path) else { return false }
    let words = stem(name(path)).split(separator: "-").suffix(3)
    guard words.count == 3, let first = words.first, let last = words.last else { return false }
    return Int(first) != nil && Int(last) != nil && words[words.startIndex + 1] == "of"
  }

  /// Of several candidates the one with the usual name; nil if there is none. safetensors come before other endings.
  static func usual(in candidates: [String]) -> String? {
    for wanted in usual {
      let found = candidates.filter { stem(name($0)) == wanted }
      if let first = found.first(where: { $0.hasSuffix(".safetensors") }) ?? found.first { return first }
    }
    return nil
  }

  private static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  private static func stem(_ name: String) -> String {
    name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }
}
