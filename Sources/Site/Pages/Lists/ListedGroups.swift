/// The column of a list of features about groups: one attribute, or what is found in any of several.
struct ListedGroups {
  let title: String
  private let entries: [FeatureCatalog.AttributeGroups]
  private let words: Words

  /// - Parameter order: its id; a list in the order of an attribute shows that attribute.
  /// - Returns: nil where the data have no attribute.
  init?(_ catalog: FeatureCatalog, order: String, _ words: Words) {
    let own = catalog.groups.filter { FeatureOrder.groupID($0.study.attribute) == order }
    entries = own.isEmpty ? catalog.groups : own
    guard let first = entries.first else { return nil }
    title = words.format(.listEffect, entries.count == 1 ? first.study.attribute : words[.bias])
    self.words = words
  }

  /// Of several attributes those in which something is found; else the verdict that settles least, without a figure.
  func write(_ feature: Int, into out: inout FragmentWriter) {
    let verdicts = entries.map { $0.table.shownVerdict(feature, margin: $0.study.margin) }
    let shown = entries.count == 1 ? [0] : entries.indices.filter { Verdicts.isFinding(verdicts[$0]) }
    guard !shown.isEmpty else {
      let least = ["insufficient", "", "equivalent"].first { verdicts.contains($0) }
      return Verdicts.badge(least ?? "", words, into: &out)
    }
    for (place, index) in shown.enumerated() {
      if out.format == .html, shown.count > 1 { out.raw("<span class=\"finding\">") }
      if out.format != .html, place > 0 { out.raw("; ") }
      write(feature, entries[index], verdicts[index], into: &out)
      if out.format == .html, shown.count > 1 { out.raw("</span> ") }
    }
  }

  private func write(
    _ feature: Int, _ entry: FeatureCatalog.AttributeGroups, _ verdict: String, into out: inout FragmentWriter
  ) {
    Verdicts.badge(verdict, words, into: &out)
    if Verdicts.hasDirection(verdict) {
      out.raw(" ")
      out.text(entry.table.name(entry.table.maxGroup.at(feature)))
    }
    let effect = entry.table.riskDifference.at(feature) ?? .nan
    guard effect.isFinite else { return }
    out.raw(" ")
    out.number(effect, .points)
  }
}
