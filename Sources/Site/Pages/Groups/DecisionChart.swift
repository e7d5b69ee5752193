import Charts
import Findings

/// What the leading arm decides for each group, as a picture: rates with their intervals, one mark for each group.
struct DecisionChart {
  /// Groups that are told apart by their marks in one row; more get a row each.
  private static let groupsInARow = 4

  let context: SiteContext
  let study: BiasStudy
  /// The file of the rows, and the way to it.
  let source: (name: String, link: String)
  /// Only these, where some are named.
  var groups: Set<String> = []

  /// Rows of the leading arm that are shown; of several classes those of the first.
  private var rows: [ProbeGroupRow] {
    guard let lead = study.lead else { return [] }
    let rows = study.probeRows.filter {
      $0.arm == lead && !$0.suppressed && !$0.group.isEmpty && (groups.isEmpty || groups.contains($0.group))
    }
    return rows.filter { $0.positive == rows.first?.positive }
  }

  var figure: Fragment {
    guard let first = rows.first else { return .empty }
    let words = context.words
    let all: [(name: String, rate: (ProbeGroupRow) -> Interval?)] = [
      (words[.selectionRate], { $0.selectionRate }), (words[.truePositiveRate], { $0.truePositiveRate }),
      (words[.falsePositiveRate], { $0.falsePositiveRate }),
    ]
    let measures = all.filter { measure in rows.contains { measure.rate($0) != nil } }
    func estimate(_ interval: Interval?) -> Estimate? {
      interval.map { Estimate($0.value, low: $0.low, high: $0.high) }
    }
    let isJoined = rows.count <= Self.groupsInARow
    let shown = measures.flatMap { measure -> [DumbbellChart.Row] in
      let rates = rows.map { estimate(measure.rate($0)) }
      let figures = rates.map { words.numbers.text($0?.value, .percent) }
      guard !isJoined else {
        return [DumbbellChart.Row(measure.name, rates, figure: figures.joined(separator: " · "))]
      }
      return [DumbbellChart.Row(measure.name, [], isHead: true)]
        + rows.indices.map { DumbbellChart.Row(rows[$0].group, [rates[$0]], figure: figures[$0]) }
    }
    let arm = study.name(of: first)
    let text = context.shareText(
      title: words.format(.decisionsTitle, arm), description: description(measures), axis: words[.decisionsAxis])
    return context.figure(
      DumbbellChart(text, series: isJoined ? rows.map(\.group) : [], rows: shown, limits: 0...1), source: source)
  }

  private func description(_ measures: [(name: String, rate: (ProbeGroupRow) -> Interval?)]) -> String {
    let (words, numbers) = (context.words, context.words.numbers)
    let said = measures.map { measure in
      let rates = rows.prefix(8).map { "\($0.group) \(numbers.text(measure.rate($0)?.value, .percent))" }
      return numbers.named(measure.name, words.series(rates))
    }
    return words.lists(said)
  }
}
