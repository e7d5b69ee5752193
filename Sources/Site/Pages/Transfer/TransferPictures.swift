import Charts
import Findings

/// A pair as pictures: what each arm reaches between chance and the ceiling, and how far it is from the ceiling at equal size.
struct TransferPictures {
  /// So that the line of chance, or of the ceiling, does not stand at the edge, where names and figures are.
  private static let room = 0.001

  let pair: TransferredPair

  static let slots: Slots<TransferPictures> = [
    .block("score_chart") { $0.scores }, .block("difference_chart") { $0.differences },
  ]

  private var words: Words { pair.context.words }
  private var source: (name: String, link: String) { pair.links.source(DataFiles.transfer) }

  private func label(_ row: TransferRow) -> String { ArmWords(words: words).representation(row.arm) }

  private func text(title: String, rows: [(String, String)], axis: String, isDifference: Bool) -> ChartText {
    let numbers = words.numbers
    return ChartText(
      title: title, description: words.lists(rows.map { numbers.named($0, $1) }), axis: axis,
      figure: { numbers.text($0, isDifference ? .signed(3) : .fixed(3)) },
      tick: { numbers.text($0, isDifference ? .signed($1) : .fixed($1)) })
  }

  private var scores: Fragment {
    let rows = pair.headline.filter { $0.score.isFinite }
    guard let lead = pair.lead ?? rows.first else { return .empty }
    let metric = words.code("metric", lead.metric)
    let floors = rows.map { $0.floor ?? .nan }
    let chance = floors.first.flatMap { first in floors.allSatisfy { ($0 - first).magnitude < 1e-9 } ? first : nil }
    var series: [(name: String, value: (TransferRow) -> Estimate?)] = [
      (words[.transferScore], { Estimate($0.score, low: $0.low, high: $0.high) })
    ]
    if rows.contains(where: \.differsAtEqualSize) {
      series.append((words[.transferMatched], { $0.matchedScore.map { Estimate($0) } }))
    }
    series.append((words[.transferCeiling], { $0.ceiling.map { Estimate($0) } }))
    if chance == nil { series.append((words[.transferFloor], { $0.floor.map { Estimate($0) } })) }
    let numbers = words.numbers
    let shown = rows.map { row in
      DumbbellChart.Row(
        label(row), series.map { $0.value(row) }, figure: numbers.text(row.score, .fixed(3)))
    }
    let described = rows.map { row in
      (
        label(row),
        words.series(series.map { "\($0.name) \(numbers.text($0.value(row)?.value, .fixed(3)))" })
      )
    }
    let text = text(
      title: words.format(.transferScoresTitle, metric, pair.finding.trainName, pair.finding.testName), rows: described,
      axis: metric, isDifference: false)
    return pair.context.figure(
      DumbbellChart(
        text, series: series.map(\.name), rows: shown, reference: chance.map { ($0, words[.transferFloor]) },
        limits: 0...1, siblings: chance.map { [$0 - Self.room] } ?? []), source: source)
  }

  private var differences: Fragment {
    let numbers = words.numbers
    let rows = pair.headline.compactMap { row in
      row.difference.map { (label: label(row), estimate: Estimate($0.value, low: $0.low, high: $0.high)) }
    }
    guard let lead = pair.lead else { return .empty }
    let text = text(
      title: words[.transferDifferenceTitle],
      rows: rows.map { row in
        (
          row.label,
          numbers.text(row.estimate.value, low: row.estimate.low, high: row.estimate.high, .signed(3))
        )
      }, axis: words.format(.transferDifferenceAxis, words.code("metric", lead.metric)), isDifference: true)
    return pair.context.figure(
      ForestChart(
        text, rows: rows.map { ForestChart.Row($0.label, $0.estimate) }, referenceName: words[.transferCeiling],
        siblings: [Self.room]),
      source: source)
  }
}

extension TransferRow {
  /// Whether the score of a probe taught as many examples as the ceiling is another one, as far as three digits show.
  var differsAtEqualSize: Bool { matchedScore.map { ($0 - score).magnitude >= 0.0005 } ?? false }
}
