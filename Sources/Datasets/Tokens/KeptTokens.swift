import Diagnostics

/// The tokens that a rule leaves, and where they stand among all.
public struct KeptTokens: Sendable {
  /// The rule.
  public let drop: TokenDrop
  /// [examples + 1] over all tokens.
  public let allOffsets: [Int]
  /// [examples + 1] over the kept ones.
  public let offsets: [Int]
  /// [kept]: place among all tokens, ascending.
  public let positions: [Int]

  /// Applies a rule to examples whose tokens are at `offsets`.
  ///
  /// - Parameters:
  ///   - table: the texts of the same tokens; needed where the rule names texts.
  ///   - states: the file that the offsets are of, for messages.
  /// - Throws: `AtlasError` if a text never occurs, or if an example that has tokens keeps none.
  public init(_ drop: TokenDrop, offsets: [Int], table: TokenTable?, states: String) throws {
    let dropped = try KeptTokens.codes(drop, table)
    var kept = [0]
    var positions: [Int] = []
    for example in 0..<offsets.count - 1 {
      let tokens = offsets[example]..<offsets[example + 1]
      for token in tokens {
        if drop.first && token == tokens.lowerBound || drop.last && token == tokens.upperBound - 1 { continue }
        if let table, dropped.contains(table.codes[token]) { continue }
        positions.append(token)
      }
      if positions.count == kept[example], !tokens.isEmpty {
        throw AtlasError(
          path: states, "example \(example) has no token left without \(drop.described)",
          hint: "leave this example out, or fewer of its \(tokens.count) tokens")
      }
      kept.append(positions.count)
    }
    self.drop = drop
    allOffsets = offsets
    self.offsets = kept
    self.positions = positions
  }

  /// Tokens that are left out.
  public var droppedCount: Int { allOffsets[allOffsets.count - 1] - positions.count }

  /// Place, within all tokens of an example, of the kept token `token` of it.
  public func place(of token: Int32, inExample example: Int) -> Int32 {
    let position = offsets[example] + Int(token)
    guard position < offsets[example + 1] else { return token }
    return Int32(positions[position] - allOffsets[example])
  }

  /// The tokens of an example that were left out, counted within it.
  public func dropped(ofExample example: Int) -> [Int32] {
    let kept = Set(positions[offsets[example]..<offsets[example + 1]])
    return (allOffsets[example]..<allOffsets[example + 1]).filter { !kept.contains($0) }
      .map { Int32($0 - allOffsets[example]) }
  }

  private static func codes(_ drop: TokenDrop, _ table: TokenTable?) throws -> Set<Int32> {
    guard let table else { return [] }
    return Set(
      try drop.texts.map { text in
        guard let code = table.vocabulary.firstIndex(of: text) else {
          throw AtlasError(
            path: table.path, "no token is “\(text)”, so it cannot be left out",
            hint: nearestName(to: text, in: table.vocabulary).map { "did you mean “\($0)”?" }
              ?? "write tokens as this file does")
        }
        return Int32(code)
      })
  }
}
