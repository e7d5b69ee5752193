import Claims
import Files
import Markup

/// The claims of an edition, numbered in the order in which it lists them: each sentence carries the id of its claim and its
/// number, which leads to the row that it rests on.
struct NumberedClaims: Sendable {
  /// Each once.
  let claims: [Claim]
  private let numbers: [String: Int]
  private let speaker: ClaimSpeaker
  /// Whether sentences have a space between them.
  private let hasSpaces: Bool

  init(_ claims: [Claim], speaker: ClaimSpeaker, hasSpaces: Bool) {
    self.claims = claims
    numbers = Dictionary(claims.enumerated().map { ($1.id, $0 + 1) }, uniquingKeysWith: { first, _ in first })
    self.speaker = speaker
    self.hasSpaces = hasSpaces
  }

  /// Anchor of a claim's evidence.
  static func anchor(_ number: Int) -> String { "e\(number)" }

  /// Sentences one after the other.
  ///
  /// - Parameter isFirst: whether they are here for the first time: an id stands once in a page.
  func say(_ said: [Claim], isFirst: Bool = true) throws -> Fragment {
    var out = ByteWriter(capacity: 1024)
    for claim in said {
      if !out.bytes.isEmpty, hasSpaces { out.append(UInt8(ascii: " ")) }
      out.append("<span class=\"claim\" data-claim=\"" as StaticString)
      HTMLEscaping.append(claim.id, to: &out)
      if isFirst {
        out.append("\" id=\"" as StaticString)
        HTMLEscaping.append(claim.id, to: &out)
      }
      out.append("\">" as StaticString)
      try speaker.write(claim, into: &out)
      if let number = numbers[claim.id], !claim.figures.isEmpty {
        // A word joiner: the number stays with its sentence.
        out.append("\u{2060}<a class=\"proof\" href=\"#\(Self.anchor(number))\">")
        out.append(number)
        out.append("</a>" as StaticString)
      }
      out.append("</span>" as StaticString)
    }
    return Fragment(rendered: out)
  }

  /// Where the figures of each claim can be looked up: a list whose items are where its numbers lead.
  func evidence(_ style: PageStyle) -> Fragment {
    var out = FragmentWriter(style, capacity: 1 << 14)
    out.raw("<ol class=\"evidence\">\n")
    for (index, claim) in claims.enumerated() where !claim.figures.isEmpty {
      out.raw("<li id=\"")
      out.attribute(Self.anchor(index + 1))
      out.raw("\" value=\"")
      out.integer(index + 1)
      out.raw("\"><code>")
      out.text(claim.id)
      out.raw("</code> ")
      out.text(Self.rows(claim))
      out.raw("</li>\n")
    }
    out.raw("</ol>\n")
    return out.fragment
  }

  /// Each row once: file, key and columns.
  private static func rows(_ claim: Claim) -> String {
    var order: [String] = []
    var columns: [String: [String]] = [:]
    for figure in claim.figures {
      let evidence = figure.evidence
      let key = evidence.key.filter { !$0.value.isEmpty }.map { "\($0.column)=\($0.value)" }.joined(separator: ", ")
      let row = evidence.file + (key.isEmpty ? "" : " [\(key)]")
      if columns[row] == nil { order.append(row) }
      let column = evidence.column.isEmpty ? evidence.reduction.rawValue : evidence.column
      if columns[row]?.contains(column) != true { columns[row, default: []].append(column) }
    }
    return order.map { "\($0) \((columns[$0] ?? []).joined(separator: ", "))" }.joined(separator: "; ")
  }
}
