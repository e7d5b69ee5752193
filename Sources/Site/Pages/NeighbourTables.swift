import Findings

/// The neighbours of a feature: those that fire in the same examples, and those that write the same direction.
struct NeighbourTables: Sendable {
  let catalog: FeatureCatalog
  let words: Words

  /// Two short lists, each value with the number of examples in which both fire; nothing where a feature has no neighbours.
  func write(_ feature: Int, into out: inout FragmentWriter) {
    write(catalog.profiles.coFiring, feature, caption: .coFiring, value: .phi, into: &out)
    write(catalog.profiles.decoder, feature, caption: .sameDirection, value: .cosine, into: &out)
  }

  private func write(
    _ lists: NeighbourLists, _ feature: Int, caption: Word, value: Word, into out: inout FragmentWriter
  ) {
    let range = lists.range(of: feature)
    guard !range.isEmpty else { return }
    let isHTML = out.format == .html
    out.raw(isHTML ? "<h3>" : "\n\n### ")
    out.text(words[caption])
    out.raw(isHTML ? " <small>" : " (")
    out.text("\(words[value]) · \(words[.bothActive])")
    out.raw(isHTML ? "</small></h3><ul class=\"near\">\n" : ")\n\n")
    for entry in range {
      out.raw(isHTML ? "<li>" : "- ")
      link(Int(lists.features[entry]), into: &out)
      out.raw(isHTML ? " <b>" : " · ")
      out.number(lists.values[entry], .fixed(2))
      out.raw(" · ")
      out.count(Int(lists.common[entry]))
      out.raw(isHTML ? "</b>\n" : "\n")
    }
    out.raw(isHTML ? "</ul>\n" : "\n")
  }

  /// A feature's number, as a link where it has a page in the same folder, with its title.
  func link(_ feature: Int, into out: inout FragmentWriter) {
    let isHTML = out.format == .html
    let hasPage = catalog.hasPage(feature)
    if hasPage { out.raw(isHTML ? "<a href=\"" : "[") }
    if hasPage, isHTML {
      out.integer(feature)
      out.raw(".html\">")
    }
    out.integer(feature)
    if hasPage {
      out.raw(isHTML ? "</a>" : "](")
      if !isHTML {
        out.integer(feature)
        out.raw(".html)")
      }
    }
    if let title = catalog.title(of: feature, words, .cell) {
      out.raw(" ")
      out.title(title)
    }
  }
}
