import Claims
import Files
import Findings

/// Says claims in one language: the sentence of its kind and verdict, filled, with what a reader must know beside it.
struct ClaimSpeaker: Sendable {
  let sentences: ClaimSentences
  let words: Words

  /// Sentence and caveats as plain text.
  func text(_ claim: Claim) throws -> String {
    try parts(claim).map { try $0.sentence.plain($0.scope) }.reduce("") {
      $0 + ($0.utf8.last ?? 0x80 < 0x80 ? " " : "") + $1
    }
  }

  /// Sentence and caveats as part of a page.
  func write(_ claim: Claim, into out: inout ByteWriter) throws {
    for (index, part) in try parts(claim).enumerated() {
      // After a full stop of Latin letters comes a space, after 。 none.
      if index > 0, out.bytes.last ?? 0x80 < 0x80 { out.append(UInt8(ascii: " ")) }
      try part.sentence.render(part.scope, into: &out)
    }
  }

  private func parts(_ claim: Claim) throws -> [(sentence: Sentence, scope: TemplateScope)] {
    var parts: [(Sentence, TemplateScope)] = []
    if let sentence = sentences.sentence(claim.kind.rawValue, claim.verdict.rawValue) {
      parts.append((sentence, scope(claim)))
    }
    for caveat in claim.caveats {
      guard let sentence = sentences.sentence(ClaimSentences.caveats, caveat.code) else { continue }
      var scope: TemplateScope = [:]
      for argument in caveat.arguments { scope[argument.name] = .text(argument.value) }
      parts.append((sentence, scope))
    }
    return parts
  }

  private func scope(_ claim: Claim) -> TemplateScope {
    var scope: TemplateScope = [:]
    for subject in claim.subjects { scope[subject.name] = .text(text(subject)) }
    for figure in claim.figures {
      scope[figure.name] = Self.value(figure.value, figure.style)
      if let low = figure.low { scope["\(figure.name)_low"] = Self.value(low, figure.style) }
      if let high = figure.high { scope["\(figure.name)_high"] = Self.value(high, figure.style) }
    }
    return scope
  }

  private func text(_ subject: Subject) -> String {
    switch subject.value {
    case .name(let name): name
    case .code(let prefix, let code): words.code(prefix, code)
    case .arm(let key): ArmWords(words: words).representation(key)
    case .placeOfArm(let key, let usual): ArmWords(words: words).place(key, usual)
    }
  }

  private static func value(_ value: Double, _ style: FigureStyle) -> TemplateValue {
    switch style {
    case .count: .count(Int(value))
    case .fixed(let decimals): .number(value, .fixed(decimals))
    case .signed(let decimals): .number(value, .signed(decimals))
    case .percent: .number(value, .percent)
    case .points: .number(value, .points)
    case .probability: .number(value, .probability)
    case .magnitude: .number(value, .magnitude)
    case .plain: .plain(value)
    case .ofHundred: .number(value.magnitude * 100, .fixed(1))
    }
  }
}
