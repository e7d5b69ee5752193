import Files
import Findings

/// What the search page finds features by: names, distinctive words, and the tokens that they fire on most
/// or promote. Only features
/// with a page are in it, and of each only what its page shows.
struct SearchIndex: Sendable {
  static let folder = "search/"
  /// Features in one file of results.
  static let entriesPerFile = 256
  /// Features kept for one term, the best first; more of them say nothing about what somebody looks for.
  static let longestList = 300
  /// Words shown beside a result.
  private static let shownWords = 4
  /// Strongest examples whose tokens are taken.
  private static let examples = 8

  private struct Posting: Sendable {
    var entry: Int32
    var weight: Float
  }

  /// One dataset and checkpoint.
  private struct Part: Sendable {
    var dataset: String
    var checkpoint: String
    /// Place of its first feature among all entries.
    var first: Int
    var features: [Int32]
  }

  private var parts: [Part] = []
  private var postings: [String: [Posting]] = [:]
  /// [entry]: name, else its first words.
  private var titles: [String] = []
  private var words: [String] = []

  /// Adds every feature of the catalog that has a page.
  mutating func add(_ catalog: FeatureCatalog, _ list: ExampleList) {
    parts.append(
      Part(
        dataset: catalog.dataset.id, checkpoint: catalog.checkpoint, first: titles.count, features: catalog.paged))
    for feature in catalog.paged.map(Int.init) {
      let entry = Int32(titles.count)
      let name = catalog.table.names.at(feature) ?? ""
      var weights: [String: Float] = [:]
      func add(_ text: String, _ weight: Float) {
        for term in SearchTerms.terms(of: text) { weights[term] = max(weights[term] ?? 0, weight) }
      }
      add(name, 3)
      let lists = catalog.profiles.words
      let distinctive = lists.range(of: feature).compactMap { lists.vocabulary.at(Int(lists.words[$0])) }
      for (rank, word) in distinctive.enumerated() { add(word, 2 - Float(rank) / 64) }
      for (rank, token) in Self.tokens(feature, catalog.table.strongest, list).enumerated() {
        add(token, 1.5 - Float(rank) / 64)
      }
      for (rank, token) in TokenEffectList(effects: catalog.profiles.effects).promoted(feature).enumerated() {
        add(token, 1 - Float(rank) / 64)
      }
      for (term, weight) in weights { postings[term, default: []].append(Posting(entry: entry, weight: weight)) }
      titles.append(name)
      words.append(distinctive.prefix(Self.shownWords).joined(separator: ", "))
    }
  }

  /// The token of the largest value in each of the strongest examples, each once.
  private static func tokens(_ feature: Int, _ strongest: StrongestExamples, _ list: ExampleList) -> [String] {
    guard feature + 1 < strongest.offsets.count else { return [] }
    let range = strongest.offsets[feature]..<min(strongest.offsets[feature + 1], strongest.offsets[feature] + examples)
    return range.reduce(into: []) { found, entry in
      guard let piece = list.tokens.at(Int(strongest.examples[entry]))?.at(Int(strongest.tokens[entry])),
        !found.contains(piece)
      else { return }
      found.append(piece)
    }
  }

  /// Classic scripts that call functions of `search.js`, since pages opened as files cannot fetch data.
  func write(into sink: any PageSink) throws {
    try sink.write(Self.folder + "parts.js", partsFile())
    for start in stride(from: 0, to: titles.count, by: Self.entriesPerFile) {
      try sink.write("\(Self.folder)entries-\(start / Self.entriesPerFile).js", entriesFile(start))
    }
    var files = [[String]](repeating: [], count: SearchTerms.fileCount)
    for term in postings.keys { files[SearchTerms.file(of: term)].append(term) }
    for (index, terms) in files.enumerated() where !terms.isEmpty {
      try sink.write("\(Self.folder)terms-\(index).js", termsFile(index, terms.sorted()))
    }
  }

  /// `atlasSearch.parts([[dataset, checkpoint, folder, first entry, [feature, …]], …], [files of terms], entries in a file, files of terms in all, longest
  /// term)`.
  private func partsFile() -> [UInt8] {
    var out = ByteWriter(capacity: 1 << 16)
    out.append("atlasSearch.parts([" as StaticString)
    for (index, part) in parts.enumerated() {
      out.append(index > 0 ? ",\n[" as StaticString : "\n[")
      out.append(json: part.dataset)
      out.append("," as StaticString)
      out.append(json: part.checkpoint)
      out.append("," as StaticString)
      out.append(json: Links.encoded(SitePaths.featureFolder(part.dataset, part.checkpoint)))
      out.append(",\(part.first),[")
      // As differences, which are short.
      var last: Int32 = 0
      for (place, feature) in part.features.enumerated() {
        if place > 0 { out.append("," as StaticString) }
        out.append(Int(feature - last))
        last = feature
      }
      out.append("]]" as StaticString)
    }
    out.append("\n],[" as StaticString)
    let used = Set(postings.keys.map(SearchTerms.file)).sorted()
    out.append(used.map(String.init).joined(separator: ","))
    out.append("],\(Self.entriesPerFile),\(SearchTerms.fileCount),\(SearchTerms.longest));\n")
    return out.bytes
  }

  private func entriesFile(_ start: Int) -> [UInt8] {
    var out = ByteWriter(capacity: 1 << 14)
    out.append("atlasSearch.entries(\(start / Self.entriesPerFile),[")
    for entry in start..<min(titles.count, start + Self.entriesPerFile) {
      out.append(entry > start ? ",\n[" as StaticString : "\n[")
      out.append(json: titles[entry])
      out.append("," as StaticString)
      out.append(json: words[entry])
      out.append("]" as StaticString)
    }
    out.append("\n]);\n" as StaticString)
    return out.bytes
  }

  private func termsFile(_ index: Int, _ terms: [String]) -> [UInt8] {
    var out = ByteWriter(capacity: 1 << 14)
    out.append("atlasSearch.terms(\(index),{")
    for (place, term) in terms.enumerated() {
      out.append(place > 0 ? ",\n" as StaticString : "\n")
      out.append(json: term)
      out.append(":[" as StaticString)
      let best = (postings[term] ?? []).sorted { ($1.weight, $0.entry) < ($0.weight, $1.entry) }
      out.append(best.count)
      for posting in best.prefix(Self.longestList) {
        out.append("," as StaticString)
        out.append(Int(posting.entry))
      }
      out.append("]" as StaticString)
    }
    out.append("\n});\n" as StaticString)
    return out.bytes
  }
}
