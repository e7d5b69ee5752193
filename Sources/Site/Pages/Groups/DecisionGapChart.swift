import Charts
import Findings

/// How far each group is from the reference in what the leading arm decides, measure by measure, with intervals.
struct DecisionGapChart {
  /// More groups are in the file.
  private static let groups = 6

  let context: SiteContext
  let study: BiasStudy
  /// The file of the rows, and the way to it.
  let source: (name: String, link: String)

  var figure: Fragment {
    let rows = (study.gaps ?? []).filter { $0.arm == study.lead && $0.kind == .reference && $0.difference != nil }
    guard let first = rows.first else { return .empty }
    let words = context.words
    let own = rows.filter { $0.positive == first.positive && $0.reference == first.reference }
    var names: [String] = []
    for row in own where !names.contains(row.group) && names.count < Self.groups { names.append(row.group) }
    let all: [(metric: DecisionMetric, name: String)] = [
      (.selectionRate, words[.selectionRate]), (.truePositiveRate, words[.truePositiveRate]),
      (.falsePositiveRate, words[.falsePositiveRate]), (.positivePredictiveValue, words[.positivePredictiveValue]),
      (.falseOmissionRate, words[.falseOmissionRate]),
    ]
    func estimate(_ metric: DecisionMetric, _ group: String) -> Estimate? {
      own.first { $0.metric == metric && $0.group == group }?.difference.map {
        Estimate($0.value, low: $0.low, high: $0.high)
      }
    }
    let measures = all.filter { measure in names.contains { estimate(measure.metric, $0) != nil } }
    let shown = measures.map { measure in
      GapChart.Measure(measure.name, names.map { estimate(measure.metric, $0) })
    }
    let who = names.count == 1 ? names[0] : words[.otherGroups]
    let text = context.shareText(
      title: words.format(.gapsTitle, who, first.reference),
      description: words.lists(
        zip(measures, shown).map { measure, gaps in
          let figures = zip(names, gaps.gaps).map { "\($0) \(words.numbers.text($1?.value, .points))" }
          return words.numbers.named(measure.name, words.series(figures))
        }), axis: words[.gapsAxis], isDifference: true)
    return context.figure(
      GapChart(text, groups: names, measures: shown, referenceName: first.reference), source: source)
  }
}
