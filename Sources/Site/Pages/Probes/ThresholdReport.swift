import Charts
import Claims
import Findings

/// From which value on a feature counts as fired: what every threshold costs and keeps.
struct ThresholdReport {
  /// A threshold or a rule on one checkpoint and pooling.
  private struct Entry {
    let row: ThresholdRow

    var isRule: Bool { row.choice.number == nil }
  }

  let page: ProbedDataset
  /// Of the leading checkpoint and pooling, and of all others.
  private let own: [Entry]
  private let others: [Entry]

  static let slots: Slots<ThresholdReport> = [
    .flag("has_thresholds") { $0.own.count > 1 },
    .inline("threshold_rules") { try $0.page.say { $0.thresholdRules() } },
    .text("threshold_place") { $0.place }, .block("threshold_figure") { $0.figure },
    .inline("threshold_axis") { $0.page.context.axisHead(axis($0.own)) },
    .inline("other_threshold_axis") { $0.page.context.axisHead(axis($0.others)) },
    .link("thresholds_link") { $0.page.link(DataFiles.thresholds) },
    .rows("thresholds", Row.slots) { $0.rows($0.own) }, .rows("other_thresholds", Row.slots) { $0.rows($0.others) },
  ]

  init(_ page: ProbedDataset) {
    self.page = page
    let lead = page.headline.lead?.key
    let entries = Self.entries(page.study)
    own = entries.filter { $0.row.checkpoint == lead?.checkpoint && $0.row.pooling == lead?.pooling }
    others = entries.filter { !($0.row.checkpoint == lead?.checkpoint && $0.row.pooling == lead?.pooling) }
  }

  private var place: String {
    let lead = page.headline.lead?.key
    let pooling = lead?.pooling.map { page.context.words.format(.armPooling, $0) }
    return page.context.words.series([lead?.checkpoint, pooling].compactMap { $0 })
  }

  /// Given thresholds ascending, then the rules, checkpoint by checkpoint in the order of the study.
  private static func entries(_ study: ProbeStudy) -> [Entry] {
    var places: [(checkpoint: String, pooling: String)] = []
    for row in study.thresholds where !places.contains(where: { $0 == (row.checkpoint, row.pooling) }) {
      places.append((row.checkpoint, row.pooling))
    }
    return places.flatMap { checkpoint, pooling -> [Entry] in
      let own = study.thresholds.filter { $0.checkpoint == checkpoint && $0.pooling == pooling }
      let given = own.filter { $0.choice.number != nil }
      let found = own.filter { $0.choice.number == nil }
      return given.sorted { ($0.threshold ?? 0) < ($1.threshold ?? 0) }.map(Entry.init) + found.map(Entry.init)
    }
  }

  private static func axis(_ entries: [Entry]) -> Axis? {
    let rows = entries.map(\.row)
    return Axis(
      holding: rows.flatMap { [$0.macroF1Mean, $0.macroF1Low, $0.macroF1High].compactMap { $0 } }, limits: 0...1)
  }

  /// The threshold, or the name of the rule.
  private func name(_ entry: Entry) -> String {
    entry.isRule
      ? page.context.words.code("threshold", entry.row.choice.kind)
      : page.context.words.numbers.text(entry.row.threshold, .plain)
  }

  private func rows(_ entries: [Entry]) -> [Row] {
    let axis = Self.axis(entries)
    return entries.map { Row(report: self, entry: $0, axis: axis) }
  }

  private struct Row {
    let report: ThresholdReport
    let entry: Entry
    let axis: Axis?

    static let slots: Slots<Row> = [
      .text("checkpoint") { $0.row.checkpoint }, .text("pooling") { $0.row.pooling },
      .text("threshold") { $0.report.name($0.entry) },
      .value("found", .number) { $0.entry.isRule ? .number($0.row.threshold ?? .nan, .fixed(2)) : .text("") },
      .number("mean", .fixed(3)) { $0.row.macroF1Mean }, .number("low", .fixed(3)) { $0.row.macroF1Low },
      .number("high", .fixed(3)) { $0.row.macroF1High },
      .inline("strip") { row in
        row.report.page.context.strip(row.row.macroF1Mean, row.row.macroF1Low, row.row.macroF1High, row.axis)
      },
      .number("active", .fixed(1)) { $0.row.meanActiveFeatures }, .number("stability", .fixed(2)) { $0.row.stability },
      .number("stability_low", .fixed(2)) { $0.row.stabilityLow },
      .number("stability_high", .fixed(2)) { $0.row.stabilityHigh },
    ]

    private var row: ThresholdRow { entry.row }
  }

  private var chart: ThresholdChart {
    let (words, entries) = (page.context.words, own)
    return ThresholdChart(
      points: entries.map { entry in
        let row = entry.row
        return ThresholdChart.Point(
          threshold: entry.isRule ? nil : row.threshold, name: name(entry),
          score: row.macroF1Mean.map {
            ThresholdChart.Measure(value: $0, low: row.macroF1Low, high: row.macroF1High)
          }, active: ThresholdChart.Measure(value: row.meanActiveFeatures),
          agreement: row.stability.map {
            ThresholdChart.Measure(value: $0, low: row.stabilityLow, high: row.stabilityHigh)
          })
      }, title: words.format(.thresholdTitle, place),
      description: words.lists(
        entries.map { entry in
          let row = entry.row
          return words.format(
            .thresholdPoint, name(entry), words.numbers.text(row.macroF1Mean, .fixed(3)),
            words.numbers.text(row.macroF1Low, .fixed(3)), words.numbers.text(row.macroF1High, .fixed(3)),
            words.numbers.text(row.meanActiveFeatures, .fixed(1)), words.numbers.text(row.stability, .fixed(2)))
        }), scoreTitle: words.code("metric", "macro_f1"),
      activeTitle: words[.thresholdActive], agreementTitle: words[.thresholdAgreement],
      axisTitle: words[.thresholdAxis])
  }

  private var figure: Fragment {
    let chart = self.chart
    guard page.context.format == .html, chart.points.count > 1 else { return .empty }
    var out = FragmentWriter(page.context.style, capacity: 8192)
    out.raw("<figure class=\"thresholds\">")
    chart.draw(into: &out)
    out.raw("</figure>\n")
    return out.fragment
  }
}
