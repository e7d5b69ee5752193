import Diagnostics
import TensorFiles

/// Which array of a file holds the hidden states.
enum ArrayChoice {
  /// Names that libraries use, in the order in which they are preferred.
  static let usualNames = ["states", "hidden_states", "activations", "embeddings"]

  /// - Throws: `AtlasError` naming the arrays if none, or more than one, may be meant.
  static func states(in container: any TensorContainer, options: StateOptions) throws -> TensorEntry {
    if let name = options.array {
      if let entry = container.entry(name) { return entry }
      _ = try container.tensor(name)
    }
    let candidates = container.tensors.filter {
      $0.elementType.isFloatingPoint && (2...3).contains($0.shape.count) && $0.layout == .dense
    }
    for name in usualNames {
      if let entry = candidates.first(where: { $0.name == name }) { return entry }
    }
    if candidates.count == 1 { return candidates[0] }
    if let layer = options.layer {
      let ofLayer = candidates.filter { lastNumber(in: $0.name) == layer }
      if ofLayer.count == 1 { return ofLayer[0] }
    }
    let described = container.tensors.map { "\($0.name) \($0.shape) \($0.elementType.rawValue)" }
    throw AtlasError(
      path: container.path,
      candidates.isEmpty
        ? "no array of floats with two or three axes: hidden states are [examples, d] or [tokens, d]"
        : "several arrays may be the hidden states",
      hint: (candidates.isEmpty ? "the file holds " : "say which with the option array; the file holds ")
        + listed(described))
  }

  /// The last whole number in a name: 12 for `blocks.12.hook_resid_post`.
  static func lastNumber(in name: String) -> Int? {
    name.split { !("0"..."9").contains($0) }.last.flatMap { Int($0) }
  }
}
