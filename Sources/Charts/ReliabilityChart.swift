/// How often what was predicted came true, against how surely it was predicted; the line is where both agree.
public struct ReliabilityChart: Chart {
  /// Predictions of about the same probability.
  public struct Bin: Sendable {
    /// Mean predicted probability, 0 to 1.
    public var predicted: Double
    /// Share that came true, 0 to 1.
    public var observed: Estimate
    /// Predictions in it.
    public var count: Int

    /// See the properties.
    public init(predicted: Double, observed: Estimate, count: Int) {
      self.predicted = predicted
      self.observed = observed
      self.count = count
    }
  }

  public let text: ChartText
  private let verticalName: String
  private let bins: [Bin]

  /// - Parameters:
  ///   - verticalName: what the vertical scale measures.
  ///   - bins: by rising prediction.
  public init(_ text: ChartText, verticalName: String, bins: [Bin]) {
    self.text = text
    self.verticalName = verticalName
    self.bins = bins.filter { $0.predicted.isFinite && $0.observed.value.isFinite }
  }

  public func draw(into out: inout SVGWriter) {
    guard !bins.isEmpty, let axis = Axis(holding: [0, 1], limits: 0...1) else { return }
    let plane = Plane(
      text: text, verticalName: verticalName, x: axis, y: axis, height: 300, verticalTick: text.tick)
    let most = Double(bins.map(\.count).max() ?? 0)
    plane.draw("plane-graph square-graph", into: &out) { out in
      out.path("ref") { out in
        out.move(0, plane.height)
        out.raw("L1000 0")
      }
      // How many predictions each point is of, from the foot of the plot.
      out.path("share") { out in
        for bin in bins where bin.count > 0 && most > 0 {
          out.move(plane.across(bin.predicted), plane.height)
          out.raw("v")
          out.number(-max(1, Double(bin.count) / most * 40))
        }
      }
      out.path("range") { out in
        for bin in bins {
          guard let interval = bin.observed.interval else { continue }
          out.move(plane.across(bin.predicted), plane.down(interval.low))
          out.raw("V")
          out.number(plane.down(interval.high))
        }
      }
      out.path("course") { out in
        for (index, bin) in bins.enumerated() {
          out.raw(index == 0 ? "M" : "L")
          out.pair(plane.across(bin.predicted), plane.down(bin.observed.value))
        }
      }
      Series.marks(0, bins.map { (plane.across($0.predicted), plane.down($0.observed.value)) }, into: &out)
    }
  }
}
