import Findings

/// From which value on a feature counts as fired: what every threshold costs and keeps.
struct ThresholdReport {
  static let slots: PageSchema = [
    "has_thresholds": .flag, "threshold_figure": .block, "threshold_place": .text, "thresholds_link": .link,
    "threshold_axis": .inline, "is_threshold_even": .flag, "thresholds": .rows(row), "has_other_thresholds": .flag,
    "other_thresholds": .rows(row),
  ]
  private static let row: PageSchema = [
    "checkpoint": .text, "pooling": .text, "threshold": .text, "mean": .text, "low": .text, "high": .text,
    "strip": .inline, "active": .text, "stability": .text,
  ]

  /// A threshold or a rule on one checkpoint and pooling.
  private struct Entry {
    var checkpoint: String
    var pooling: String
    /// nil for a rule.
    var threshold: Double?
    var name: String
    var mean: Double?
    var low: Double?
    var high: Double?
    var active: Double?
    var stability: Double?
  }

  let context: SiteContext
  let dataset: DatasetFinding
  let study: ProbeStudy
  let headline: HeadlineArms
  let links: Links

  func scope() -> TemplateScope {
    let entries = entries()
    let lead = headline.lead
    let own = entries.filter { $0.checkpoint == lead?.checkpoint && $0.pooling == lead?.pooling }
    let others = entries.filter { !($0.checkpoint == lead?.checkpoint && $0.pooling == lead?.pooling) }
    let place = [lead?.checkpoint, lead?.pooling.map { context.words.format(.armPooling, $0) }].compactMap { $0 }
    let axis = Axis(holding: entries.flatMap { [$0.mean, $0.low, $0.high].compactMap { $0 } }, limits: 0...1)
    let chart = chart(own, place.joined(separator: ", "))
    return [
      "has_thresholds": .flag(own.count > 1), "threshold_place": .text(place.joined(separator: ", ")),
      "threshold_figure": .fragment(figure(chart)), "is_threshold_even": .flag(chart.isEven),
      "threshold_axis": context.axisHead(axis),
      "thresholds_link": .link(links.file(DataFiles.thresholds(dataset.id))),
      "thresholds": .rows(own.map { row($0, axis) }), "has_other_thresholds": .flag(!others.isEmpty),
      "other_thresholds": .rows(others.map { row($0, axis) }),
    ]
  }

  /// Fixed thresholds ascending, then the rules, checkpoint by checkpoint in the order of the study.
  private func entries() -> [Entry] {
    var places: [(checkpoint: String, pooling: String)] = []
    for arm in headline.whole where arm.representation == "binarized" {
      guard let checkpoint = arm.checkpoint, let pooling = arm.pooling else { continue }
      if !places.contains(where: { $0 == (checkpoint, pooling) }) { places.append((checkpoint, pooling)) }
    }
    return places.flatMap { checkpoint, pooling -> [Entry] in
      let fixed = study.thresholds.filter { $0.checkpoint == checkpoint && $0.pooling == pooling }.map { row in
        Entry(
          checkpoint: checkpoint, pooling: pooling, threshold: row.threshold,
          name: TemplateValue.plainText(row.threshold), mean: row.macroF1Mean, low: row.macroF1Low,
          high: row.macroF1High, active: row.meanActiveFeatures, stability: row.stability)
      }.sorted { ($0.threshold ?? 0) < ($1.threshold ?? 0) }
      let rules = headline.whole.filter { arm in
        arm.representation == "binarized" && arm.checkpoint == checkpoint && arm.pooling == pooling
          && ["auto", "otsu"].contains(arm.threshold)
      }.map { arm in
        let estimate = arm.metric("macro_f1")
        return Entry(
          checkpoint: checkpoint, pooling: pooling,
          name: context.words[arm.threshold == "auto" ? .thresholdAuto : .thresholdOtsu], mean: estimate?.mean,
          low: estimate?.low, high: estimate?.high)
      }
      return fixed + rules
    }
  }

  private func row(_ entry: Entry, _ axis: Axis?) -> TemplateScope {
    [
      "checkpoint": .text(entry.checkpoint), "pooling": .text(entry.pooling), "threshold": .text(entry.name),
      "mean": .number(entry.mean, .fixed(3)), "low": .number(entry.low, .fixed(3)),
      "high": .number(entry.high, .fixed(3)), "strip": context.strip(entry.mean, entry.low, entry.high, axis),
      "active": .number(entry.active, .fixed(1)), "stability": .number(entry.stability, .fixed(2)),
    ]
  }

  private func chart(_ entries: [Entry], _ place: String) -> ThresholdChart {
    let words = context.words
    let lines = entries.map { entry in
      words.format(
        .thresholdPoint, entry.name, NumberStyle.fixed(3).text(entry.mean ?? .nan),
        NumberStyle.fixed(3).text(entry.low ?? .nan), NumberStyle.fixed(3).text(entry.high ?? .nan),
        NumberStyle.fixed(1).text(entry.active ?? .nan), NumberStyle.fixed(2).text(entry.stability ?? .nan))
    }
    return ThresholdChart(
      points: entries.map { entry in
        ThresholdChart.Point(
          threshold: entry.threshold, name: entry.name,
          score: entry.mean.map { ThresholdChart.Measure(value: $0, low: entry.low, high: entry.high) },
          active: entry.active.map { ThresholdChart.Measure(value: $0) },
          agreement: entry.stability.map { ThresholdChart.Measure(value: $0) })
      }, title: words.format(.thresholdTitle, place), description: lines.joined(separator: "; "),
      scoreTitle: words.code("metric", "macro_f1"), activeTitle: words[.thresholdActive],
      agreementTitle: words[.thresholdAgreement], axisTitle: words[.thresholdAxis])
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
