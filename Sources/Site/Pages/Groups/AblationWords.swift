import Findings

/// Which features were taken away from which probe, and how, in words.
struct AblationWords {
  let words: Words

  /// `l6-w512, values of the features: random features dropped, mean of 20`.
  func set(_ row: AblationRow) -> String {
    let input = row.input == .continuous ? [words.code("representation", row.input.rawValue)] : []
    return words.numbers.named(words.series([row.checkpoint] + input), taken(row))
  }

  private func taken(_ row: AblationRow) -> String {
    let how = words.code("ablation", row.method.rawValue)
    switch row.kind {
    case nil: return words[.ablationAll]
    case .control: return words.format(.ablationRandom, how, words.numbers.text(Double(row.controls ?? 0), .count))
    case .flagged:
      guard let dose = row.dose else { return words.format(.ablationFlaggedSet, how) }
      return words.format(.ablationDose, how, words.numbers.text(Double(dose), .count))
    }
  }
}
