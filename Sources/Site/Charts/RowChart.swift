import Charts
import Claims

/// A chart of the rows of a list, as a template asks for it.
struct RowChart: Sendable {
  let chart: TemplateChart
  /// Places of the numbers among the slots of a row.
  let numbers: [Int]
  let name: Int?
  /// Of the ends of the interval.
  let interval: (low: Int, high: Int)?
  let figures: FigureWriter

  /// - Parameter schema: of the rows; it has the slots of the chart.
  init(_ chart: TemplateChart, _ schema: PageSchema, _ figures: FigureWriter) {
    self.chart = chart
    self.figures = figures
    numbers = chart.numbers.compactMap { schema.places[$0] }
    name = chart.name.flatMap { schema.places[$0] }
    let ends = ["low", "high"].map { end in chart.numbers.last.flatMap { schema.places["\($0)_\(end)"] } }
    interval = chart.kind == .forest ? ends[0].flatMap { low in ends[1].map { (low, $0) } } : nil
  }

  private struct Row {
    var name = ""
    /// NaN where there is none.
    var numbers: [Double]
    var low = Double.nan
    var high = Double.nan
  }

  func fragment(_ scopes: [TemplateScope]) throws -> Fragment {
    var styles = numbers.map { _ in NumberStyle.magnitude }
    var rows: [Row] = []
    for scope in scopes {
      var scope = scope
      var row = Row(numbers: [])
      for (index, place) in numbers.enumerated() {
        let (number, style) = number(try scope.value(place))
        row.numbers.append(number)
        if let style { styles[index] = style }
      }
      if let name { row.name = text(try scope.value(name)) }
      if let interval {
        row.low = number(try scope.value(interval.low)).number
        row.high = number(try scope.value(interval.high)).number
      }
      if row.numbers.allSatisfy(\.isFinite) { rows.append(row) }
    }
    return figures.figure(picture(rows, styles), table: table(rows, styles))
  }

  private func number(_ value: TemplateValue) -> (number: Double, style: NumberStyle?) {
    switch value {
    case .number(let number, let style): (number, style)
    case .count(let count): (Double(count), .count)
    default: (.nan, nil)
    }
  }

  private func text(_ value: TemplateValue) -> String {
    switch value {
    case .text(let text), .link(let text): text
    case .number(let number, let style): figures.numbers.text(number, style)
    case .count(let count): figures.numbers.text(Double(count), .count)
    default: ""
    }
  }

  private func picture(_ rows: [Row], _ styles: [NumberStyle]) -> any Chart {
    let texts = texts(rows, styles)
    switch chart.kind {
    case .histogram: return histogram(rows, styles)
    case .scatter:
      return ScatterChart(
        texts[0], verticalName: chart.scales[1], verticalTick: texts[1].tick, kinds: [(chart.title, .plain)],
        points: rows.map { ScatterChart.Point($0.numbers[0], $0.numbers[1], name: $0.name) })
    case .forest:
      return ForestChart(
        texts[0],
        rows: rows.map { row in
          ForestChart.Row(
            row.name, Estimate(row.numbers[0], low: row.low, high: row.high), figure: withInterval(row, styles[0]))
        })
    }
  }

  private func histogram(_ rows: [Row], _ styles: [NumberStyle]) -> HistogramChart {
    HistogramChart(
      texts(rows, styles)[0], verticalName: figures.words[.figureCount], values: rows.map { $0.numbers[0] })
  }

  /// Of each scale.
  private func texts(_ rows: [Row], _ styles: [NumberStyle]) -> [ChartText] {
    chart.scales.indices.map { chartText(chart.scales[$0], styles[$0], rows.map(\.numbers)) }
  }

  private func withInterval(_ row: Row, _ style: NumberStyle) -> String {
    figures.numbers.text(
      row.numbers[0], low: row.low.isFinite ? row.low : nil, high: row.high.isFinite ? row.high : nil, style)
  }

  private func chartText(_ axis: String, _ style: NumberStyle, _ rows: [[Double]]) -> ChartText {
    let numbers = figures.numbers
    let isShare = [.percent, .wholePercent, .points].contains(style)
    return ChartText(
      title: chart.title, description: description(rows), axis: axis, figure: { numbers.text($0, style) },
      tick: { value, decimals in
        numbers.text(isShare ? value * 100 : value, .fixed(isShare ? max(0, decimals - 2) : decimals))
      })
  }

  private func description(_ rows: [[Double]]) -> String {
    chart.scales.enumerated().map { index, scale in
      let values = rows.map { $0[index] }.sorted()
      guard let low = values.first, let high = values.last else { return scale }
      let numbers = figures.numbers
      let middle = (values[(values.count - 1) / 2] + values[values.count / 2]) / 2
      return figures.words.format(
        .figureValues, scale, numbers.text(Double(values.count), .count), numbers.text(low, .magnitude),
        numbers.text(high, .magnitude), numbers.text(middle, .magnitude))
    }.joined(separator: " ")
  }

  private func table(_ rows: [Row], _ styles: [NumberStyle]) -> FigureTable {
    let numbers = figures.numbers
    func cell(_ value: Double, _ style: NumberStyle) -> FigureTable.Cell { .init(text: numbers.text(value, style)) }
    if chart.kind == .histogram {
      return FigureTable(
        heads: [(chart.scales[0], .left), (figures.words[.figureCount], .right)],
        rows: histogram(rows, styles).bins.filter { $0.count > 0 }.map { bin in
          [
            .init(
              text: numbers.range(
                numbers.text(bin.range.lowerBound, styles[0]), numbers.text(bin.range.upperBound, styles[0]))),
            cell(Double(bin.count), .count),
          ]
        })
    }
    let names = name.map { _ in figures.words[.figureRow] }
    return FigureTable(
      heads: (names.map { [($0, .left)] } ?? []) + chart.scales.map { ($0, .right) },
      rows: rows.map { row in
        (names == nil ? [] : [.init(text: row.name)])
          + (interval == nil ? zip(row.numbers, styles).map(cell) : [.init(text: withInterval(row, styles[0]))])
      })
  }
}
