import Claims
import Findings

/// From which value on a feature counts as fired: what every threshold costs and keeps.
struct ThresholdReport {
  static let slots: PageSchema = [
    "has_thresholds": .flag, "has_threshold_auto": .flag, "has_threshold_otsu": .flag, "threshold_figure": .block,
    "threshold_place": .text,
    "thresholds_link": .link,
    "threshold_axis": .inline, "is_threshold_even": .flag, "thresholds": .rows(row), "has_other_thresholds": .flag,
    "other_threshold_axis": .inline,
    "other_thresholds": .rows(row),
  ]
  private static let row: PageSchema = [
    "checkpoint": .text, "pooling": .text, "threshold": .text, "mean": .text, "low": .text, "high": .text,
    "strip": .inline, "active": .text, "stability": .text, "stability_low": .text, "stability_high": .text,
    "found": .text,
  ]

  /// A threshold or a rule on one checkpoint and pooling.
  private struct Entry {
    let row: ThresholdRow

    var isRule: Bool { row.choice.number == nil }
  }

  let context: SiteContext
  let dataset: DatasetFinding
  let study: ProbeStudy
  let headline: HeadlineArms
  let links: Links

  func scope() -> TemplateScope {
    let entries = entries()
    let lead = headline.lead?.key
    let own = entries.filter { $0.row.checkpoint == lead?.checkpoint && $0.row.pooling == lead?.pooling }
    let others = entries.filter { !($0.row.checkpoint == lead?.checkpoint && $0.row.pooling == lead?.pooling) }
    let place = [lead?.checkpoint, lead?.pooling.map { context.words.format(.armPooling, $0) }].compactMap { $0 }
    let axis = axis(own)
    let otherAxis = self.axis(others)
    let chart = chart(own, place.joined(separator: ", "))
    return [
      "has_thresholds": .flag(own.count > 1), "has_threshold_auto": .flag(own.contains { $0.row.choice == .automatic }),
      "has_threshold_otsu": .flag(own.contains { $0.row.choice == .otsu }),
      "threshold_place": .text(place.joined(separator: ", ")),
      "threshold_figure": .fragment(figure(chart)),
      "is_threshold_even": .flag(chart.isEven && own.count { !$0.isRule } > 2),
      "threshold_axis": context.axisHead(axis),
      "thresholds_link": .link(links.file(DataFiles.thresholds(dataset.id))),
      "thresholds": .rows(own.map { row($0, axis) }), "has_other_thresholds": .flag(!others.isEmpty),
      "other_thresholds": .rows(others.map { row($0, otherAxis) }),
      "other_threshold_axis": context.axisHead(otherAxis),
    ]
  }

  /// Given thresholds ascending, then the rules, checkpoint by checkpoint in the order of the study.
  private func entries() -> [Entry] {
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

  private func axis(_ entries: [Entry]) -> Axis? {
    let rows = entries.map(\.row)
    return Axis(
      holding: rows.flatMap { [$0.macroF1Mean, $0.macroF1Low, $0.macroF1High].compactMap { $0 } }, limits: 0...1)
  }

  /// The threshold, or the name of the rule.
  private func name(_ entry: Entry) -> String {
    entry.isRule
      ? context.words.code("threshold", entry.row.choice.kind) : entry.row.threshold.map(TemplateValue.plainText) ?? "–"
  }

  private func row(_ entry: Entry, _ axis: Axis?) -> TemplateScope {
    let row = entry.row
    return [
      "checkpoint": .text(row.checkpoint), "pooling": .text(row.pooling), "threshold": .text(name(entry)),
      "found": entry.isRule ? .number(row.threshold, .fixed(2)) : .text(""),
      "mean": .number(row.macroF1Mean, .fixed(3)), "low": .number(row.macroF1Low, .fixed(3)),
      "high": .number(row.macroF1High, .fixed(3)),
      "strip": context.strip(row.macroF1Mean, row.macroF1Low, row.macroF1High, axis),
      "active": .number(row.meanActiveFeatures, .fixed(1)), "stability": .number(row.stability, .fixed(2)),
      "stability_low": .number(row.stabilityLow, .fixed(2)), "stability_high": .number(row.stabilityHigh, .fixed(2)),
    ]
  }

  private func chart(_ entries: [Entry], _ place: String) -> ThresholdChart {
    let words = context.words
    let (short, fixed) = (NumberStyle.fixed(2), NumberStyle.fixed(3))
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
      description: entries.map { entry in
        let row = entry.row
        return words.format(
          .thresholdPoint, name(entry), fixed.text(row.macroF1Mean ?? .nan), fixed.text(row.macroF1Low ?? .nan),
          fixed.text(row.macroF1High ?? .nan), NumberStyle.fixed(1).text(row.meanActiveFeatures),
          short.text(row.stability ?? .nan))
      }.joined(separator: "; "), scoreTitle: words.code("metric", "macro_f1"),
      activeTitle: words[.thresholdActive], agreementTitle: words[.thresholdAgreement],
      axisTitle: words[.thresholdAxis])
  }

  private func figure(_ chart: ThresholdChart) -> Fragment {
    guard context.format == .html, chart.points.count > 1 else { return .empty }
    var out = FragmentWriter(.html, capacity: 8192)
    out.raw("<figure class=\"thresholds\">")
    chart.draw(into: &out)
    out.raw("</figure>\n")
    return out.fragment
  }
}
