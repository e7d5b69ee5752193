import Findings

/// The picture of an example, with the patches where a feature fires outlined over it.
struct PictureMarkup: Sendable {
  /// Longer side on a page, in pixels of CSS: half of what a thumbnail has at most, for screens of fine dots. Smaller pictures are
  /// shown as large, so that patches can be seen.
  static let side = 128
  /// Longest description, in characters.
  static let longestText = 200
  /// Thumbnails smaller than this have pixels that are meant to be seen.
  static let fewPixels = 64

  let list: ExampleList
  let words: Words

  /// Whether any example has one.
  var hasAny: Bool { list.pictures?.contains { $0 != nil } ?? false }

  func picture(_ example: Int) -> ExamplePicture? { list.pictures?.at(example) ?? nil }

  /// Writes nothing where the example has none.
  ///
  /// - Parameters:
  ///   - entry: of `strongest`, whose tokens are marked where they are patches; nil: none is.
  ///   - root: the way to the site's root.
  func write(
    _ example: Int, _ strongest: StrongestExamples? = nil, _ entry: Int? = nil,
    _ scale: IntensityScale = IntensityScale(maximum: 0), root: String, into out: inout FragmentWriter
  ) {
    guard let picture = picture(example) else { return }
    let isHTML = out.format == .html
    if isHTML { out.raw("<span class=\"picture\">") }
    let (width, height) = shownSize(picture)
    out.raw("<img loading=\"lazy\"")
    if max(picture.width, picture.height) < PictureMarkup.fewPixels { out.raw(" class=\"pixels\"") }
    out.raw(" width=\"")
    out.integer(width)
    out.raw("\" height=\"")
    out.integer(height)
    out.raw("\" src=\"")
    out.attribute(root + Links.encoded(picture.path))
    out.raw("\" alt=\"")
    out.attribute(description(example))
    out.raw("\">")
    if isHTML, let strongest, let entry { patches(strongest, entry, scale, &out) }
    out.raw(isHTML ? "</span>" : " ")
  }

  /// Where the strongest patch of an entry is, in words; nil where its token is no patch.
  func place(_ strongest: StrongestExamples, _ entry: Int) -> String? {
    guard let place = list.patches?.place(of: Int(strongest.tokens[entry])) else { return nil }
    return words.format(.patch, "\(place.row + 1)", "\(place.column + 1)")
  }

  /// What the data say of it: what it shows, its text, else that it is the picture of its id.
  private func description(_ example: Int) -> String {
    let said = [list.alts?.at(example), list.texts.at(example)].compactMap { $0 }
    guard let text = said.first(where: { !$0.isEmpty }) else { return words.format(.image, list.ids[example]) }
    let short = text.prefix(PictureMarkup.longestText)
    return short.endIndex < text.endIndex ? short + " …" : String(short)
  }

  private func shownSize(_ picture: ExamplePicture) -> (width: Int, height: Int) {
    let longer = max(picture.width, picture.height, 1)
    func scaled(_ side: Int) -> Int { max(1, (2 * side * PictureMarkup.side + longer) / (2 * longer)) }
    return (scaled(picture.width), scaled(picture.height))
  }

  /// In units of patches, so that it lies over the picture at any size.
  private func patches(
    _ strongest: StrongestExamples, _ entry: Int, _ scale: IntensityScale, _ out: inout FragmentWriter
  ) {
    guard let grid = list.patches, let top = grid.place(of: Int(strongest.tokens[entry])) else { return }
    let peak = strongest.tokens[entry]
    let firings = strongest.tokenOffsets[entry]..<strongest.tokenOffsets[entry + 1]
    let others = firings.filter { strongest.tokenIndices[$0] != peak }.compactMap { firing in
      grid.place(of: Int(strongest.tokenIndices[firing])).map { (place: $0, value: strongest.tokenValues[firing]) }
    }
    out.raw("<svg class=\"patches\" preserveAspectRatio=\"none\" aria-hidden=\"true\" viewBox=\"0 0 ")
    out.integer(grid.columns)
    out.raw(" ")
    out.integer(grid.rows)
    out.raw("\" data-v=\"")
    for item in others {
      out.number(Double(item.value), .magnitude)
      out.raw(" ")
    }
    out.number(Double(strongest.activations[entry]), .magnitude)
    out.raw("\">")
    for item in others {
      out.raw(IntensityScale.patches[scale.step(item.value)])
      square(item.place, &out)
    }
    // The strongest last, on top: dark around light, to be seen on any picture.
    out.raw("<rect class=\"edge\"")
    square(top, &out)
    out.raw(IntensityScale.strongestPatches[scale.step(strongest.activations[entry])])
    square(top, &out)
    out.raw("</svg>")
  }

  private func square(_ place: (column: Int, row: Int), _ out: inout FragmentWriter) {
    out.raw(" x=\"")
    out.integer(place.column)
    out.raw("\" y=\"")
    out.integer(place.row)
    out.raw("\"/>")
  }
}
