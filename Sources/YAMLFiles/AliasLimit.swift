import Diagnostics

/// Aliases within aliases can make gigabytes of a few lines: what they could come to is bounded before the text is parsed.
enum AliasLimit {
  /// Bytes that a configuration may come to with its aliases written out.
  static let maximum = 200_000_000.0

  /// - Throws: `AtlasError` with the line of the last alias, where the aliases could come to more than `maximum` bytes.
  static func check(_ text: String, path: String) throws {
    var anchors: Set<Substring> = []
    var uses: [Substring: Int] = [:]
    var last = 1
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      for word in line.split(whereSeparator: { " \t\r[]{},:".contains($0) }) where word.count > 1 {
        if word.first == "&" { anchors.insert(word.dropFirst()) }
        guard word.first == "*", anchors.contains(word.dropFirst()) else { continue }
        uses[word.dropFirst(), default: 0] += 1
        last = index + 1
      }
    }
    // An alias occurs at most as often as all aliases that hold it, and itself.
    let size = uses.values.reduce(Double(text.utf8.count)) { $0 * Double($1 + 1) }
    guard size <= maximum else {
      throw AtlasError(
        path: path, line: last, "the aliases of this configuration hold aliases, and could come to gigabytes",
        hint: "write the values out in place of `*name`")
    }
  }
}
