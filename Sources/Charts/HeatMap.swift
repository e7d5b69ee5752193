/// A matrix of values: each cell holds its figure, and its shade says the same again.
public struct HeatMap: Chart {
  private static let cell = 26.0
  private static let head = 24.0
  /// Shades from nothing to the largest size.
  private static let shades = 5
  /// Where the cells begin, in percent; narrow pages have about 340 pixels.
  private static let left = 26.0

  public let text: ChartText
  private let rows: [String]
  private let columns: [String]
  private let values: [[Double]]

  /// - Parameter values: [row][column]; what is not a number is an empty cell.
  public init(_ text: ChartText, rows: [String], columns: [String], values: [[Double]]) {
    self.text = text
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  public func draw(into out: inout SVGWriter) {
    let finite = values.flatMap { $0 }.filter(\.isFinite)
    guard !finite.isEmpty, !rows.isEmpty, !columns.isEmpty else { return }
    let most = finite.map(\.magnitude).max() ?? 0
    let width = (100 - Self.left) / Double(columns.count)
    let height = Double(rows.count) * Self.cell
    out.begin("heat-graph", height: Self.head + height + 26, text)
    out.plot(top: Self.head, height: height) { out in
      for shade in 1...Self.shades {
        for isNegative in [false, true] {
          cells(shade, isNegative, most, width, into: &out)
        }
      }
    }
    let room = 340 * width / 100 - 4
    for (column, name) in columns.enumerated() {
      out.label("tick", percent: middle(column, width), y: 16, TextWidth.fitted(name, into: room))
    }
    for (row, name) in rows.enumerated() {
      let y = Self.head + (Double(row) + 0.5) * Self.cell + 4
      out.label("row", y: y, TextWidth.fitted(name, into: 340 * Self.left / 100 - 6))
      for column in columns.indices {
        guard let value = value(row, column) else { continue }
        out.label("cell", percent: middle(column, width), y: y, text.figure(value))
      }
    }
    out.label("unit", percent: Self.left + (100 - Self.left) / 2, y: Self.head + height + 18, text.axis)
    out.end()
  }

  private func middle(_ column: Int, _ width: Double) -> Double { Self.left + (Double(column) + 0.5) * width }

  private func value(_ row: Int, _ column: Int) -> Double? {
    guard values.indices.contains(row), values[row].indices.contains(column), values[row][column].isFinite else {
      return nil
    }
    return values[row][column]
  }

  private func cells(
    _ shade: Int, _ isNegative: Bool, _ most: Double, _ width: Double, into out: inout SVGWriter
  ) {
    let kind: StaticString =
      switch (shade, isNegative) {
      case (1, false): "heat h1"
      case (2, false): "heat h2"
      case (3, false): "heat h3"
      case (4, false): "heat h4"
      case (_, false): "heat h5"
      case (1, true): "heat n1"
      case (2, true): "heat n2"
      case (3, true): "heat n3"
      case (4, true): "heat n4"
      case (_, true): "heat n5"
      }
    out.path(kind) { out in
      for row in rows.indices {
        for column in columns.indices {
          guard let value = value(row, column), most > 0, (value < 0) == isNegative,
            min(Self.shades, 1 + Int(value.magnitude / most * Double(Self.shades))) == shade
          else { continue }
          out.move((Self.left + Double(column) * width) * 10, Double(row) * Self.cell)
          out.raw("h")
          out.number(width * 10 - 3)
          out.raw("v24h")
          out.number(3 - width * 10)
          out.raw("z")
        }
      }
    }
  }
}
