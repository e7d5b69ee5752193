import Datasets
import Findings

/// States under the name that a report calls them by.
public struct NamedStates {
  public var name: String
  public var source: any HiddenStateSource

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
  /// - Features fire less than half or more than twice as often as declared.
  ///
  /// - Parameter declaredL0: features per token that the checkpoint's files promise, if they do.
  public static func doubts(_ finding: ReconstructionFinding, declaredL0: Double?) -> [String] {
    [doubtfulReading(finding), declaredL0.flatMap { doubtfulSparsity(finding, declared: $0) }].compactMap { $0 }
  }

  private static func doubtfulReading(_ finding: ReconstructionFinding) -> String? {
    guard let declared = finding.fvu, let best = finding.variants.min(by: { $0.fvu < $1.fvu }) else { return nil }
    guard best.fvu < 0.8 * declared, declared - best.fvu > 0.02 else { return nil }
    return
      "on the states of \(finding.dataset) the checkpoint as declared leaves \(percent(declared)) of the variance unexplained, "
      + "but with “\(best.name)” only \(percent(best.fvu)): check the format and the layer of the states"
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
