import Charts
import Findings

/// How often a feature fires in each group, within each label: rates with Wilson intervals, marked where they are not reliable.
struct GroupRates: Sendable {
  let table: GroupTable
  let words: Words
  /// Rates of fewer examples are unreliable for that alone.
  var minimumCell = 30

  func write(_ feature: Int, caption: String, into out: inout TableWriter) {
    let groups = table.groups.count
    let classes = table.classes.count
    let base = feature * groups * classes
    guard groups * classes > 0, base + groups * classes <= table.active.count else { return }
    let axis = self.axis(base..<base + groups * classes)
    let hasLabels = table.classes.contains { !$0.isEmpty }
    out.begin(caption: caption)
    out.head(words[.group], .left)
    if hasLabels { out.head(words[.label], .left) }
    out.head(words[.examples], .right)
    out.head(words[.active], .right)
    out.head(words[.rate], .right)
    out.head(words[.interval], .right)
    let isHTML = out.out.format == .html
    if isHTML { out.head(.left) { IntervalStrip.head(axis, inPercent: true, into: &$0) } }
    out.body([.left] + (hasLabels ? [.left] : []) + [.right, .right, .right, .right])
    for group in 0..<groups {
      for label in 0..<classes {
        out.beginRow()
        out.cell(.left) { $0.text(table.groups[group]) }
        if hasLabels { out.cell(.left) { $0.text(table.classes[label]) } }
        cells(base + group * classes + label, n: table.cellCounts.at(group)?.at(label) ?? 0, axis, &out)
        out.endRow()
      }
    }
    out.end()
  }

  private func cells(_ cell: Int, n: Int32, _ axis: Axis?, _ out: inout TableWriter) {
    let isHTML = out.out.format == .html
    if table.suppressed.at(cell) ?? false {
      for _ in 0..<3 { out.cell(.right) { $0.text("–") } }
      out.cell(.right) { $0.text(words[.withheld]) }
      if isHTML { out.cell(.left) { _ in } }
      return
    }
    let active = table.active[cell]
    let isUnreliable = n > 0 && table.unreliable.at(cell) ?? false
    let rate = n > 0 ? Double(active) / Double(n) : .nan
    let low = Double(table.rateLow.at(cell) ?? .nan)
    let high = Double(table.rateHigh.at(cell) ?? .nan)
    out.cell(.right) { $0.count(Int(n)) }
    out.cell(.right) { $0.count(Int(active)) }
    out.cell(.right) { $0.number(rate, .percent) }
    out.cell(.right) { writer in
      writer.interval(low, high, .percent)
      guard isUnreliable else { return }
      let mark = Int(n) < minimumCell ? words.format(.fewExamples, "\(n)") : words[.wideInterval]
      writer.raw(isHTML ? "<br><small class=\"unreliable\">" : " *")
      writer.text(mark)
      writer.raw(isHTML ? "</small>" : "*")
    }
    if isHTML { out.cell(.left) { IntervalStrip.row(rate, low: low, high: high, axis: axis, into: &$0) } }
  }

  private func axis(_ cells: Range<Int>) -> Axis? {
    let highs = cells.compactMap { table.suppressed.at($0) == true ? nil : table.rateHigh.at($0).map(Double.init) }
    return Axis(holding: [0] + highs, limits: 0...1)
  }
}
