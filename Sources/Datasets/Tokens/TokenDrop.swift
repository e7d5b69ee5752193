/// Which tokens are left out of everything that is measured: `first` and `last` of every example, and tokens by their text.
public struct TokenDrop: Sendable, Equatable {
  /// Whether the first token of every example is left out.
  public let first: Bool
  /// Whether the last token of every example is left out.
  public let last: Bool
  /// As the token file writes them, each once.
  public let texts: [String]

  /// Leaves nothing out.
  public static let none = TokenDrop([])

  /// From a list such as `first, <bos>`: every word but `first` and `last` is the text of a token.
  public init(_ words: [String]) {
    first = words.contains("first")
    last = words.contains("last")
    texts = words.filter { $0 != "first" && $0 != "last" }.uniqued()
  }

  /// Whether nothing is left out.
  public var isEmpty: Bool { self == .none }

  /// The list again: `first`, `last`, then texts.
  public var words: [String] { (first ? ["first"] : []) + (last ? ["last"] : []) + texts }

  /// `first, <bos>`, for messages.
  public var described: String { words.joined(separator: ", ") }
}
