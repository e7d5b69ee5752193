import Findings

/// What a feature is called: by the name that somebody gave it, or by the words that set its examples apart.
struct FeatureTitle: Sendable {
  /// How long a generated name is.
  struct Length {
    let words: Int
    /// Characters of a word; longer ones end in an ellipsis.
    let characters: Int

    static let heading = Length(words: 3, characters: 24)
    /// Beside a number, in the cell of a table or a chart.
    static let cell = Length(words: 2, characters: 14)
  }

  let text: String
  /// Whether it is made of distinctive words rather than given.
  let isGenerated: Bool
}

extension FeatureCatalog {
  /// nil where a feature has neither a name nor distinctive words.
  ///
  /// - Parameter length: of a generated name.
  func title(of feature: Int, _ words: Words, _ length: FeatureTitle.Length = .heading) -> FeatureTitle? {
    if let name = table.names.at(feature), !name.isEmpty { return FeatureTitle(text: name, isGenerated: false) }
    let found = profiles.words.range(of: feature).prefix(length.words).map { entry -> String in
      let word = profiles.words.vocabulary.at(Int(profiles.words.words[entry])) ?? ""
      let whole = word[...].trimmingSpaces
      return whole.count > length.characters ? whole.prefix(length.characters - 1) + "…" : String(whole)
    }.filter { !$0.isEmpty }
    return found.isEmpty ? nil : FeatureTitle(text: words.series(found), isGenerated: true)
  }
}
