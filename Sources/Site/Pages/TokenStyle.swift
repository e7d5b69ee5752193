/// How the pieces of a tokenizer join to readable text; found from the pieces themselves.
enum TokenStyle: Sendable {
  /// `##ing` continues a word (BERT).
  case wordPiece
  /// `Ġthe`, `▁the` begin a word (byte-level BPE, SentencePiece).
  case marked
  /// ` the` carries its own space.
  case raw
  /// Words, joined by spaces.
  case words

  /// Marks that stand directly after a word.
  private static let closing: Set<String> = [",", ".", ";", ":", "!", "?", ")", "]", "}", "%", "…", "”", "’"]

  init(_ pieces: [[String]]) {
    var result = TokenStyle.words
    for piece in pieces.prefix(2000).joined() {
      if piece.hasPrefix("Ġ") || piece.hasPrefix("▁") {
        self = .marked
        return
      }
      if piece.hasPrefix("##"), piece.utf8.count > 2 { result = .wordPiece }
      if piece.hasPrefix(" "), case .words = result { result = .raw }
    }
    self = result
  }

  /// Whether a space comes before the piece, and the piece without its marker.
  func read(_ piece: String) -> (space: Bool, text: Substring) {
    switch self {
    case .wordPiece:
      return piece.hasPrefix("##")
        ? (false, piece.dropFirst(2)) : (!TokenStyle.closing.contains(piece), piece[...])
    case .marked:
      return piece.hasPrefix("Ġ") || piece.hasPrefix("▁") ? (true, piece.dropFirst()) : (false, piece[...])
    case .raw:
      return piece.hasPrefix(" ") ? (true, piece.dropFirst()) : (false, piece[...])
    case .words: return (!TokenStyle.closing.contains(piece), piece[...])
    }
  }
}
