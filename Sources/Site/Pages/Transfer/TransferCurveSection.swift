import Charts
import Claims
import Findings

/// What labelled examples of the test dataset change, and training on both datasets: of the arm that leads, else of the last.
struct TransferCurveSection {
  let pair: TransferredPair

  static let slots: Slots<TransferCurveSection> = [
    .flag("has_curve") { $0.arm != nil },
    .inline("curve_sentences") { part in
      try part.pair.say(part.arm.map { TransferCurveClaims(part.pair.finding).of($0) } ?? [])
    },
    .inline("joint_sentences") { part in
      try part.pair.say(part.arm.map { TransferJointClaims(part.pair.finding).of($0) } ?? [])
    },
    .block("curve_chart") { $0.chart }, .text("curve_arm") { part in part.arm.map { part.words.representation($0) } },
    .rows("curve_rows", Point.slots) { part in part.points.map { Point(context: part.pair.context, point: $0) } },
    .link("curve_link") { $0.pair.links.file(DataFiles.transferCurve) },
    .link("joint_link") { $0.pair.finding.joint.isEmpty ? nil : $0.pair.links.file(DataFiles.transferJoint) },
  ]

  private var words: ArmWords { ArmWords(words: pair.context.words) }

  private var arm: ArmKey? {
    let arms = TransferCurveClaims(pair.finding).arms
    return arms.first { $0 == pair.lead?.arm } ?? arms.last { $0.representation.part == .bits } ?? arms.last
  }

  private var points: [TransferCurvePoint] { pair.finding.curve.filter { $0.arm == arm } }

  private var chart: Fragment {
    guard let last = points.last else { return .empty }
    let words = pair.context.words
    let numbers = words.numbers
    func text(_ value: Double?) -> String { numbers.text(value, .fixed(3)) }
    let series = [words.format(.transferCurveBoth, pair.finding.trainName), words[.transferCurveAlone]]
    let rows = points.map { point in
      DumbbellChart.Row(
        numbers.text(point.targetCount, .count),
        [
          Estimate(point.score.value, low: point.score.low, high: point.score.high),
          point.alone.map { Estimate($0.value, low: $0.low, high: $0.high) },
        ], figure: text(point.score.value))
    }
    let metric = words.code("metric", last.metric)
    let described = points.map {
      "\(numbers.text($0.targetCount, .count)): \(text($0.score.value)), \(text($0.alone?.value))"
    }
    let chartText = ChartText(
      title: words.format(.transferCurveTitle, pair.finding.testName), description: described.joined(separator: "; "),
      axis: metric, figure: { numbers.text($0, .fixed(3)) }, tick: { numbers.text($0, .fixed($1)) })
    return pair.context.figure(
      DumbbellChart(
        chartText, series: series, rows: rows, reference: (last.ceiling, words[.transferCeiling]), limits: 0...1),
      source: pair.links.source(DataFiles.transferCurve))
  }

  private struct Point {
    let context: SiteContext
    let point: TransferCurvePoint

    static let slots: Slots<Point> = [
      .number("labels", .count) { $0.point.targetCount }, .flag("is_all") { $0.point.isAll },
      .interval("score", .fixed(3)) { $0.point.score }, .interval("alone", .fixed(3)) { $0.point.alone },
      .interval("gain", .signed(3)) { $0.point.gain }, .interval("difference", .signed(3)) { $0.point.difference },
    ]
  }
}
