import Claims
import Files
import Findings

/// Says claims in one language: the sentence of its kind and verdict, filled, with what a reader must know beside it.
struct ClaimSpeaker: Sendable {
  let sentences: ClaimSentences
  let words: Words
  /// [name][dataset].
  private let arms: [String: [String: ProbeArm]]

  init(sentences: ClaimSentences, words: Words, findings: AtlasFindings) {
    self.sentences = sentences
    self.words = words
    var arms: [String: [String: ProbeArm]] = [:]
    for dataset in findings.datasets {
      for arm in dataset.probes?.arms ?? [] { arms[arm.name, default: [:]][dataset.id] = arm }
    }
    self.arms = arms
  }

  /// Sentence and caveats as plain text.
  func text(_ claim: Claim) throws -> String {
    try parts(claim).map { try $0.sentence.plain($0.values) }.reduce("") {
      $0 + ($0.utf8.last ?? 0x80 < 0x80 ? " " : "") + $1
    }
  }

  /// Sentence and caveats as part of a page.
  func write(_ claim: Claim, into out: inout ByteWriter) throws {
    for (index, part) in try parts(claim).enumerated() {
      // After a full stop of Latin letters comes a space, after 。 none.
      if index > 0, out.bytes.last ?? 0x80 < 0x80 { out.append(UInt8(ascii: " ")) }
      try part.sentence.render(part.values, into: &out)
    }
  }

  private func parts(_ claim: Claim) throws -> [(sentence: ClaimSentence, values: [String: TemplateValue])] {
    var parts: [(ClaimSentence, [String: TemplateValue])] = []
    if let sentence = sentences.sentence(claim.kind.rawValue, claim.verdict.rawValue) {
      parts.append((sentence, values(claim)))
    }
    for caveat in claim.caveats {
      guard let sentence = sentences.sentence(ClaimSentences.caveats, caveat.code) else { continue }
      parts.append(
        (sentence, Dictionary(uniqueKeysWithValues: caveat.arguments.map { ($0.name, TemplateValue.text($0.value)) })))
    }
    if let strength = claim.strength,
      let sentence = sentences.sentence(ClaimSentences.strengths, strength.level.rawValue)
    {
      let missing = try strength.missing.compactMap {
        try sentences.sentence(ClaimSentences.missing, $0.rawValue)?.plain([:])
      }
      parts.append((sentence, ["missing": .text(words.list(missing))]))
    }
    return parts
  }

  private func values(_ claim: Claim) -> [String: TemplateValue] {
    var values: [String: TemplateValue] = [:]
    for subject in claim.subjects { values[subject.name] = .text(text(subject, of: claim)) }
    for figure in claim.figures {
      values[figure.name] = .number(figure.value, figure.style)
      if let low = figure.low { values["\(figure.name)_low"] = .number(low, figure.style) }
      if let high = figure.high { values["\(figure.name)_high"] = .number(high, figure.style) }
    }
    return values
  }

  private func text(_ subject: Subject, of claim: Claim) -> String {
    switch subject.value {
    case .name(let name): name
    case .names(let names): words.list(names)
    case .numbers(let numbers): words.series(numbers.map { words.numbers.text($0, .plain) })
    case .code(let prefix, let code): words.code(prefix, code)
    case .arm(let name): arm(name, claim).map(ArmWords(words: words).representation) ?? name
    case .placeOfArm(let name): arm(name, claim).map(ArmWords(words: words).place) ?? name
    }
  }

  /// The arm in the study that the claim is about.
  private func arm(_ name: String, _ claim: Claim) -> ProbeArm? {
    let dataset = claim[subject: "dataset"] ?? claim[subject: "train"]
    return arms[name]?[dataset?.text ?? ""]
  }
}
