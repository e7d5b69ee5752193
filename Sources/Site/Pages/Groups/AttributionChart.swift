import Charts
import Findings

/// What the gap between two groups in the score of a linear probe is made of, as a waterfall: the features of the largest
/// shares, all others as one bar, and their sum.
struct AttributionChart {
  let context: SiteContext
  let directory: FeatureDirectory
  let dataset: String
  let gap: GapAttribution
  /// The file of the shares, and the way to it.
  let source: (name: String, link: String)

  var figure: Fragment {
    let words = context.words
    let numbers = words.numbers
    let parts = gap.top.map { (label: name(Int($0.feature)), value: $0.share.value) }
    let rest = gap.gap.value - parts.reduce(0) { $0 + $1.value }
    let others = gap.features - gap.top.count
    let text = ChartText(
      title: words.format(.attributionTitle, gap.group, gap.reference, gap.arm.name),
      description: words.lists(parts.map { numbers.named($0.label, numbers.text($0.value, .signed(3))) }),
      axis: words[.attributionAxis], figure: { numbers.text($0, .signed(3)) },
      tick: { numbers.text($0, .signed($1)) })
    let chart = WaterfallChart(
      text, parts: parts,
      rest: others > 0 ? (words.format(.attributionRest, numbers.text(Double(others), .count)), rest) : nil,
      totalName: words[.attributionTotal])
    return context.figure(chart, source: source)
  }

  private func name(_ feature: Int) -> String {
    directory.label(dataset, gap.arm.checkpoint ?? "", feature)
  }
}
