import Diagnostics

extension Activations {
  /// [examples + 1]: the rows of each example.
  public var offsets: [Int] {
    switch self {
    case .states(let source): source.offsets
    case .encoded(let features): features.offsets
    }
  }

  /// The activations without some tokens, and which are kept; nil where the rule leaves nothing out.
  ///
  /// Features that were encoded without tokens already must have been so by the same rule.
  ///
  /// - Parameter path: of the activations, for messages.
  /// - Throws: `AtlasError` if there is one row per example, if the features were encoded without other tokens, or if the
  ///   tokens are not those of the activations; and what `KeptTokens` throws.
  public func leavingOut(
    _ drop: TokenDrop, tokens table: TokenTable?, path: String
  ) throws -> (activations: Activations, kept: KeptTokens)? {
    if case .encoded(let features) = self, !features.leftOut.isEmpty {
      return try alreadyWithout(features.leftOut, features, drop, table, path)
    }
    if drop.isEmpty { return nil }
    if !drop.texts.isEmpty, table == nil {
      throw AtlasError(
        path: path,
        "tokens are to be left out by their text (\(drop.texts.joined(separator: ", "))), which no file gives",
        hint: "name the file of tokens, or leave out `first` or `last`")
    }
    guard offsets != StateOffsets.onePerExample(offsets.count - 1) else {
      throw AtlasError(
        path: path, "there is one row per example, so no tokens can be left out",
        hint: "give the states of all tokens, or leave `drop` out")
    }
    try table?.check(offsets: offsets, of: path)
    let kept = try KeptTokens(drop, offsets: offsets, table: table, states: path)
    switch self {
    case .states(let source): return (.states(SelectedTokens(source, kept)), kept)
    case .encoded(let features): return (.encoded(features.selecting(kept)), kept)
    }
  }

  /// Features whose rows are of the kept tokens: where these stood is found again from the rule.
  private func alreadyWithout(
    _ made: TokenDrop, _ features: EncodedFeatures, _ asked: TokenDrop, _ table: TokenTable?, _ path: String
  ) throws -> (activations: Activations, kept: KeptTokens)? {
    guard asked.isEmpty || Set(asked.words) == Set(made.words) else {
      throw AtlasError(
        path: path, "these features were encoded without \(made.described), not without \(asked.described)",
        hint: "write `drop: [\(made.described)]`, or encode the states again")
    }
    // Pooled: one row per example, of which nothing more is to be told.
    if offsets == StateOffsets.onePerExample(offsets.count - 1) { return nil }
    if table == nil, !made.texts.isEmpty {
      throw AtlasError(
        path: path, "these features were encoded without \(made.described): which tokens these were, no file says",
        hint: "name the file of tokens (`tokens: FILE`)")
    }
    let ends = (made.first ? 1 : 0) + (made.last ? 1 : 0)
    var all = [0]
    for example in 0..<offsets.count - 1 {
      let count = offsets[example + 1] - offsets[example]
      all.append(all[example] + (count > 0 ? count + ends : 0))
    }
    let kept = try KeptTokens(made, offsets: table?.offsets ?? all, table: table, states: path)
    guard kept.offsets == offsets else {
      throw AtlasError(
        path: path, "the tokens of \(table?.path ?? path) without \(made.described) are not those of these features",
        hint: "give the tokens of the states that were encoded")
    }
    return (self, kept)
  }
}
