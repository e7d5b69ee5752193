/// How the token values of an example become one value. Tokens where a feature is silent count as zero.
public enum Pooling: String, Sendable, CaseIterable, Codable {
  /// Σ over tokens.
  case sum
  /// Σ over tokens divided by the number of tokens, silent ones included.
  case mean
  /// Largest value over tokens; of signed activations the largest, zero included where a token is silent.
  case max
  /// Value at the last token.
  case last
}
