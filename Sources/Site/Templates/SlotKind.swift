/// What a slot of a template may hold; a page's schema lists its slots.
indirect enum SlotKind: Sendable {
  /// Text or a number, escaped where it meets the page.
  case text
  /// A path or an identifier made by code: the only thing that may stand in `href`, `src` and `id`.
  case link
  /// Trusted content that fills a line of its own: a chart, a table.
  case block
  /// Trusted content within a line.
  case inline
  /// Only for `{{#if}}`.
  case flag
  /// For `{{#each}}` and `{{#row}}`; holds the slots of one row.
  case rows(PageSchema)
}

/// The slots of one kind of page, or of one row.
struct PageSchema: Sendable, ExpressibleByDictionaryLiteral {
  var slots: [String: SlotKind]

  init(dictionaryLiteral elements: (String, SlotKind)...) {
    slots = Dictionary(elements, uniquingKeysWith: { $1 })
  }

  /// The same schema with more slots.
  func adding(_ other: PageSchema) -> PageSchema {
    var copy = self
    copy.slots.merge(other.slots) { $1 }
    return copy
  }
}
