/// Pairs of values as points, in kinds that differ in shape; a few points are named.
public struct ScatterChart: Chart {
  /// A pair of values.
  public struct Point: Sendable {
    /// Across.
    public var x: Double
    /// Up.
    public var y: Double
    /// Place among the kinds.
    public var kind: Int
    /// Shown beside it where there is room; empty for most.
    public var name: String

    /// See the properties.
    public init(_ x: Double, _ y: Double, kind: Int = 0, name: String = "") {
      self.x = x
      self.y = y
      self.kind = kind
      self.name = name
    }
  }

  /// What a kind of points looks like.
  public enum Look: Sendable {
    /// Small and pale: what is not in question.
    case background
    /// A disc.
    case plain
    /// A square in the colour of what needs a second look.
    case marked
  }

  /// The line on which both values are equal, or lines that part the plane.
  public enum Guide: Sendable {
    /// From corner to corner of equal values.
    case equality
    /// Upright at a value, with what it is.
    case across(Double, String)
    /// Level at a value, with what it is.
    case up(Double, String)
  }

  public let text: ChartText
  private let verticalName: String
  private let verticalTick: @Sendable (Double, Int) -> String
  private let kinds: [(name: String, look: Look)]
  private let points: [Point]
  private let guides: [Guide]
  private let axes: (x: Axis, y: Axis)?
  private let most: Int

  /// - Parameters:
  ///   - verticalName: what the vertical scale measures, with its unit.
  ///   - kinds: in the order in which they are drawn; the last lie on top.
  ///   - points: of those that lie on one another only the first of a kind is drawn; names are placed in this order.
  ///   - most: the largest number of points drawn of each kind.
  public init(
    _ text: ChartText, verticalName: String, verticalTick: @escaping @Sendable (Double, Int) -> String,
    kinds: [(name: String, look: Look)], points: [Point], guides: [Guide] = [],
    limits: (x: ClosedRange<Double>?, y: ClosedRange<Double>?) = (nil, nil), most: Int = 1500
  ) {
    self.text = text
    self.verticalName = verticalName
    self.verticalTick = verticalTick
    self.kinds = kinds
    self.points = points.filter { $0.x.isFinite && $0.y.isFinite && kinds.indices.contains($0.kind) }
    self.guides = guides
    self.most = most
    var (across, up) = (self.points.map(\.x), self.points.map(\.y))
    for guide in guides {
      switch guide {
      case .equality: break
      case .across(let value, _): across.append(value)
      case .up(let value, _): up.append(value)
      }
    }
    if case .equality? = guides.first(where: { if case .equality = $0 { true } else { false } }) {
      (across, up) = (across + up, across + up)
    }
    if !self.points.isEmpty, let x = Axis(holding: across, limits: limits.x),
      let y = Axis(holding: up, limits: limits.y)
    {
      axes = (x, y)
    } else {
      axes = nil
    }
  }

  public func draw(into out: inout SVGWriter) {
    guard let axes else { return }
    let used = kinds.indices.filter { kind in points.contains { $0.kind == kind } }
    let plane = Plane(
      text: text, verticalName: verticalName, x: axes.x, y: axes.y, height: 300, legend: legend(used),
      verticalTick: verticalTick)
    let places = points.map { (x: plane.across($0.x).rounded(), y: (plane.down($0.y) * 2).rounded() / 2) }
    let named = points.indices.filter { !points[$0].name.isEmpty }
    let labels = PointCloud.placed(
      named.map { (x: places[$0].x, y: places[$0].y, words: points[$0].name) }, height: plane.height)
    plane.draw("plane-graph", into: &out) { out in
      lines(plane, into: &out)
      for kind in used {
        let members = points.indices.filter { points[$0].kind == kind }
        let kept = PointCloud.thinned(members.map { places[$0] }, most: most).map { members[$0] }
        draw(kinds[kind].look, kept.map { places[$0] }, into: &out)
      }
    } labels: { out in
      guideNames(plane, into: &out)
      PointCloud.write(labels, into: &out)
    }
  }

  private func legend(_ used: [Int]) -> [[String]] {
    guard used.count > 1 else { return [] }
    let line = used.map { kind in
      switch kinds[kind].look {
      case .background: "· \(kinds[kind].name)"
      case .plain: "● \(kinds[kind].name)"
      case .marked: "■ \(kinds[kind].name)"
      }
    }
    return line.reduce(into: [[]]) { lines, entry in
      let width = (lines[lines.count - 1] + [entry]).reduce(0) { $0 + TextWidth.of($1) + 14 }
      if width > 340, !lines[lines.count - 1].isEmpty { lines.append([]) }
      lines[lines.count - 1].append(entry)
    }
  }

  private func draw(_ look: Look, _ points: [(x: Double, y: Double)], into out: inout SVGWriter) {
    func dots(_ out: inout SVGWriter) {
      for point in points {
        out.move(point.x, point.y)
        out.raw("h.01")
      }
    }
    switch look {
    case .background: out.path("dust", dots)
    case .plain: out.path("dot small", dots)
    case .marked: out.path("dot small square marked", dots)
    }
  }

  private func lines(_ plane: Plane, into out: inout SVGWriter) {
    out.path("ref") { out in
      for guide in guides {
        switch guide {
        case .equality:
          let low = max(plane.x.low, plane.y.low)
          let high = min(plane.x.high, plane.y.high)
          out.move(plane.across(low), plane.down(low))
          out.raw("L")
          out.pair(plane.across(high), plane.down(high))
        case .across(let value, _):
          out.move(plane.across(value), 0)
          out.raw("v")
          out.number(plane.height)
        case .up(let value, _):
          out.move(0, plane.down(value))
          out.raw("h1000")
        }
      }
    }
  }

  private func guideNames(_ plane: Plane, into out: inout SVGWriter) {
    for guide in guides {
      switch guide {
      case .equality: break
      case .across(let value, let name): out.label("what", percent: plane.x.position(value) * 100, y: -5, name)
      case .up(let value, let name): out.label("what side", percent: 100, y: plane.down(value) - 5, name)
      }
    }
  }
}
