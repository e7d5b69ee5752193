/// English on pages of another language: what the program says in code instead of in the templates of the language.
public enum EnglishText {
  /// Words that sentences cannot do without, and names hardly have.
  private static let telling: Set<String> = [
    "the", "is", "are", "was", "were", "of", "and", "or", "not", "no", "with", "without", "by", "from", "this", "that",
    "these", "for", "to", "in", "on", "as", "at", "it", "its", "than", "each", "which", "their", "too", "few", "fewer",
    "lies", "holds", "more", "most", "one", "all", "other", "others", "only", "same", "has", "have", "where", "between",
    "against",
  ]

  /// Words between the names of a work that is cited.
  private static let linking: Set<String> = ["and", "of", "in", "on", "the", "van", "der", "for"]

  nonisolated(unsafe) private static let run =
    /[A-Za-zÀ-ÖØ-öø-ɏ][A-Za-zÀ-ÖØ-öø-ɏ’'-]*(?:,? [A-Za-zÀ-ÖØ-öø-ɏ][A-Za-zÀ-ÖØ-öø-ɏ’'-]*){2,}/

  /// Runs of three English words or more, at least one of them telling, in the texts and the spoken attributes of a page.
  ///
  /// What stands in `code` and `pre` is not said but named: configurations, commands, files. So are rows of the tables and
  /// works that are cited, all of whose words begin with a capital.
  ///
  /// - Parameter data: texts that come from the data; neither they nor the words of them are looked at.
  public static func runs(in page: String, data: [String] = []) -> [String] {
    // The title of a proof is the key of a row.
    let page = page.replacing(/class="proof"[^>]*/, with: "")
    let spoken = page.matches(of: /(?:aria-label|title|alt|placeholder|content)="([^"]*)"/).map { String($0.1) }
    var text = page.replacing(/<(script|style|code|pre)\b[^>]*>.*?<\/\1>/.dotMatchesNewlines(), with: "·")
    // Tags inside of a sentence do not end it.
    text = text.replacing(/<\/?(?:wbr|em|strong|a|b|i|bdi|span|sub|sup|mark|abbr)\b[^>]*>/, with: "")
    let texts = text.replacing(/<[^>]*>/, with: "\n").split(separator: "\n").map(String.init)
    let known = Set(data.flatMap { $0.lowercased().split { !$0.isLetter }.map(String.init) })
    let words = telling.subtracting(known)
    var found: [String] = []
    for text in texts + spoken {
      for run in text.replacing(/(?:csv|json) \[[^\]]*\]/, with: "·").matches(of: Self.run) {
        let parts = run.0.split { " ,".contains($0) }.map(String.init)
        let isCited = parts.allSatisfy { $0.first?.isUppercase == true || Self.linking.contains($0) }
        guard !isCited, parts.contains(where: { words.contains($0.lowercased()) }) else { continue }
        if !found.contains(String(run.0)) { found.append(String(run.0)) }
      }
    }
    return found
  }
}
