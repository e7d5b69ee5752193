/// How far each group is from the reference, measure by measure, with intervals; beside the line of no difference.
public struct GapChart: Chart {
  /// One measure, with a difference for each group.
  public struct Measure: Sendable {
    /// Which.
    public var name: String
    /// One for each group; nil where not defined.
    public var gaps: [Estimate?]

    /// See the properties.
    public init(_ name: String, _ gaps: [Estimate?]) {
      self.name = name
      self.gaps = gaps
    }
  }

  private let chart: DumbbellChart
  public var text: ChartText { chart.text }

  /// - Parameters:
  ///   - groups: without the reference.
  ///   - measures: from top to bottom; each is a row for one group, a heading with rows for several.
  ///   - referenceName: what the line at zero is.
  public init(
    _ text: ChartText, groups: [String], measures: [Measure], referenceName: String, siblings: [Double] = []
  ) {
    func figure(_ gap: Estimate?) -> String { gap.map { $0.value.isFinite ? text.figure($0.value) : "–" } ?? "–" }
    let rows = measures.flatMap { measure -> [DumbbellChart.Row] in
      guard groups.count > 1 else {
        let gap = measure.gaps.first ?? nil
        return [DumbbellChart.Row(measure.name, [gap], figure: figure(gap))]
      }
      return [DumbbellChart.Row(measure.name, [], isHead: true)]
        + zip(groups, measure.gaps).map { DumbbellChart.Row($0, [$1], figure: figure($1)) }
    }
    chart = DumbbellChart(text, series: [], rows: rows, reference: (0, referenceName), siblings: siblings + [0])
  }

  public func draw(into out: inout SVGWriter) { chart.draw(into: &out) }
}
