/// How many values lie in each of some equal ranges, from round number to round number.
public struct HistogramChart: Chart {
  public let text: ChartText
  private let verticalName: String
  private let axes: (x: Axis, y: Axis)?
  /// Ascending ranges that touch each other, the lower bound within and the upper one without; the last holds both.
  public let bins: [(range: ClosedRange<Double>, count: Int)]

  /// Ranges between two ticks of a scale.
  private static let rangesPerStep = 5

  /// - Parameters:
  ///   - values: those that are not finite are left out.
  ///   - verticalName: what is counted.
  public init(_ text: ChartText, verticalName: String, values: [Double]) {
    self.text = text
    self.verticalName = verticalName
    let finite = values.filter(\.isFinite)
    guard let x = Axis(holding: finite), let bins = Self.bins(finite, x),
      let y = Axis(holding: [0] + bins.map { Double($0.count) })
    else {
      axes = nil
      bins = []
      return
    }
    axes = (x, y)
    self.bins = bins
  }

  private static func bins(_ values: [Double], _ axis: Axis) -> [(range: ClosedRange<Double>, count: Int)]? {
    let width = axis.step / Double(rangesPerStep)
    let count = Int(((axis.high - axis.low) / width).rounded())
    guard count > 0 else { return nil }
    var counts = [Int](repeating: 0, count: count)
    for value in values {
      // A value on a bound lies above it, whatever rounding made of the quotient.
      let place = ((value - axis.low) / width + 1e-9).rounded(.down)
      counts[max(0, min(count - 1, Int(place)))] += 1
    }
    return counts.indices.map { place in
      (axis.low + Double(place) * width...axis.low + Double(place + 1) * width, counts[place])
    }
  }

  public func draw(into out: inout SVGWriter) {
    guard let axes else { return }
    let plane = Plane(
      text: text, verticalName: verticalName, x: axes.x, y: axes.y, height: 200,
      verticalTick: { value, _ in "\(Int(value.rounded()))" })
    plane.draw("plane-graph", into: &out) { out in
      out.path("bar up") { out in
        for bin in bins where bin.count > 0 {
          let (left, right) = (plane.across(bin.range.lowerBound), plane.across(bin.range.upperBound))
          let gap = min(3, (right - left) / 8)
          out.move(left + gap, plane.height)
          out.raw("V")
          out.number(plane.down(Double(bin.count)))
          out.raw("H")
          out.number(right - gap)
          out.raw("V")
          out.number(plane.height)
          out.raw("z")
        }
      }
    }
  }
}
