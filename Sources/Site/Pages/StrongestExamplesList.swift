import Findings

/// The strongest examples of a feature, and those of its whole range: text with the tokens where it fired marked on the scale of
/// the feature, the strongest also underlined, with its value in figures below. The values of the marked tokens stand in
/// `data-v` of the text, in their order, for the script of the page.
struct StrongestExamplesList: Sendable {
  /// Tokens shown on each side of the strongest, for long texts.
  static let window = 40
  /// The same where an example is shown in a few words, and characters where there are no tokens.
  static let shortWindow = 7
  static let shortText = 80

  let examples: EscapedExamples
  let words: Words
  let limit: Int
  /// What captions give the values of.
  let attributes: [String]

  /// Whether any example is shown token by token, so that marks can be made.
  var hasPieces: Bool { !examples.tokenStarts.isEmpty }

  var pictures: PictureMarkup { PictureMarkup(list: examples.list, words: words) }

  /// What stands below each example after its value, in its order.
  var captionParts: [String] { EscapedExamples.captionParts(examples.list, attributes: attributes, words) }

  /// How many examples of a feature may be shown.
  func count(_ feature: Int, _ strongest: StrongestExamples) -> Int {
    guard feature + 1 < strongest.offsets.count else { return 0 }
    return min(strongest.offsets[feature + 1] - strongest.offsets[feature], limit)
  }

  /// - Parameters:
  ///   - ranks: which of them to show, from 0.
  ///   - root: the way to the site's root, for images.
  func write(
    _ feature: Int, _ strongest: StrongestExamples, ranks: Range<Int> = 0..<Int.max, root: String,
    into out: inout FragmentWriter
  ) {
    let ranks = ranks.clamped(to: 0..<count(feature, strongest))
    guard !ranks.isEmpty else { return }
    let isHTML = out.format == .html
    if isHTML { out.raw(pictures.hasAny ? "<ol class=\"examples gallery\"" : "<ol class=\"examples\"") }
    if isHTML, ranks.lowerBound > 0 {
      out.raw(" start=\"")
      out.integer(ranks.lowerBound + 1)
      out.raw("\"")
    }
    if isHTML { out.raw(">\n") }
    let scale = strongest.scale(of: feature)
    for rank in ranks {
      item(strongest.offsets[feature] + rank, strongest, scale, root, into: &out) { out in
        if isHTML { return }
        out.integer(rank + 1)
        out.raw(". ")
      }
    }
    out.raw(isHTML ? "</ol>\n" : "\n")
  }

  /// One example of each part of the range, with the share of the active examples that the part is.
  func write(
    _ feature: Int, _ spread: SpreadExamples, _ scale: IntensityScale, root: String, into out: inout FragmentWriter
  ) {
    guard feature + 1 < spread.examples.offsets.count else { return }
    let entries = spread.examples.offsets[feature]..<spread.examples.offsets[feature + 1]
    guard !entries.isEmpty else { return }
    let isHTML = out.format == .html
    if isHTML {
      out.raw(pictures.hasAny ? "<ul class=\"examples spread gallery\">\n" : "<ul class=\"examples spread\">\n")
    }
    for entry in entries {
      item(entry, spread.examples, scale, root, into: &out) { out in
        let percent = 100 / SpreadExamples.binCount
        let bin = Int(spread.bins[entry])
        out.raw(isHTML ? "<span class=\"bin\">" : "- ")
        out.integer((bin - 1) * percent)
        out.raw("–")
        out.integer(bin * percent)
        out.raw(isHTML ? "%</span>" : "%: ")
      }
    }
    out.raw(isHTML ? "</ul>\n" : "\n")
  }

  /// End tags that HTML leaves out are left out: there are thousands of pages.
  private func item(
    _ entry: Int, _ list: StrongestExamples, _ scale: IntensityScale, _ root: String, into out: inout FragmentWriter,
    mark: (inout FragmentWriter) -> Void
  ) {
    let example = Int(list.examples[entry])
    guard examples.list.ids.indices.contains(example) else { return }
    let isHTML = out.format == .html
    if isHTML { out.raw("<li>") }
    mark(&out)
    pictures.write(example, list, entry, scale, root: root, into: &out)
    let marked = marked(entry, example, list, window: Self.window)
    if isHTML, !marked.places.isEmpty { paragraph(example, marked, &out) }
    write(marked, example, scale, &out)
    out.raw(isHTML ? "<p class=\"m\"><b>" : " — ")
    out.number(Double(list.activations[entry]), .magnitude)
    out.raw(isHTML ? "</b> " : " ")
    if let place = pictures.place(list, entry) {
      out.text(place)
      out.raw(" · ")
    }
    out.fragment(examples.captions[example])
    out.raw("\n")
  }

  /// The text of one example with its marks.
  func text(_ entry: Int, _ list: StrongestExamples, _ scale: IntensityScale, into out: inout FragmentWriter) {
    let example = Int(list.examples[entry])
    guard examples.list.ids.indices.contains(example) else { return }
    write(marked(entry, example, list, window: Self.window), example, scale, &out)
  }

  private func paragraph(_ example: Int, _ marked: Marked, _ out: inout FragmentWriter) {
    out.raw(examples.isTurned[example] ? "<p dir=\"auto\"" : "<p")
    if !marked.tokens.isEmpty {
      out.raw(" data-v=\"")
      for (index, token) in marked.tokens.enumerated() {
        if index > 0 { out.raw(" ") }
        out.number(Double(token.value), .magnitude)
      }
      out.raw("\"")
    }
    out.raw(">")
  }

  /// The strongest example in a few words.
  func excerpt(_ feature: Int, _ strongest: StrongestExamples, root: String, into out: inout FragmentWriter) {
    guard feature + 1 < strongest.offsets.count, strongest.offsets[feature] < strongest.offsets[feature + 1] else {
      return
    }
    let entry = strongest.offsets[feature]
    let example = Int(strongest.examples[entry])
    guard examples.list.ids.indices.contains(example) else { return }
    let scale = strongest.scale(of: feature)
    pictures.write(example, strongest, entry, scale, root: root, into: &out)
    guard examples.tokenOffsets[example] == examples.tokenOffsets[example + 1] else {
      let isTurned = out.format == .html && examples.isTurned[example]
      if isTurned { out.raw("<bdi>") }
      write(marked(entry, example, strongest, window: Self.shortWindow), example, scale, &out)
      if isTurned { out.raw("</bdi>") }
      return
    }
    guard let text = examples.list.texts.at(example) else { return }
    let short = text.prefix(Self.shortText)
    out.text(String(short))
    if short.endIndex < text.endIndex { out.raw(" …") }
  }

  /// What is shown of a text.
  private struct Marked {
    /// In the bytes of the examples.
    var places: Range<Int>
    var tokens: [(places: Range<Int>, value: Float, isPeak: Bool)] = []
    var isCutBefore = false
    var isCutAfter = false
  }

  private func marked(_ entry: Int, _ example: Int, _ list: StrongestExamples, window: Int) -> Marked {
    let tokens = examples.tokenOffsets[example]..<examples.tokenOffsets[example + 1]
    guard !tokens.isEmpty else { return Marked(places: examples.offsets[example]..<examples.offsets[example + 1]) }
    let peak = Int(list.tokens[entry])
    let first = max(0, peak - window)
    let last = min(tokens.count - 1, peak + window)
    guard first <= last else { return Marked(places: 0..<0) }
    func start(_ token: Int) -> Int { examples.tokenStarts[tokens.lowerBound + token] }
    func end(_ token: Int) -> Int { examples.tokenEnds[tokens.lowerBound + token] }
    var marked = Marked(
      places: start(first)..<max(start(first), end(last)), isCutBefore: first > 0, isCutAfter: last < tokens.count - 1)
    let firings = list.tokenOffsets[entry]..<list.tokenOffsets[entry + 1]
    let shown = firings.filter { (first...last).contains(Int(list.tokenIndices[$0])) }
    func token(_ firing: Int) -> Int { Int(list.tokenIndices[firing]) }
    var written = marked.places.lowerBound
    for piece in shown.chunked(by: { start(token($0)) == start(token($1)) }) {
      let place = start(token(piece[0]))..<end(token(piece[0]))
      guard place.lowerBound >= written, place.upperBound <= marked.places.upperBound else { continue }
      marked.tokens.append(
        (
          places: place, value: piece.map { list.tokenValues[$0] }.max() ?? 0,
          isPeak: piece.contains { token($0) == peak }
        ))
      written = place.upperBound
    }
    return marked
  }

  private func write(_ marked: Marked, _ example: Int, _ scale: IntensityScale, _ out: inout FragmentWriter) {
    let isHTML = out.format == .html
    if marked.isCutBefore { out.raw("… ") }
    var written = marked.places.lowerBound
    for token in marked.tokens {
      out.trusted(examples.bytes[written..<token.places.lowerBound])
      if isHTML { scale.open(token.value, isPeak: token.isPeak, into: &out) } else { out.raw("**") }
      out.trusted(examples.bytes[token.places])
      if isHTML { scale.close(isPeak: token.isPeak, into: &out) } else { out.raw("**") }
      written = token.places.upperBound
    }
    out.trusted(examples.bytes[written..<marked.places.upperBound])
    if marked.isCutAfter { out.raw(" …") }
  }
}

extension Array {
  /// Runs of neighbours that belong together.
  fileprivate func chunked(by belong: (Element, Element) -> Bool) -> [[Element]] {
    reduce(into: [[Element]]()) { runs, element in
      if let last = runs.last?.last, belong(last, element) {
        runs[runs.count - 1].append(element)
      } else {
        runs.append([element])
      }
    }
  }
}
