import Foundation
import TestSupport
import Testing

@testable import Charts

@Suite struct ChartTests {
  func svg(_ chart: any Chart) -> String { String(decoding: chart.svg(), as: UTF8.self) }

  /// Elements are closed in order, attributes are classes and coordinates alone, and coordinates are short finite numbers.
  func check(_ svg: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    guard !svg.isEmpty else { return }
    var open: [Substring] = []
    var rest = svg[...]
    let allowed: Set<String> = ["class", "d", "x", "y", "width", "height", "viewBox", "preserveAspectRatio", "role"]
    while let start = rest.firstIndex(of: "<") {
      let end = try #require(rest[start...].firstIndex(of: ">"), sourceLocation: sourceLocation)
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        #expect(open.popLast() == tag.dropFirst(), sourceLocation: sourceLocation)
        continue
      }
      let name = tag.prefix { $0.isLetter }
      if !tag.hasSuffix("/") { open.append(name) }
      for match in tag.matches(of: /\s([A-Za-z-]+)="([^"]*)"/) {
        #expect(allowed.contains(String(match.1)), "\(match.1)", sourceLocation: sourceLocation)
        guard !["class", "role", "preserveAspectRatio"].contains(match.1) else { continue }
        #expect(
          match.2.wholeMatch(of: /[MLHVmhvz0-9. %-]*/) != nil && match.2.firstMatch(of: /\.[0-9]{3}/) == nil,
          "\(match.1)=\(match.2.prefix(200))", sourceLocation: sourceLocation)
      }
    }
    #expect(open.isEmpty, sourceLocation: sourceLocation)
    #expect(svg.hasPrefix("<svg class=\"graph "), sourceLocation: sourceLocation)
    #expect(svg.firstRange(of: "role=\"img\"><title>") != nil, sourceLocation: sourceLocation)
  }

  @Test func everyChartIsWellFormedAndTheSameBytesAgain() throws {
    for (name, chart) in Samples.all {
      let bytes = svg(chart)
      #expect(!bytes.isEmpty, "\(name)")
      try check(bytes)
      #expect(bytes == svg(chart))
    }
  }

  @Test func aTableOfTwentyRowsIsSmall() {
    #expect(svg(Samples.dumbbell(rows: 20)).utf8.count <= 6144)
    #expect(svg(Samples.volcano(65_536)).utf8.count <= 16_384)
  }

  @Test func aHistogramCountsEveryValueOnce() throws {
    // Bounds that no double holds: 0.1 and 0.3 lie in the range that begins with them.
    let values = [0, 0.1, 0.1, 0.15, 0.3, 0.999, 1, .nan, .infinity]
    let chart = HistogramChart(Samples.plain("Values", "value"), verticalName: "values", values: values)
    #expect(chart.bins.reduce(0) { $0 + $1.count } == 7)
    for bin in chart.bins {
      let isLast = bin.range.upperBound > 0.999_999
      let inside = values.filter {
        $0.isFinite && $0 > bin.range.lowerBound - 1e-6
          && (isLast ? $0 < bin.range.upperBound + 1e-6 : $0 < bin.range.upperBound - 1e-6)
      }
      #expect(bin.count == inside.count, "\(bin)")
    }
    #expect(svg(HistogramChart(Samples.plain("Nothing", "value"), verticalName: "values", values: [.nan])).isEmpty)
    try check(svg(HistogramChart(Samples.plain("One", "value"), verticalName: "values", values: [3])))
    let huge = HistogramChart(Samples.plain("Huge", "value"), verticalName: "values", values: [-1e308, 1e308])
    #expect(svg(huge).isEmpty)
  }

  /// All points of a wide checkpoint are on the map, some hundred kilobytes.
  @Test func aMapOfManyPointsStaysReadable() throws {
    let picture = svg(Samples.map(65_536))
    #expect(picture.utf8.count <= 400_000, "\(picture.utf8.count) bytes")
    try check(picture)
    // Points that are drawn: one for each cell of a kind that holds any.
    let drawn = picture.matches(of: /h0/).count
    #expect(drawn > 40_000, "\(drawn)")
    #expect(svg(Samples.map(0)).isEmpty)
  }

  /// Every chart over numbers and texts of any kind: nothing traps, and what is written is well formed.
  @Test func anyValuesAreHandled() throws {
    let values: [Double] = [
      .nan, .infinity, -.infinity, 0, -0.0, 1, -1, 0.5, 1e-300, 1e300, -1e308, .greatestFiniteMagnitude, 0.25, 1e-9,
      .leastNonzeroMagnitude, 123_456_789,
    ]
    let names = ["", "<b>&\"'</b>", "a\u{0}b", "日本語の長い名前がここに続きます、とても長い", "x", String(repeating: "w", count: 500)]
    var state: UInt64 = 99
    func next(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    func value() -> Double { values[next(values.count)] }
    func name() -> String { names[next(names.count)] }
    func estimate() -> Estimate {
      Estimate(value(), low: next(3) == 0 ? nil : value(), high: next(3) == 0 ? nil : value())
    }
    for _ in 0..<400 {
      let text = Samples.plain(name(), name())
      let safe = ChartText(
        title: text.title, description: text.description, axis: text.axis, figure: text.figure, tick: { "\($0) \($1)" })
      let count = next(6)
      let charts: [any Chart] = [
        ForestChart(
          safe, rows: (0..<count).map { _ in .init(name(), estimate(), isMarked: next(2) == 0) }, reference: 0,
          referenceName: name(), margin: value()),
        DumbbellChart(
          safe, series: (0..<next(7)).map { _ in name() },
          rows: (0..<count).map { _ in .init(name(), (0..<next(7)).map { _ in next(4) == 0 ? nil : estimate() }) },
          reference: next(2) == 0 ? nil : (value(), name())),
        GapChart(
          safe, groups: (0..<next(4)).map { _ in name() },
          measures: (0..<count).map { _ in .init(name(), (0..<next(4)).map { _ in estimate() }) }, referenceName: name()
        ),
        WaterfallChart(
          safe, parts: (0..<count).map { _ in (name(), value()) }, rest: next(2) == 0 ? nil : (name(), value()),
          totalName: name(), shown: next(4)),
        SlopeChart(
          safe, names: (name(), name()),
          lines: (0..<count).map { _ in .init(name(), before: estimate(), after: estimate(), isControl: next(2) == 0) }),
        VolcanoChart(
          safe,
          points: (0..<count).map { _ in .init(effect: value(), q: value(), isMarked: next(2) == 0, name: name()) },
          verticalName: name(), verticalTick: safe.tick, level: (value(), name()),
          margin: next(2) == 0 ? nil : (value(), name()),
          names: (name(), name())),
        ScatterChart(
          safe, verticalName: name(), verticalTick: safe.tick, kinds: [(name(), .plain)],
          points: (0..<count).map { _ in .init(value(), value(), kind: next(3) - 1, name: name()) },
          guides: [.equality, .up(value(), name())], most: next(3)),
        ReliabilityChart(
          safe, verticalName: name(),
          bins: (0..<count).map { _ in .init(predicted: value(), observed: estimate(), count: next(3) * 100) }),
        HeatMap(
          safe, rows: (0..<count).map { _ in name() }, columns: (0..<next(5)).map { _ in name() },
          values: (0..<next(6)).map { _ in (0..<next(6)).map { _ in value() } }),
      ]
      for chart in charts { try check(svg(chart)) }
    }
  }

  @Test func nothingIsDrawnOfNothing() {
    let text = Samples.plain("title", "axis")
    #expect(svg(ForestChart(text, rows: [])).isEmpty)
    #expect(svg(ForestChart(text, rows: [.init("a", Estimate(.nan))])).isEmpty)
    #expect(svg(DumbbellChart(text, series: [], rows: [.init("a", [nil])])).isEmpty)
    #expect(svg(HeatMap(text, rows: ["a"], columns: ["b"], values: [[.nan]])).isEmpty)
  }

  @Test func marksStandWhereTheirValuesAre() {
    let text = Samples.plain("title", "axis")
    // The scale goes from 0 to 1: 0.25 lies at 250 of 1000, its interval from 0.1 to 0.5.
    let chart = ForestChart(text, rows: [.init("a", Estimate(0.25, low: 0.1, high: 0.5)), .init("b", Estimate(1))])
    let bytes = svg(chart)
    #expect(bytes.firstRange(of: "<path class=\"range\" d=\"M100 21H500\"/>") != nil)
    #expect(bytes.firstRange(of: "<path class=\"dot\" d=\"M250 21h.01M1000 47h.01\"/>") != nil)
    #expect(bytes.firstRange(of: "<path class=\"ref\" d=\"M0 -4v61\"/>") != nil)
  }

  @Test func barsOfAWaterfallSumToTheTotal() {
    let text = Samples.plain("title", "axis")
    let chart = WaterfallChart(
      text, parts: [("a", 0.5), ("b", -0.2), ("c", 0.7)], totalName: "sum", restName: "rest", shown: 2)
    let bytes = svg(chart)
    // The two largest stay; the third is the rest; 0.5 + 0.7 − 0.2 = 1, on a scale from 0 to 1.5.
    #expect(bytes.firstRange(of: ">rest<") != nil && bytes.firstRange(of: ">b<") == nil)
    #expect(bytes.firstRange(of: "<path class=\"bar total\" d=\"M0 108H666.67v10H0z\"/>") != nil)
    #expect(bytes.firstRange(of: "<path class=\"bar down\" d=\"M800 78H666.67v10H800z\"/>") != nil)
  }

  @Test func labelsThatWouldCoverEachOtherAreMovedOrLeftOut() {
    let labels = PointCloud.placed((0..<40).map { _ in (x: 500, y: 100, words: "feature") }, height: 300)
    #expect(labels.count > 1 && labels.count < 8)
    for (index, first) in labels.enumerated() {
      for second in labels[..<index] where first.isLeft == second.isLeft {
        #expect((first.y - second.y).magnitude >= 13)
      }
    }
    let apart = SlopeChart.apart([10, 11, 12, 238, 239], within: 240)
    for (first, second) in zip(apart, apart.dropFirst()) { #expect(second - first >= 15 - 1e-9) }
    #expect(apart.allSatisfy { $0 <= 240 })
  }

  @Test func pointsOnOneAnotherAreDrawnOnce() {
    let points = (0..<1000).map { _ in (x: 3.0, y: 4.0) } + [(x: 900, y: 4)]
    #expect(PointCloud.thinned(points, most: 10) == [0, 1000])
    let spread = (0..<5000).map { (x: Double($0 % 1000), y: Double($0 / 25)) }
    let kept = PointCloud.thinned(spread, most: 300)
    #expect(kept.count <= 300 && kept.count > 100 && kept == PointCloud.thinned(spread, most: 300))
  }

  /// `FEATURE_ATLAS_CHARTS=FILE` writes a page that shows each chart with the style sheet of the pages.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["FEATURE_ATLAS_CHARTS"] != nil))
  func gallery() throws {
    let path = try #require(ProcessInfo.processInfo.environment["FEATURE_ATLAS_CHARTS"])
    let css = try String(contentsOfFile: TestPaths.repository + "/site/atlas.css", encoding: .utf8)
    var page = """
      <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Charts</title>
      <meta name="viewport" content="width=device-width, initial-scale=1"><style>\(css)</style></head>
      <body><main><h1>Charts</h1><p>Values are made up.</p>
      """
    for (name, chart) in Samples.all {
      page += """
        <h2>\(name)</h2><figure class="seen"><figcaption>\(chart.text.title)</figcaption>\(svg(chart))
        <p class="source">Values: <a href="#">table.csv</a></p></figure>
        """
    }
    try (page + "</main></body></html>\n").write(toFile: path, atomically: true, encoding: .utf8)
  }
}
