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

  /// Floor, score and ceiling of every pair that is tested on the dataset.
  private var transfers: Fragment {
    let words = context.words
    let rows = context.findings.transfers.filter { $0.test == dataset.id }.compactMap { pair -> DumbbellChart.Row? in
      guard let row = pair.lead.map({ pair.rows[$0] }) else { return nil }
      let score = Estimate(row.score, low: row.low, high: row.high)
      return DumbbellChart.Row(
        pair.trainName, [score, row.ceiling.map { Estimate($0) }], figure: words.numbers.text(row.score, .fixed(3)))
    }
    guard let row = context.findings.transfers.first(where: { $0.test == dataset.id })?.rows.first else {
      return .empty
    }
    let metric = words.code("metric", row.metric)
    let text = context.scoreText(
      title: words.format(.answerTransfers, dataset.id),
      description: words.series(rows.map { "\($0.label) \($0.figure)" }), axis: metric)
    return context.figure(
      DumbbellChart(
        text, series: [words[.answerScore], words[.answerCeiling]], rows: rows, limits: 0...1),
      source: links.source(DataFiles.transfer))
  }
}
