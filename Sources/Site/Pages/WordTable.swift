import Findings

/// The words that set a feature's active examples apart, strongest first, each with how often it occurs in them and elsewhere.
struct WordTable: Sendable {
  let lists: WordLists
  let words: Words

  /// Writes nothing where there are none.
  func write(_ feature: Int, into out: inout FragmentWriter) {
    let range = lists.range(of: feature)
    guard !range.isEmpty else { return }
    let isHTML = out.format == .html
    out.raw(isHTML ? "<ul class=\"words\">\n" : "\n")
    for entry in range {
      out.raw(isHTML ? "<li>" : "- ")
      out.text(lists.vocabulary.at(Int(lists.words[entry])) ?? "")
      out.raw(isHTML ? " <b>" : " ")
      out.count(Int(lists.active[entry]))
      out.raw(isHTML ? "</b> : " : " : ")
      out.count(Int(lists.others[entry]))
      out.raw("\n")
    }
    out.raw(isHTML ? "</ul>\n" : "\n")
  }
}
