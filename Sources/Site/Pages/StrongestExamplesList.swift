import Findings

/// The strongest examples of a feature, and those of its whole range: text with the tokens where it fired marked, stronger ones deeper, the strongest
/// also underlined, with its value in figures beside it.
struct StrongestExamplesList: Sendable {
  /// Tokens shown on each side of the strongest, for long texts.
  static let window = 40
  /// The same where an example is shown in a few words, and characters where there are no tokens.
  static let shortWindow = 7
  static let shortText = 80

  let examples: EscapedExamples
  let words: Words
  let limit: Int

  /// Whether any example is shown token by token, so that marks can be made.
  var hasPieces: Bool { !examples.tokenStarts.isEmpty }

  var pictures: PictureMarkup { PictureMarkup(list: examples.list, words: words) }

  /// - Parameter root: the way to the site's root, for images.
  func write(_ feature: Int, _ strongest: StrongestExamples, root: String, into out: inout FragmentWriter) {
    guard feature + 1 < strongest.offsets.count else { return }
    let entries = strongest.offsets[feature]..<min(strongest.offsets[feature + 1], strongest.offsets[feature] + limit)
    guard !entries.isEmpty else { return }
    let isHTML = out.format == .html
    if isHTML { out.raw(pictures.hasAny ? "<ol class=\"examples gallery\">\n" : "<ol class=\"examples\">\n") }
    for (rank, entry) in entries.enumerated() {
      item(entry, strongest, root, into: &out) { out in
        if isHTML { return }
        out.integer(rank + 1)
        out.raw(". ")
      }
    }
    out.raw(isHTML ? "</ol>\n" : "\n")
  }

  /// One example of each part of the range, with the share of the active examples that the part is.
  func write(_ feature: Int, _ spread: SpreadExamples, root: String, into out: inout FragmentWriter) {
    guard feature + 1 < spread.examples.offsets.count else { return }
    let entries = spread.examples.offsets[feature]..<spread.examples.offsets[feature + 1]
    guard !entries.isEmpty else { return }
    let isHTML = out.format == .html
    if isHTML {
      out.raw(pictures.hasAny ? "<ul class=\"examples spread gallery\">\n" : "<ul class=\"examples spread\">\n")
    }
    for entry in entries {
      item(entry, spread.examples, root, into: &out) { out in
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

  private func item(
    _ entry: Int, _ list: StrongestExamples, _ root: String, into out: inout FragmentWriter,
    mark: (inout FragmentWriter) -> Void
  ) {
    let example = Int(list.examples[entry])
    guard examples.list.ids.indices.contains(example) else { return }
    let isHTML = out.format == .html
    if isHTML { out.raw("<li>") }
    mark(&out)
    image(example, root, list, entry, &out)
    if isHTML { out.raw("<p class=\"text\" dir=\"auto\">") }
    text(entry, example, list, &out)
    out.raw(isHTML ? "</p>\n<p class=\"meta\"><span class=\"value\">" : " — ")
    out.number(Double(list.activations[entry]), .magnitude)
    out.raw(isHTML ? "</span> " : " ")
    if examples.tokenOffsets[example + 1] - examples.tokenOffsets[example] > 1 {
      out.text(words[.token])
      out.raw(" ")
      out.integer(Int(list.tokens[entry]))
      out.raw(" · ")
    } else if let place = pictures.place(list, entry) {
      out.text(place)
      out.raw(" · ")
    }
    out.fragment(examples.captions[example])
    out.raw(isHTML ? " <span class=\"id\">" : " · ")
    out.text(examples.list.ids[example])
    out.raw(isHTML ? "</span></p></li>\n" : "\n")
  }

  private func image(
    _ example: Int, _ root: String, _ strongest: StrongestExamples, _ entry: Int, _ out: inout FragmentWriter
  ) { pictures.write(example, strongest, entry, root: root, into: &out) }

  /// The strongest example in a few words.
  func excerpt(_ feature: Int, _ strongest: StrongestExamples, root: String, into out: inout FragmentWriter) {
    guard feature + 1 < strongest.offsets.count, strongest.offsets[feature] < strongest.offsets[feature + 1] else {
      return
    }
    let entry = strongest.offsets[feature]
    let example = Int(strongest.examples[entry])
    guard examples.list.ids.indices.contains(example) else { return }
    image(example, root, strongest, entry, &out)
    guard examples.tokenOffsets[example] == examples.tokenOffsets[example + 1] else {
      return text(entry, example, strongest, window: StrongestExamplesList.shortWindow, &out)
    }
    guard let text = examples.list.texts.at(example) else { return }
    let short = text.prefix(StrongestExamplesList.shortText)
    out.text(String(short))
    if short.endIndex < text.endIndex { out.raw(" …") }
  }

  private func text(
    _ entry: Int, _ example: Int, _ strongest: StrongestExamples, window: Int = StrongestExamplesList.window,
    _ out: inout FragmentWriter
  ) {
    let tokens = examples.tokenOffsets[example]..<examples.tokenOffsets[example + 1]
    guard !tokens.isEmpty else {
      return out.trusted(examples.bytes[examples.offsets[example]..<examples.offsets[example + 1]])
    }
    let peak = Int(strongest.tokens[entry])
    let first = max(0, peak - window)
    let last = min(tokens.count - 1, peak + window)
    guard first <= last else { return }
    if first > 0 { out.raw("… ") }
    var written = examples.tokenStarts[tokens.lowerBound + first]
    let maximum = strongest.activations[entry]
    let firings = strongest.tokenOffsets[entry]..<strongest.tokenOffsets[entry + 1]
    let shown = firings.filter { (first...last).contains(Int(strongest.tokenIndices[$0])) }
    func start(of fired: Int) -> Int { examples.tokenStarts[tokens.lowerBound + Int(strongest.tokenIndices[fired])] }
    for piece in shown.chunked(by: { start(of: $0) == start(of: $1) }) {
      let start = start(of: piece[0])
      let end = examples.tokenEnds[tokens.lowerBound + Int(strongest.tokenIndices[piece[0]])]
      guard start >= written else { continue }
      out.trusted(examples.bytes[written..<start])
      let value = piece.map { strongest.tokenValues[$0] }.max() ?? 0
      open(value / maximum, isPeak: piece.contains { Int(strongest.tokenIndices[$0]) == peak }, &out)
      out.trusted(examples.bytes[start..<end])
      out.raw(out.format == .html ? "</mark>" : "**")
      written = end
    }
    out.trusted(examples.bytes[written..<examples.tokenEnds[tokens.lowerBound + last]])
    if last < tokens.count - 1 { out.raw(" …") }
  }

  private func open(_ share: Float, isPeak: Bool, _ out: inout FragmentWriter) {
    guard out.format == .html else { return out.raw("**") }
    if isPeak { return out.raw("<mark class=\"peak\">") }
    switch share {
    case 0.75...: out.raw("<mark class=\"s4\">")
    case 0.5...: out.raw("<mark class=\"s3\">")
    case 0.25...: out.raw("<mark class=\"s2\">")
    default: out.raw("<mark class=\"s1\">")
    }
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
