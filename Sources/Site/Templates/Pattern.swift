/// A text of `words.txt` with `{0}`, `{1}` … in it.
enum Pattern {
  /// The text with its places filled; a place that has no argument stays as it is.
  static func fill(_ pattern: String, _ arguments: [String]) -> String {
    var text = ""
    var rest = pattern[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += rest[..<open]
      let index = Int(rest[rest.index(after: open)..<close])
      text += index.flatMap { arguments.indices.contains($0) ? arguments[$0] : nil } ?? String(rest[open...close])
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }

  /// What stands before, between and after the first `count` places, which are taken to be in order.
  static func parts(_ pattern: String, _ count: Int) -> [String] {
    var parts: [String] = []
    var rest = pattern[...]
    for index in 0..<count {
      guard let place = rest.firstRange(of: "{\(index)}") else {
        parts.append(String(rest))
        rest = ""
        continue
      }
      parts.append(String(rest[..<place.lowerBound]))
      rest = rest[place.upperBound...]
    }
    return parts + [String(rest)]
  }
}
