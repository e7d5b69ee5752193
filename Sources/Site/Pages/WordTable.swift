import Findings

/// The words that set a feature's active examples apart, strongest first.
struct WordTable: Sendable {
  let lists: WordLists
  let words: Words

  /// Writes nothing where there are none.
  func write(_ feature: Int, into out: inout TableWriter) {
    let range = lists.range(of: feature)
    guard !range.isEmpty else { return }
    out.begin(caption: words[.distinctiveWords])
    out.head(words[lists.unit == "token" ? .tokenHead : .wordHead], .left)
    out.head(words[.z], .right)
    out.head(words[.inActive], .right)
    out.head(words[.inOthers], .right)
    out.body([.left, .right, .right, .right])
    for entry in range {
      out.beginRow()
      out.cell(.left) { $0.text(lists.vocabulary.at(Int(lists.words[entry])) ?? "") }
      out.cell(.right) { $0.number(lists.z[entry], .fixed(1)) }
      out.cell(.right) { $0.count(Int(lists.active[entry])) }
      out.cell(.right) { $0.count(Int(lists.others[entry])) }
      out.endRow()
    }
    out.end()
  }
}
