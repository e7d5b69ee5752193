import Files

/// The words that scripts write, in the language of the pages: `tools/words.js` calls `atlasWords(title, {key: text, …})`.
enum ScriptWords {
  static let path = "tools/words.js"

  private static let shown: [Word] =
    [
      .feature, .active, .density, .meanActive, .maximum, .label, .auroc, .q, .verdict, .effect, .phi, .cosine,
      .bothActive, .matches, .noMatches, .loading, .proxy, .differs, .depends, .composition,
      .equivalent,
      .insufficient, .untested, .examples,
    ]
    + Word.allCases.filter { word in ["filter.", "mine.", "compare.", "map."].contains { word.rawValue.hasPrefix($0) } }

  static func write(_ title: String, _ words: Words, into sink: any PageSink) throws {
    var out = ByteWriter(capacity: 1 << 12)
    out.append("atlasWords(" as StaticString)
    out.append(json: title)
    out.append(",{" as StaticString)
    for (index, word) in shown.enumerated() {
      out.append(index > 0 ? ",\n" as StaticString : "\n")
      out.append(json: word.rawValue)
      out.append(":" as StaticString)
      out.append(json: words[word])
    }
    out.append("\n});\n" as StaticString)
    try sink.write(path, out.bytes)
  }
}
