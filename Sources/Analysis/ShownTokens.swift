import Datasets
import Diagnostics
import Features
import Findings

/// What is shown refers to all tokens, also to those that are left out of what is measured.
extension OpenedDataset {
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
  public var leftOut: LeftOutFinding? {
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
