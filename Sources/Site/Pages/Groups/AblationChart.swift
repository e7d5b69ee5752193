import Charts
import Findings

/// The gap between groups before and after features are taken away, as slopes: those that follow the group drawn strong,
/// as many others drawn thin.
struct AblationChart {
  let context: SiteContext
  /// Of one probe.
  let rows: [AblationRow]
  /// The file of the rows, and the way to it.
  let source: (name: String, link: String)

  var figure: Fragment {
    guard let base = rows.first(where: { $0.method == .none }), let before = base.gap, before > 0 else {
      return .empty
    }
    let words = context.words
    let lines = rows.compactMap { row -> SlopeChart.Line? in
      guard let kind = row.kind, let after = row.gap else { return nil }
      let name = words.format(
        kind == .control ? .ablationControl : .ablationFlagged, words.code("ablation", row.method.rawValue))
      return SlopeChart.Line(
        name, before: Estimate(before, low: nil, high: nil), after: Estimate(after, low: nil, high: nil),
        isControl: kind == .control)
    }
    let numbers = words.numbers
    let text = context.shareText(
      title: words.format(.ablationTitle, base.checkpoint),
      description: words.lists(lines.map { numbers.named($0.name, numbers.text($0.after.value, .percent)) }),
      axis: words[.ablationAxis])
    return context.figure(
      SlopeChart(text, names: (words[.ablationBefore], words[.ablationAfter]), lines: lines, siblings: [0]),
      source: source)
  }
}
