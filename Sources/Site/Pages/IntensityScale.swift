import Findings

/// One scale for all that is marked of a feature: steps of its largest value in the dataset, so that equal shades mean equal
/// values from the first example to the last.
struct IntensityScale: Sendable {
  static let steps = 6

  let maximum: Float

  /// From 0, the weakest; values are above 0.
  func step(_ value: Float) -> Int {
    guard maximum > 0, value > 0 else { return 0 }
    return min(Self.steps - 1, max(0, Int((value / maximum * Float(Self.steps)).rounded(.up)) - 1))
  }

  /// Opens a marked token; the strongest of an example is an element of its own kind.
  func open(_ value: Float, isPeak: Bool, into out: inout FragmentWriter) {
    out.raw(isPeak ? Self.peaks[step(value)] : Self.tokens[step(value)])
  }

  func close(isPeak: Bool, into out: inout FragmentWriter) { out.raw(isPeak ? "</mark>" : "</i>") }

  /// The steps with the shares of the maximum that they end at.
  func legend(into out: inout FragmentWriter) {
    for step in 0..<Self.steps {
      out.raw(Self.tokens[step])
      out.number(Double(step + 1) / Double(Self.steps), .inHundred)
      out.raw("%")
      out.raw("</i>")
    }
  }

  static let tokens: [StaticString] = [
    "<i class=\"a\">", "<i class=\"b\">", "<i class=\"c\">", "<i class=\"d\">", "<i class=\"e\">", "<i class=\"f\">",
  ]
  private static let peaks: [StaticString] = [
    "<mark class=\"a\">", "<mark class=\"b\">", "<mark class=\"c\">", "<mark class=\"d\">", "<mark class=\"e\">",
    "<mark class=\"f\">",
  ]
  /// Of a patch of a picture.
  static let patches: [StaticString] = [
    "<rect class=\"a\"", "<rect class=\"b\"", "<rect class=\"c\"", "<rect class=\"d\"", "<rect class=\"e\"",
    "<rect class=\"f\"",
  ]
  static let strongestPatches: [StaticString] = [
    "<rect class=\"peak a\"", "<rect class=\"peak b\"", "<rect class=\"peak c\"", "<rect class=\"peak d\"",
    "<rect class=\"peak e\"", "<rect class=\"peak f\"",
  ]
}

extension StrongestExamples {
  /// Of a feature: its strongest example comes first.
  func scale(of feature: Int) -> IntensityScale {
    guard feature + 1 < offsets.count, offsets[feature] < offsets[feature + 1] else {
      return IntensityScale(maximum: 0)
    }
    return IntensityScale(maximum: activations[offsets[feature]])
  }
}
