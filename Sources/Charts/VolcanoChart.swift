#if canImport(Glibc)
  import Glibc
#endif

/// Size of the effect across, how surely it differs from none up: −log₁₀ of q.
public struct VolcanoChart: Chart {
  /// One effect.
  public struct Point: Sendable {
    /// Of what size.
    public var effect: Double
    /// Corrected p, 0 to 1.
    public var q: Double
    /// Whether it is one of those in question.
    public var isMarked: Bool
    /// Shown beside it where there is room; empty for most.
    public var name: String

    /// See the properties.
    public init(effect: Double, q: Double, isMarked: Bool = false, name: String = "") {
      self.effect = effect
      self.q = q
      self.isMarked = isMarked
      self.name = name
    }
  }

  private let chart: ScatterChart
  public var text: ChartText { chart.text }
  /// Smaller q are drawn at this height, 10⁻³⁰.
  private static let smallest = 1e-30

  /// - Parameters:
  ///   - points: names are placed in this order.
  ///   - verticalName: what the vertical scale is called; its figures are written by `verticalTick`.
  ///   - level: of q, where a line stands, with its name.
  ///   - margin: effects below it do not matter; a line stands there, with its name.
  ///   - names: of the points in question and of the others.
  ///   - most: the largest number of points drawn of each kind.
  public init(
    _ text: ChartText, points: [Point], verticalName: String,
    verticalTick: @escaping @Sendable (Double, Int) -> String, level: (value: Double, name: String),
    margin: (value: Double, name: String)?, names: (marked: String, others: String), most: Int = 600
  ) {
    chart = ScatterChart(
      text, verticalName: verticalName, verticalTick: verticalTick,
      kinds: [(names.others, .background), (names.marked, .marked)],
      points: points.filter { $0.q >= 0 && $0.q <= 1 }.map {
        ScatterChart.Point($0.effect, Self.height($0.q), kind: $0.isMarked ? 1 : 0, name: $0.name)
      },
      guides: [.up(Self.height(level.value), level.name)] + (margin.map { [.across($0.value, $0.name)] } ?? []),
      most: most)
  }

  /// −log₁₀ q, never negative.
  static func height(_ q: Double) -> Double { max(0, -log10(max(smallest, q))) }

  public func draw(into out: inout SVGWriter) { chart.draw(into: &out) }
}
