import Findings

/// A few words of an example round the token on which a feature fires most, as text: what a page of the feature shows in
/// full.
struct ExampleExcerpt: Equatable {
  /// Characters kept on each side of the token.
  static let side = 48

  var before = ""
  /// Empty where there are no tokens: then all stands in `before`.
  var peak = ""
  var after = ""

  /// - Parameters:
  ///   - token: from 0 within the example.
  /// - Returns: nil where the example has no text.
  init?(_ list: ExampleList, example: Int, token: Int) {
    // Patches have no text: the picture shows them.
    if list.patches == nil, let pieces = list.tokens.at(example), pieces.indices.contains(token) {
      var place = token
      // A character that several tokens share stands in the first of them.
      while place > 0, pieces[place].isEmpty { place -= 1 }
      let found = pieces[place]
      peak = String(found.prefix(Self.side))
      before = Self.end(of: pieces[..<place])
      after = Self.beginning(of: pieces[(place + 1)...])
      // A space before the token is no part of what is marked.
      let spaces = peak.prefix { $0 == " " }
      before += spaces
      peak.removeFirst(spaces.count)
    } else if let text = list.texts.at(example) ?? list.alts?.at(example) {
      before = Self.beginning(of: [text][...], characters: 2 * Self.side)
    }
    if before.isEmpty, peak.isEmpty { return nil }
  }

  private static func beginning(of pieces: ArraySlice<String>, characters: Int = side) -> String {
    var text = ""
    for piece in pieces {
      let room = characters - text.count
      guard piece.count <= room else { return text + piece.prefix(room) + "…" }
      text += piece
    }
    return text
  }

  private static func end(of pieces: ArraySlice<String>) -> String {
    var parts: [Substring] = []
    var room = side
    for piece in pieces.reversed() {
      if piece.count > room {
        parts.append("…" + piece.suffix(room))
        break
      }
      parts.append(piece[...])
      room -= piece.count
    }
    return parts.reversed().joined()
  }
}
