import Findings

/// The neighbours of a feature: those that fire in the same examples, and those that write the same direction.
struct NeighbourTables: Sendable {
  let catalog: FeatureCatalog
  let words: Words

  /// Writes nothing where a feature has no neighbours.
  func write(_ feature: Int, into out: inout TableWriter) {
    write(catalog.profiles.coFiring, feature, caption: .coFiring, value: .phi, into: &out)
    write(catalog.profiles.decoder, feature, caption: .sameDirection, value: .cosine, into: &out)
  }

  private func write(
    _ lists: NeighbourLists, _ feature: Int, caption: Word, value: Word, into out: inout TableWriter
  ) {
    let range = lists.range(of: feature)
    guard !range.isEmpty else { return }
    out.begin(caption: words[caption])
    out.head(words[.feature], .left)
    out.head(words[value], .right)
    out.head(words[.bothActive], .right)
    out.body([.left, .right, .right])
    for entry in range {
      out.beginRow()
      out.cell(.left) { link(Int(lists.features[entry]), into: &$0) }
      out.cell(.right) { $0.number(lists.values[entry], .fixed(3)) }
      out.cell(.right) { $0.count(Int(lists.common[entry])) }
      out.endRow()
    }
    out.end()
  }

  /// A feature's number, as a link where it has a page in the same folder, with the name that others gave to it.
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
    if let name = catalog.table.names.at(feature), !name.isEmpty {
      out.raw(" ")
      out.text(name)
    }
  }
}
