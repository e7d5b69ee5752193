/// The tokens of examples as words to count: decoded, without the spaces around them, and without tokens that are left out.
public struct TokenWords: Sendable {
  private let pieces: TokenPieces
  private let kept: KeptTokens?
  /// Examples, with or without tokens.
  public let exampleCount: Int

  public init(_ table: TokenTable, kept: KeptTokens? = nil) {
    pieces = TokenPieces(table)
    self.kept = kept
    exampleCount = table.exampleCount
  }

  /// In the order of the tokens, with repetitions.
  public func words(ofExample example: Int) -> [String] {
    pieces.decoded(example: example).words(without: Set(kept?.dropped(ofExample: example) ?? []))
  }
}
