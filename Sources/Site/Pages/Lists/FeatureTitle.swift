import Findings

/// What a feature is called in lists: the name that somebody gave it, else the first of its distinctive words, which are
/// marked as such; empty where there is neither.
struct FeatureTitle {
  /// Words that stand for a name.
  private static let words = 3

  let text: String
  /// Whether it was put together from words.
  let isMade: Bool

  init(_ feature: Int, _ catalog: FeatureCatalog) {
    let name = catalog.table.names.at(feature) ?? ""
    let lists = catalog.profiles.words
    let words = lists.range(of: feature).prefix(Self.words).compactMap { lists.vocabulary.at(Int(lists.words[$0])) }
    isMade = name.isEmpty
    text = isMade ? words.joined(separator: ", ") : name
  }

  /// The title as a link to the feature's page in the same folder, then its number.
  func write(_ feature: Int, into out: inout FragmentWriter) {
    guard out.format == .html else {
      out.link(text.isEmpty ? "\(feature)" : text, "\(feature).html")
      if text.isEmpty { return }
      out.raw(" ")
      return out.integer(feature)
    }
    out.raw("<a href=\"")
    out.integer(feature)
    out.raw(".html\">")
    if text.isEmpty {
      out.integer(feature)
      return out.raw("</a>")
    }
    out.raw(isMade ? "<bdi class=\"made\">" : "<bdi>")
    out.text(text)
    out.raw("</bdi></a> <span class=\"no\">")
    out.integer(feature)
    out.raw("</span>")
  }
}
