import Datasets
import Diagnostics
import Findings

/// States that a checkpoint might be meant for, as a reading that a report can name.
public struct OtherStates {
  /// A note of the section `parts`.
  public var reading: Note
  /// Where the states are read from.
  public var source: any HiddenStateSource

  /// - Parameter reading: what a report calls them.
  public init(_ reading: Note, source: any HiddenStateSource) {
    self.reading = reading
    self.source = source
  }
}

extension ReconstructionCheck {
  /// Warnings, each with the figures it rests on; empty when nothing contradicts what is declared.
  ///
  /// - Another reading (pre-bias, input scale, layer) leaves less than 0.8 times the variance unexplained, and at least
  ///   two points of a hundred less.
  /// - A few tokens that lie far from the others decide the FVU: without them it is another. The others are judged then.
  /// - More than half of the variance remains unexplained in every reading.
  /// - Features fire less than half or more than twice as often as declared.
  ///
  /// - Parameters:
  ///   - declaredL0: features per token that the checkpoint's files promise, if they do.
  ///   - isTranscoder: whether it predicts other states than it reads: then its reconstruction says nothing here.
  public static func doubts(
    _ finding: ReconstructionFinding, declaredL0: Double?, isTranscoder: Bool = false
  ) -> [Note] {
    let judged = finding.judged
    let fit = isTranscoder ? [] : [ownedByFewTokens(finding), doubtfulReading(judged), poorFit(judged)]
    return (fit + [declaredL0.flatMap { doubtfulSparsity(finding, declared: $0) }]).compactMap { $0 }
  }

  private static func ownedByFewTokens(_ finding: ReconstructionFinding) -> Note? {
    guard finding.isOwnedByFewTokens, let fvu = finding.fvu, let far = finding.far, let without = far.fvuWithout else {
      return nil
    }
    switch far.position {
    case "first": return Note(.fewFirstTokens, finding.dataset, far.varianceShare, fvu, without)
    case "last": return Note(.fewLastTokens, finding.dataset, far.varianceShare, fvu, without)
    default:
      if far.texts.isEmpty {
        return Note(.fewTokens, finding.dataset, far.tokenShare, far.varianceShare, fvu, without)
      }
      let texts = far.texts.map { String($0.prefix(40)).debugDescription }
      return Note(.fewTokensOfTexts, finding.dataset, far.tokenShare, texts, far.varianceShare, fvu, without)
    }
  }

  private static func doubtfulReading(_ finding: ReconstructionFinding) -> Note? {
    guard let declared = finding.fvu, let best = finding.variants.min(by: { $0.fvu < $1.fvu }) else { return nil }
    guard best.fvu < 0.8 * declared, declared - best.fvu > 0.02 else { return nil }
    return Note(.betterReading, finding.dataset, declared, best.reading, best.fvu)
  }

  private static func poorFit(_ finding: ReconstructionFinding) -> Note? {
    guard let fvu = finding.fvu, min(fvu, finding.variants.map(\.fvu).min() ?? fvu) > ReconstructionFinding.poorFrom
    else { return nil }
    return Note(.poorFit, finding.dataset, fvu, fvu)
  }

  private static func doubtfulSparsity(_ finding: ReconstructionFinding, declared: Double) -> Note? {
    guard declared > 0, finding.l0 < declared / 2 || finding.l0 > declared * 2 else { return nil }
    return Note(.otherSparsity, finding.dataset, finding.l0, declared)
  }
}

extension ReconstructionFinding {
  /// The same with the figures of the tokens that remain without those far away, where these decide the FVU.
  var judged: ReconstructionFinding {
    guard isOwnedByFewTokens else { return self }
    var judged = self
    judged.fvu = far?.fvuWithout
    judged.variants = variants.compactMap { variant in
      variant.fvuWithoutFar.map { FVUVariant(reading: variant.reading, fvu: $0) }
    }
    return judged
  }
}
