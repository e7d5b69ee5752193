import Charts
import Findings

/// The picture beside the answer of a dataset.
struct AnswerChart {
  let context: SiteContext
  let dataset: DatasetFinding
  let topic: DecisionTopic
  let links: Links

  var figure: Fragment {
    switch topic {
    case .groups: rates
    case .representations: arms
    case .transfer: transfers
    }
  }

  /// Selection rates of the leading arm, a row for each group of each attribute.
  private var rates: Fragment {
    let words = context.words
    var rows: [DumbbellChart.Row] = []
    var said: [String] = []
    for study in dataset.bias {
      let groups = study.probeRows.filter {
        $0.arm == study.lead && !$0.suppressed && !$0.group.isEmpty && $0.selectionRate != nil
      }
      let ofOneClass = groups.filter { $0.positive == groups.first?.positive }
      guard ofOneClass.count > 1 else { continue }
      rows.append(DumbbellChart.Row(study.attribute, [], isHead: true))
      for group in ofOneClass {
        guard let rate = group.selectionRate else { continue }
        let figure = words.numbers.text(rate.value, .percent)
        rows.append(
          DumbbellChart.Row(
            group.group, [Estimate(rate.value, low: rate.low, high: rate.high)], figure: figure))
        said.append("\(group.group) \(figure)")
      }
    }
    guard let study = dataset.bias.first, !rows.isEmpty else { return .empty }
    let text = context.shareText(
      title: words.format(.answerRates, dataset.positiveClass ?? ""), description: words.series(said),
      axis: words[.decisionsAxis])
    return context.figure(
      DumbbellChart(text, series: [], rows: rows, limits: 0...1),
      source: links.source(DataFiles.biasProbe(dataset.id, study.attribute)))
  }

  /// The headline arms on the metric that pages lead with.
  private var arms: Fragment {
    guard let study = dataset.probes else { return .empty }
    let table = ArmRows(context, study, study.headline.arms)
    let words = context.words
    let rows = study.headline.arms.compactMap { place -> DumbbellChart.Row? in
      guard let estimate = study.arms[place].metric(table.metric), let mean = estimate.mean else { return nil }
      return DumbbellChart.Row(
        ArmWords(words: words).representation(study.arms[place].key),
        [Estimate(mean, low: estimate.low, high: estimate.high)],
        figure: words.numbers.text(mean, .fixed(3)))
    }
    let text = context.scoreText(
      title: words.format(.answerArms, table.metricName),
      description: words.series(rows.map { "\($0.label) \($0.figure)" }), axis: table.metricName)
    return context.figure(
      DumbbellChart(
        text, series: [], rows: rows, reference: table.chance.map { ($0, words[.answerChance]) }, limits: 0...1),
      source: links.source(DataFiles.probes(dataset.id)))
  }

  /// Score and ceiling of every pair that is tested on the dataset; between them the score at equal size, which alone may be set
  /// beside the ceiling, where it is another.
  private var transfers: Fragment {
    let words = context.words
    let leads = context.findings.transfers.filter { $0.test == dataset.id }.compactMap { pair in
      pair.lead.map { (name: pair.trainName, row: pair.rows[$0]) }
    }
    guard let metric = leads.first?.row.metric else { return .empty }
    var series: [(name: String, value: (TransferRow) -> Estimate?)] = [
      (words[.answerScore], { Estimate($0.score, low: $0.low, high: $0.high) })
    ]
    if leads.contains(where: \.row.differsAtEqualSize) {
      series.append((words[.transferMatched], { $0.matchedScore.map { Estimate($0) } }))
    }
    series.append((words[.answerCeiling], { $0.ceiling.map { Estimate($0) } }))
    let rows = leads.map { name, row in
      DumbbellChart.Row(name, series.map { $0.value(row) }, figure: words.numbers.text(row.score, .fixed(3)))
    }
    let isOneMetric = leads.allSatisfy { $0.row.metric == metric }
    let text = context.scoreText(
      title: words.format(.answerTransfers, dataset.id),
      description: words.series(rows.map { "\($0.label) \($0.figure)" }),
      axis: isOneMetric ? words.code("metric", metric) : words[.transferScore])
    return context.figure(
      DumbbellChart(text, series: series.map(\.name), rows: rows, limits: 0...1),
      source: links.source(DataFiles.transfer))
  }
}
