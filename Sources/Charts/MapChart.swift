/// Points of a plane whose axes mean nothing: only what lies together counts. Kinds differ in shape beside colour.
public struct MapChart: Chart {
  /// How a kind of points is drawn, the least first, so that the others lie above.
  public enum Mark: Int, Sendable, CaseIterable {
    case dust, dot, ring, square
  }

  /// One point.
  public struct Point: Sendable {
    /// From the left, 0 to 1.
    public var x: Double
    /// From the top, 0 to 1.
    public var y: Double
    /// Place among `kinds`.
    public var kind: Int

    /// See the properties.
    public init(x: Double, y: Double, kind: Int) {
      self.x = x
      self.y = y
      self.kind = kind
    }
  }

  public let text: ChartText
  private let kinds: [(name: String, mark: Mark)]
  private let points: [Point]
  /// Pixels of the plane.
  private static let height = 560.0
  private static let line = 19.0
  /// Cells of the plane on each side; of points of one kind in one cell the first is drawn, so that a picture of 65,536
  /// points stays small.
  private static let cells = 1000.0
  private static let fewerCells = 500.0
  private static let many = 20_000

  /// - Parameter kinds: names with their marks, each mark at most once.
  public init(_ text: ChartText, kinds: [(name: String, mark: Mark)], points: [Point]) {
    self.text = text
    self.kinds = kinds
    self.points = points.filter {
      $0.x >= 0 && $0.x <= 1 && $0.y >= 0 && $0.y <= 1 && kinds.indices.contains($0.kind)
    }
  }

  public func draw(into out: inout SVGWriter) {
    guard !points.isEmpty else { return }
    let top = Double(kinds.count) * Self.line + 6
    out.begin("map-graph", height: top + Self.height, text)
    for (index, kind) in kinds.enumerated() {
      let y = Double(index) * Self.line + 10
      Self.path(kind.mark, into: &out) { out in
        out.move(7, y)
        out.raw("h0")
      }
      out.label("legend", percent: 2.6, y: y + 4, kind.name)
    }
    out.raw("<svg class=\"plot\" y=\"")
    out.number(top)
    out.raw("\" height=\"")
    out.number(Self.height)
    out.raw("\" viewBox=\"-8 -8 1016 1016\" preserveAspectRatio=\"xMidYMid meet\">")
    for kind in kinds.indices.sorted(by: { kinds[$0].mark.rawValue < kinds[$1].mark.rawValue }) {
      let cells = cells(of: kind)
      Self.path(kinds[kind].mark, into: &out) { Self.steps(cells, into: &$0) }
    }
    out.raw("</svg>")
    out.end()
  }

  /// Each once, row by row.
  private func cells(of kind: Int) -> [SIMD2<Int>] {
    let count = points.count > Self.many ? Self.fewerCells : Self.cells
    let scale = 1000 / count
    var seen = Set<SIMD2<Int>>()
    for point in points where point.kind == kind {
      seen.insert(SIMD2(Int((point.x * count).rounded() * scale), Int((point.y * count).rounded() * scale)))
    }
    return seen.sorted { ($0.y, $0.x) < ($1.y, $1.x) }
  }

  /// From point to point by what they differ, which is short.
  private static func steps(_ cells: [SIMD2<Int>], into out: inout SVGWriter) {
    var last = SIMD2(0, 0)
    for (index, cell) in cells.enumerated() {
      let step = cell &- last
      out.raw(index == 0 ? "M" : "m")
      out.number(Double(step.x))
      if step.y >= 0 { out.raw(" ") }
      out.number(Double(step.y))
      out.raw("h0")
      last = cell
    }
  }

  private static func path(_ mark: Mark, into out: inout SVGWriter, _ steps: (inout SVGWriter) -> Void) {
    switch mark {
    case .dust: out.path("m0", steps)
    case .dot: out.path("m1", steps)
    case .ring:
      out.path("m2", steps)
      out.path("m2 within", steps)
    case .square: out.path("m3", steps)
    }
  }
}
