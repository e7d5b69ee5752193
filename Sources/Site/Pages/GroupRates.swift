import Charts
import Findings

/// How often a feature fires in each group, within each label: counts, rates and Wilson intervals drawn on one scale, marked where
/// they are not reliable. The figures of the intervals are in the file beside it.
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
    out.begin(caption: caption, isShort: true)
    out.head(hasLabels ? "\(words[.group]) · \(words[.label])" : words[.group], .left)
    out.head(words[.active], .right)
    out.head(words[.rate], .right)
    let isHTML = out.out.format == .html
    if isHTML {
      out.head(.left) { RateBar.scale(axis, words, into: &$0) }
    } else {
      out.head(words[.interval], .right)
    }
    out.body([.left, .right, .right, .right])
    for group in 0..<groups {
      for label in 0..<classes {
        out.beginRow()
        out.cell(.left) { writer in
          writer.text(table.groups[group])
          guard hasLabels else { return }
          writer.raw(" · ")
          writer.text(table.classes[label])
        }
        cells(base + group * classes + label, n: table.cellCounts.at(group)?.at(label) ?? 0, axis, &out)
        out.endRow()
      }
    }
    out.end()
    legend(base..<base + groups * classes, &out.out)
  }

  /// What the marks of rates that are not reliable mean.
  private func legend(_ cells: Range<Int>, _ out: inout FragmentWriter) {
    let marked = cells.filter { cell in
      !(table.suppressed.at(cell) ?? false) && (table.unreliable.at(cell) ?? false) && count(cell) > 0
    }
    guard !marked.isEmpty else { return }
    let isFew = marked.contains { count($0) < minimumCell }
    let isWide = marked.contains { count($0) >= minimumCell }
    out.raw(out.format == .html ? "<p class=\"key\">" : "")
    if isFew {
      out.raw("† ")
      out.text(words.format(.fewerExamples, "\(minimumCell)"))
    }
    if isFew, isWide { out.raw(" · ") }
    if isWide {
      out.raw("‡ ")
      out.text(words[.wideInterval])
    }
    out.raw(out.format == .html ? "</p>\n" : "\n\n")
  }

  /// Examples of a cell.
  private func count(_ cell: Int) -> Int {
    let (classes, groups) = (table.classes.count, table.groups.count)
    let place = cell % (groups * classes)
    return Int(table.cellCounts.at(place / classes)?.at(place % classes) ?? 0)
  }

  private func cells(_ cell: Int, n: Int32, _ axis: Axis?, _ out: inout TableWriter) {
    let isHTML = out.out.format == .html
    if table.suppressed.at(cell) ?? false {
      out.cell(.right) { $0.text("–") }
      out.cell(.right) { $0.text(words[.withheld]) }
      out.cell(.left) { _ in }
      return
    }
    let active = table.active[cell]
    let isUnreliable = n > 0 && table.unreliable.at(cell) ?? false
    let rate = n > 0 ? Double(active) / Double(n) : .nan
    let low = Double(table.rateLow.at(cell) ?? .nan)
    let high = Double(table.rateHigh.at(cell) ?? .nan)
    out.cell(.right) { writer in
      writer.count(Int(active))
      writer.raw(" / ")
      writer.count(Int(n))
    }
    out.cell(.right) { writer in
      writer.number(rate, .percent)
      if isUnreliable { writer.raw(Int(n) < minimumCell ? " †" : " ‡") }
    }
    out.cell(.left) { writer in
      guard isHTML else { return writer.interval(low, high, .percent) }
      RateBar.draw(rate, low: low, high: high, axis, into: &writer)
    }
  }

  private func axis(_ cells: Range<Int>) -> Axis? {
    let highs = cells.compactMap { table.suppressed.at($0) == true ? nil : table.rateHigh.at($0).map(Double.init) }
    return Axis(holding: [0] + highs, limits: 0...1)
  }
}

/// A share with its interval as a short drawing in a table, on a scale that the head of the column names. Sizes and colours
/// are the style sheet's.
enum RateBar {
  /// Ends of the scale, in percent.
  static func scale(_ axis: Axis?, _ words: Words, into out: inout FragmentWriter) {
    guard let axis else { return }
    out.text(words.numbers.range("0", words.numbers.text(axis.high, .wholePercent)))
  }

  /// Nothing where the share is not defined.
  static func draw(
    _ share: Double, low: Double? = nil, high: Double? = nil, _ axis: Axis?, into out: inout FragmentWriter
  ) {
    guard out.format == .html, let axis, share.isFinite else { return }
    out.raw("<svg>")
    if let low, let high, low.isFinite, high.isFinite {
      out.raw("<rect x=\"")
      out.integer(percent(low, axis))
      out.raw("%\" width=\"")
      out.integer(max(0, percent(high, axis) - percent(low, axis)))
      out.raw("%\"/>")
    }
    out.raw("<circle cx=\"")
    out.integer(percent(share, axis))
    out.raw("%\"/></svg>")
  }

  private static func percent(_ value: Double, _ axis: Axis) -> Int { Int((axis.position(value) * 100).rounded()) }
}
