import Analysis
import Datasets
import Diagnostics

/// Tokens that a dataset's `drop` leaves out: the states are wrapped once, right after they are opened, so that whatever is
/// measured is measured without them; what is shown refers to all tokens again.
extension OpenedDataset {
  /// Also checks that the tokens are those of the states.
  ///
  /// - Throws: what `Activations.leavingOut` and `TokenTable.check` throw.
  mutating func leaveOut(_ drop: TokenDrop) throws {
    for place in states.indices {
      let (layer, opened) = states[place]
      let path = opened.activations.files.first ?? examples.path
      try checkTokens(against: opened.activations, path)
      guard let (activations, kept) = try opened.activations.leavingOut(drop, tokens: tokens, path: path) else {
        continue
      }
      states[place].opened.activations = activations
      self.kept[layer] = kept
    }
  }

  private func checkTokens(against activations: Activations, _ path: String) throws {
    guard let tokens else { return }
    // Rows of kept tokens are compared where the rule is applied.
    if case .encoded(let features) = activations, !features.leftOut.isEmpty { return }
    guard activations.offsets != Array(0...examples.count) else {
      // One row per example: pooled already, of tokens that cannot be counted any more.
      guard tokens.exampleCount != examples.count else { return }
      throw AtlasError(
        path: tokens.path, "tokens of \(tokens.exampleCount) examples, where \(examples.path) has \(examples.count)",
        hint: "write one list of tokens per example, in the order of the examples")
    }
    try tokens.check(offsets: activations.offsets, of: path)
  }
}
