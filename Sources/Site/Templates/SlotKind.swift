/// What a slot of a template may hold; a page's schema lists its slots.
indirect enum SlotKind: Sendable {
  /// Text, escaped where it meets the page.
  case text
  /// A number, or a few signs in its place where there is none.
  case number
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

/// The names and kinds of `Slots`, in their order.
struct PageSchema: Sendable {
  /// [name]: its place among the slots.
  let places: [String: Int]
  let kinds: [SlotKind]

  init(_ slots: [(name: String, kind: SlotKind)]) {
    kinds = slots.map(\.kind)
    places = Dictionary(slots.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { $1 })
  }
}

/// Where a value is found while a template is filled.
struct SlotAddress: Sendable {
  /// Which of the scopes that are open there: the page is first, then rows from the outermost.
  var depth: Int
  var index: Int
}

/// What a tag names.
struct NamedSlot: Sendable {
  var address: SlotAddress
  var kind: SlotKind
}
