import Findings

/// What a feature is called: by the name that somebody gave it, or by the words that set its examples apart.
struct FeatureTitle {
  /// Words of a generated name.
  static let words = 3
  /// Characters shown of each.
  static let longestWord = 24

  let text: String
  /// Whether it is made of distinctive words rather than given.
  let isGenerated: Bool
}

extension FeatureCatalog {
  /// nil where a feature has neither a name nor distinctive words.
  ///
  /// - Parameter count: words of a generated name.
  func title(of feature: Int, _ words: Words, count: Int = FeatureTitle.words) -> FeatureTitle? {
    if let name = table.names.at(feature), !name.isEmpty { return FeatureTitle(text: name, isGenerated: false) }
    let found = profiles.words.range(of: feature).prefix(count).map { entry -> String in
      let word = profiles.words.vocabulary.at(Int(profiles.words.words[entry])) ?? ""
      return String(word[...].trimmingSpaces.prefix(FeatureTitle.longestWord))
    }.filter { !$0.isEmpty }
    return found.isEmpty ? nil : FeatureTitle(text: words.series(found), isGenerated: true)
  }
}
