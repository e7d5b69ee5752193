import Datasets
import Findings

/// States under the name that a report calls them by.
public struct NamedStates {
  /// As a report calls them.
  public var name: String
  /// Where the states are read from.
  public var source: any HiddenStateSource

  /// States under a name.
  public init(name: String, source: any HiddenStateSource) {
    self.name = name
    self.source = source
  }
}

extension ReconstructionCheck {
  /// Warnings, each with the two figures it rests on; empty when nothing contradicts what is declared.
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
  ) -> [String] {
    let judged = finding.judged
    let fit = isTranscoder ? [] : [ownedByFewTokens(finding), doubtfulReading(judged), poorFit(judged)]
    return (fit + [declaredL0.flatMap { doubtfulSparsity(finding, declared: $0) }]).compactMap { $0 }
  }

  private static func ownedByFewTokens(_ finding: ReconstructionFinding) -> String? {
    guard finding.isOwnedByFewTokens, let fvu = finding.fvu, let far = finding.far, let without = far.fvuWithout else {
      return nil
    }
    let (who, rule) =
      switch far.position {
      case "first": ("the first tokens of the examples", "`tokens: {drop: [first]}`")
      case "last": ("the last tokens of the examples", "`tokens: {drop: [last]}`")
      default:
        (
          "\(percent(far.tokenShare)) of the tokens",
          far.texts.isEmpty ? "`tokens: {drop: […]}`" : "`tokens: {path: FILE, drop: [\(quoted(far.texts))]}`"
        )
      }
    let names = far.texts.isEmpty ? "" : " (\(quoted(far.texts)))"
    return
      "on the states of \(finding.dataset) \(who)\(names) hold \(percent(far.varianceShare)) of the variance and decide the FVU of "
      + "\(thousandths(fvu)); without them it is \(thousandths(without)). To leave them out of everything, write \(rule)"
  }

  private static func quoted(_ texts: [String]) -> String {
    texts.map { String($0.prefix(40)).debugDescription }.joined(separator: ", ")
  }

  private static func thousandths(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }

  private static func doubtfulReading(_ finding: ReconstructionFinding) -> String? {
    guard let declared = finding.fvu, let best = finding.variants.min(by: { $0.fvu < $1.fvu }) else { return nil }
    guard best.fvu < 0.8 * declared, declared - best.fvu > 0.02 else { return nil }
    return
      "on the states of \(finding.dataset) the checkpoint as declared leaves \(percent(declared)) of the variance unexplained, "
      + "but with “\(best.name)” only \(percent(best.fvu)): check the format and the layer of the states"
  }

  private static func poorFit(_ finding: ReconstructionFinding) -> String? {
    guard let fvu = finding.fvu, min(fvu, finding.variants.map(\.fvu).min() ?? fvu) > ReconstructionFinding.poorFrom
    else { return nil }
    return
      "on the states of \(finding.dataset) the checkpoint leaves \(percent(fvu)) of the variance unexplained (FVU "
      + "\((fvu * 100).rounded() / 100)); sound autoencoders leave about 5 to 35 % on states of their own layer, and the "
      + "mean state alone leaves 100 %: check model, layer and format, and that encoder and decoder lie the right way round"
  }

  private static func doubtfulSparsity(_ finding: ReconstructionFinding, declared: Double) -> String? {
    guard declared > 0, finding.l0 < declared / 2 || finding.l0 > declared * 2 else { return nil }
    return
      "on the states of \(finding.dataset) \(tenths(finding.l0)) features fire per token, but the checkpoint declares "
      + "\(tenths(declared)): check the format, the scale and the layer of the states"
  }

  private static func percent(_ value: Double) -> String { "\(tenths(value * 100)) %" }

  private static func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}

extension ReconstructionFinding {
  /// The same with the figures of the tokens that remain without those far away, where these decide the FVU.
  var judged: ReconstructionFinding {
    guard isOwnedByFewTokens else { return self }
    var judged = self
    judged.fvu = far?.fvuWithout
    judged.variants = variants.compactMap { variant in
      variant.fvuWithoutFar.map { FVUVariant(name: variant.name, fvu: $0) }
    }
    return judged
  }
}
