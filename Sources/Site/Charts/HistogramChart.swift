import Findings

/// How strongly a feature fires: active examples per bin of the pooled value, on a logarithmic scale of values.
enum HistogramChart {
  private static let width = 480.0
  private static let height = 120.0

  /// - Parameters:
  ///   - counts: one per bin, from `low` to `high` in steps equal in log₂.
  ///   - label: what the picture shows, for readers who cannot see it.
  static func draw(
    _ counts: ArraySlice<UInt32>, low: Double, high: Double, label: String, into out: inout FragmentWriter
  ) {
    guard let most = counts.max(), most > 0, low.isFinite, high.isFinite else { return }
    out.raw("<svg class=\"histogram\" viewBox=\"0 0 480 146\" role=\"img\" aria-label=\"")
    out.attribute(label)
    out.raw("\"><path class=\"bars\" d=\"")
    let step = width / Double(counts.count)
    for (index, count) in counts.enumerated() where count > 0 {
      let size = max(2, Double(count) / Double(most) * (height - 14))
      out.raw("M")
      out.coordinate(Double(index) * step + 1)
      out.raw(" 120v-")
      out.coordinate(size)
      out.raw("h")
      out.coordinate(step - 2)
      out.raw("V120z")
    }
    out.raw("\"/><path class=\"base\" d=\"M0 120.5h480\"/><text x=\"0\" y=\"138\">")
    out.number(low, .magnitude)
    out.raw("</text><text x=\"480\" y=\"138\" text-anchor=\"end\">")
    out.number(high, .magnitude)
    out.raw("</text><text x=\"480\" y=\"10\" text-anchor=\"end\">")
    out.count(Int(most))
    out.raw("</text></svg>")
  }
}
