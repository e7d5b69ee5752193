import Findings
import Glibc

/// How strongly a feature fires, over one logarithmic scale of values: active examples per bin, those of the positive class in
/// them; quantiles as a box; and below, of two classes, what F1 every threshold would give.
struct ActivationChart {
  /// Active examples per bin.
  let counts: ArraySlice<UInt32>
  /// Labelled ones per bin, of the negative and the positive class; empty unless there are two classes.
  let negatives: ArraySlice<UInt32>
  let positives: ArraySlice<UInt32>
  /// Labelled examples of the positive class, active or not.
  let positiveCount: Int
  /// Bounds of the bins, equal steps in log₂.
  let low: Double
  let high: Double
  /// At `FeatureTable.quantileLevels`.
  let quantiles: [Double]
  let best: Double?

  private static let left = 30.0
  private static let width = 324.0
  private static let floor = 84.0
  private static let top = 12.0
  private static let box = 96.0
  private static let curveTop = 142.0
  private static let curveFloor = 206.0

  private var hasCurve: Bool { !positives.isEmpty && positiveCount > 0 && high > low }

  /// F1 of predicting the positive class from the lower bound of each bin on.
  var f1: [Double] {
    var (right, wrong) = (0, 0)
    return zip(positives, negatives).reversed().map { positive, negative in
      right += Int(positive)
      wrong += Int(negative)
      return 2 * Double(right) / Double(right + wrong + positiveCount)
    }.reversed()
  }

  /// - Parameters:
  ///   - label: what the picture shows, for readers who cannot see it.
  ///   - curve: what the lower part shows.
  func draw(label: String, curve: String, into out: inout FragmentWriter) {
    guard let most = counts.max(), most > 0, low.isFinite, high.isFinite, low > 0 else { return }
    out.raw(
      hasCurve
        ? "<svg class=\"fires\" viewBox=\"0 0 360 222\" role=\"img\" aria-label=\""
        : "<svg class=\"fires\" viewBox=\"0 0 360 124\" role=\"img\" aria-label=\"")
    out.attribute(label)
    out.raw("\">")
    // One unit a bin. Where all values are equal there is one bar.
    out.raw("<g transform=\"translate(30) scale(13.5 1)\">")
    let shown = high > low ? counts : counts.prefix(1)
    bars(shown, of: most, "<path class=\"all\" d=\"", &out)
    if hasCurve { bars(positives, of: most, "<path class=\"own\" d=\"", &out) }
    let scores = hasCurve ? f1 : []
    if hasCurve { line(scores, &out) }
    out.raw("</g>")
    text(Self.left - 5, Self.top + 4, .end, &out) { $0.count(Int(most)) }
    text(Self.left - 5, Self.floor, .end, &out) { $0.integer(0) }
    quantileBox(&out)
    ticks(y: Self.box + 22, &out)
    if hasCurve { drawCurve(curve, peak: scores.max() ?? 0, &out) }
    out.raw("</svg>")
  }

  private func x(_ value: Double) -> Double {
    guard high > low else { return Self.left }
    return Self.left + min(1, max(0, log2(value / low) / log2(high / low))) * Self.width
  }

  /// The outline of neighbouring bars, of which each is one unit wide.
  private func bars(_ counts: ArraySlice<UInt32>, of most: UInt32, _ open: StaticString, _ out: inout FragmentWriter) {
    out.raw(open)
    out.raw("M0 84")
    let heights = counts.map { Int((Self.floor - Double($0) / Double(most) * (Self.floor - Self.top)).rounded()) }
    var index = 0
    while index < heights.count {
      let next = heights[index...].firstIndex { $0 != heights[index] } ?? heights.count
      if index > 0 || heights[index] != 84 {
        out.raw("V")
        out.integer(heights[index])
      }
      out.raw("h")
      out.integer(next - index)
      index = next
    }
    out.raw("V84z\"/>")
  }

  private func quantileBox(_ out: inout FragmentWriter) {
    guard quantiles.count == 5, quantiles.allSatisfy({ $0.isFinite && $0 > 0 }), high > low else { return }
    out.raw("<path class=\"span\" d=\"M")
    place(x(quantiles[0]), &out)
    out.raw(" 96H")
    place(x(quantiles[4]), &out)
    out.raw("\"/><path class=\"box\" d=\"M")
    place(x(quantiles[1]), &out)
    out.raw(" 96H")
    place(x(quantiles[3]), &out)
    out.raw("\"/><path class=\"mid\" d=\"M")
    place(x(quantiles[2]), &out)
    out.raw(" 91v10\"/>")
  }

  private func ticks(y: Double, _ out: inout FragmentWriter) {
    for value in Self.ticks(low, high) {
      text(x(value), y, .middle, &out) { $0.number(value, value == low || value == high ? .magnitude : .plain) }
    }
  }

  /// Round values within the scale: 1, 2 and 5 times a power of ten, or of wide scales powers of ten alone; at most six. Where there
  /// is none, the ends.
  static func ticks(_ low: Double, _ high: Double) -> [Double] {
    guard low > 0, high > low else { return [low] }
    let powers = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    for steps in [[1.0, 2, 5], [1, 3], [1]] {
      let found = powers.flatMap { power in
        steps.map { power < 0 ? $0 / pow(10, Double(-power)) : $0 * pow(10, Double(power)) }
      }.filter { $0 >= low && $0 <= high }
      if (2...6).contains(found.count) { return found }
      if found.count < 2 { break }
    }
    let within = powers.map { pow(10, Double($0)) }.filter { $0 >= low && $0 <= high }
    guard within.count > 6 else { return [low, high] }
    let every = (within.count + 5) / 6
    return within.enumerated().filter { $0.offset % every == 0 }.map(\.element)
  }

  private func curveHeight(_ value: Double, peak: Double) -> Double {
    let limit = max(0.1, peak * 1.05)
    return Self.curveFloor - value / limit * (Self.curveFloor - Self.curveTop)
  }

  /// F1 from bin to bin.
  private func line(_ scores: [Double], _ out: inout FragmentWriter) {
    let peak = scores.max() ?? 0
    let heights = scores.map { Int(curveHeight($0, peak: peak).rounded()) }
    out.raw("<path class=\"line\" d=\"M0 ")
    out.integer(heights[0])
    for (before, height) in zip(heights, heights.dropFirst()) {
      out.raw("l1 ")
      out.integer(height - before)
    }
    out.raw("\"/>")
  }

  private func drawCurve(_ title: String, peak: Double, _ out: inout FragmentWriter) {
    text(0, 136, .start, &out) { $0.plainText(title) }
    out.raw("<path class=\"base\" d=\"M30 206h324\"/>")
    if let best, best.isFinite {
      out.raw("<path class=\"best\" d=\"M")
      place(best > 0 ? x(best) : Self.left, &out)
      out.raw(" 142V206\"/>")
    }
    text(Self.left - 5, curveHeight(peak, peak: peak) + 4, .end, &out) { $0.number(peak, .fixed(2)) }
    text(Self.left - 5, Self.curveFloor + 4, .end, &out) { $0.integer(0) }
    ticks(y: 220, &out)
  }

  private enum Anchor { case start, middle, end }

  private func text(
    _ x: Double, _ y: Double, _ anchor: Anchor, _ out: inout FragmentWriter, _ content: (inout FragmentWriter) -> Void
  ) {
    switch anchor {
    case .start: out.raw("<text x=\"")
    case .middle: out.raw("<text class=\"t\" x=\"")
    case .end: out.raw("<text class=\"y\" x=\"")
    }
    place(x, &out)
    out.raw("\" y=\"")
    place(y, &out)
    out.raw("\">")
    content(&out)
    out.raw("</text>")
  }

  /// Whole units: a 360th of the picture's width.
  private func place(_ value: Double, _ out: inout FragmentWriter) { out.integer(Int(value.rounded())) }
}
