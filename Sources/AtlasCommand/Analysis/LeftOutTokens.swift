import Datasets
import Diagnostics
import Findings

/// Tokens that a dataset's `drop` leaves out: the states are wrapped once, right after they are opened, so that whatever is
/// measured is measured without them; what is shown refers to all tokens again.
extension LoadedInputs.LoadedDataset {
  /// Also checks that the tokens are those of the states.
  ///
  /// - Throws: what `Activations.leavingOut` and `TokenTable.check` throw.
  mutating func leaveOutTokens() throws {
    for place in states.indices {
      let (layer, opened) = states[place]
      let path = opened.activations.files.first ?? examples.path
      try checkTokens(against: opened.activations, path)
      guard let (activations, kept) = try opened.activations.leavingOut(entry.drop, tokens: tokens, path: path) else {
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

  /// The first layer's: where there is a file of tokens those of all layers are the same.
  private var shownKept: KeptTokens? { states.first.flatMap { kept[$0.layer] } }

  /// What the features of a layer do without; none where all tokens are taken.
  func drop(ofLayer layer: Int?) -> TokenDrop {
    guard let state = states.first(where: { $0.layer == layer }) ?? states.first else { return .none }
    if case .encoded(let features) = state.opened.activations { return features.leftOut }
    return kept[state.layer]?.drop ?? .none
  }

  /// Text of the token at a position in the states of a layer, which are without those that are left out.
  func text(of position: Int, layer: Int?) -> String? {
    guard let tokens, let state = states.first(where: { $0.layer == layer }) ?? states.first else { return nil }
    let position = kept[state.layer].map { $0.positions[position] } ?? position
    return position < tokens.codes.count ? tokens.token(at: position) : nil
  }

  /// nil where all tokens are taken.
  var leftOut: LeftOutFinding? {
    shownKept.map {
      LeftOutFinding(rule: $0.drop.words, tokens: $0.droppedCount, of: $0.allOffsets[$0.allOffsets.count - 1])
    }
  }

  /// Of each example the tokens that are left out, for the pages.
  var leftOutOfExamples: [[Int32]]? {
    guard let shownKept, tokens != nil else { return nil }
    return (0..<examples.count).map { shownKept.dropped(ofExample: $0) }
  }

  /// Examples with token indices among all tokens, from those among the kept ones.
  func amongAllTokens(_ found: StrongestExamples, layer: Int?) -> StrongestExamples {
    guard let layer = layer ?? states.first?.layer, let kept = kept[layer] else { return found }
    var found = found
    for entry in found.examples.indices {
      let example = Int(found.examples[entry])
      found.tokens[entry] = kept.place(of: found.tokens[entry], inExample: example)
      for position in found.tokenOffsets[entry]..<found.tokenOffsets[entry + 1] {
        found.tokenIndices[position] = kept.place(of: found.tokenIndices[position], inExample: example)
      }
    }
    return found
  }

  /// The words of tokens, where there are tokens for every example.
  var tokenWords: TokenWords? {
    tokens.flatMap { $0.exampleCount == examples.count ? TokenWords($0, kept: shownKept) : nil }
  }
}
