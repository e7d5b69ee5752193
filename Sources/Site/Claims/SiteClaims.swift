import Claims
import Files
import Markup

extension SiteContext {
  /// Claims as sentences of a page, one after the other: each with its id as anchor and a link to the table that proves it.
  ///
  /// - Parameter root: the way from the page to the root of the site.
  func say(_ claims: [Claim], root: String) throws -> Fragment {
    var out = ByteWriter(capacity: 512)
    for claim in claims { try say(claim, root: root, into: &out) }
    return Fragment(rendered: out)
  }

  /// The same for pages that there are thousands of: sentences in a row that rest on the same row of a table share one link,
  /// after the last of them; the page itself is about the row.
  ///
  /// - Parameter next: what is said right after them.
  func sayTogether(_ claims: [Claim], before next: Claim? = nil, root: String) throws -> Fragment {
    var out = ByteWriter(capacity: 512)
    for (index, claim) in claims.enumerated() {
      let following = index + 1 < claims.count ? claims[index + 1] : next
      let isShared = following.map { $0.restsOnTheRow(of: claim) } ?? false
      try say(claim, root: root, isProven: !isShared, namesRow: false, into: &out)
    }
    return Fragment(rendered: out)
  }

  func say(_ claim: Claim, root: String, isProven: Bool = true, namesRow: Bool = true, into out: inout ByteWriter)
    throws
  {
    if !out.bytes.isEmpty, out.bytes.last ?? 0x80 < 0x80 { out.append(UInt8(ascii: " ")) }
    if format == .html {
      out.append("<span class=\"claim\" id=\"" as StaticString)
      HTMLEscaping.append(claim.id, to: &out)
      out.append("\">" as StaticString)
    }
    try speaker.write(claim, into: &out)
    if isProven, let evidence = claim.figures.first?.evidence {
      let link = root + Links.encoded(evidence.file)
      if format == .html {
        out.append(" <a class=\"proof\" href=\"" as StaticString)
        out.append(link)
        if namesRow {
          out.append("\" title=\"" as StaticString)
          HTMLEscaping.append(evidence.key.map { "\($0.column) = \($0.value)" }.joined(separator: ", "), to: &out)
        }
        out.append("\">" as StaticString)
        HTMLEscaping.append(words[.proof], to: &out)
        out.append("</a>" as StaticString)
      } else {
        out.append(" [")
        MarkdownEscaping.append(words[.proof], to: &out)
        out.append("](\(link))")
      }
    }
    if format == .html { out.append("</span>" as StaticString) }
  }
}

extension Claim {
  /// Whether the first figures of both stand in the same row of the same file.
  fileprivate func restsOnTheRow(of other: Claim) -> Bool {
    guard let own = figures.first?.evidence, let its = other.figures.first?.evidence else { return false }
    return own.file == its.file && own.key.elementsEqual(its.key, by: ==)
  }
}
