import Claims
import Files
import Findings

/// Says claims in one language: the sentence of its kind and verdict, filled, with what a reader must know beside it.
struct ClaimSpeaker: Sendable {
  let sentences: ClaimSentences
  let words: Words
  /// Whether ends of intervals are rounded outwards, as the editions do: lower ones down, upper ones up.
  var roundsOutwards = false

  /// Sentence and caveats as plain text.
  func text(_ claim: Claim) throws -> String {
    var out = ByteWriter(capacity: 512)
    for part in try parts(claim) {
      if out.bytes.last ?? 0x80 < 0x80 { out.append(UInt8(ascii: " ")) }
      try part.sentence.writePlain(part.values, into: &out)
    }
    return String(decoding: out.bytes, as: UTF8.self)
  }

  /// Sentence and caveats as part of a page.
  func write(_ claim: Claim, into out: inout ByteWriter) throws {
    for (index, part) in try parts(claim).enumerated() {
      // After a full stop of Latin letters comes a space, after 。 none.
      if index > 0, out.bytes.last ?? 0x80 < 0x80 { out.append(UInt8(ascii: " ")) }
      try part.sentence.render(part.values, into: &out)
    }
  }

  private func parts(_ claim: Claim) throws -> [(sentence: Sentence, values: [String: TemplateValue])] {
    var parts: [(Sentence, [String: TemplateValue])] = []
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
    for subject in claim.subjects { values[subject.name] = .text(text(subject)) }
    for figure in claim.figures {
      values[figure.name] = .number(figure.value, figure.style)
      for case (let end?, let name, let isUpper) in [(figure.low, "_low", false), (figure.high, "_high", true)] {
        let shown = roundsOutwards ? figure.style.outward(end, isUpper: isUpper) : end
        values[figure.name + name] = .number(shown, figure.style)
      }
    }
    return values
  }

  private func text(_ subject: Subject) -> String {
    switch subject.value {
    case .name(let name): name
    case .names(let names): words.list(names)
    case .numbers(let numbers): words.series(numbers.map { words.numbers.text($0, .plain) })
    case .code(let prefix, let code): words.code(prefix, code)
    case .arm(let key): ArmWords(words: words).representation(key)
    case .placeOfArm(let key, let usual): ArmWords(words: words).place(key, usual)
    }
  }
}
