@testable import Charts

/// Made-up values for each chart, as the gallery shows them.
enum Samples {
  static func text(_ title: String, _ axis: String) -> ChartText {
    ChartText(
      title: title, description: "Made-up values.", axis: axis, figure: { points($0) },
      tick: { value, _ in points(value, decimals: 0) })
  }

  /// Times 100, with a sign.
  static func points(_ value: Double, decimals: Int = 1) -> String {
    guard value.isFinite, value.magnitude < 1e6 else { return "–" }
    let scale = decimals == 0 ? 1.0 : 10
    let size = (value.magnitude * 100 * scale).rounded() / scale
    let digits = decimals == 0 ? "\(Int(size))" : "\(size)"
    return size == 0 ? "0" : (value < 0 ? "−" : "+") + digits
  }

  static func percent(_ value: Double) -> String {
    value.isFinite && value.magnitude < 1e6 ? "\((value * 1000).rounded() / 10) %" : "–"
  }

  static func shares(_ title: String, _ axis: String) -> ChartText {
    ChartText(
      title: title, description: "Made-up values.", axis: axis, figure: percent,
      tick: { value, _ in "\(Int((value * 100).rounded()))" })
  }

  static func plain(_ title: String, _ axis: String) -> ChartText {
    ChartText(
      title: title, description: "Made-up values.", axis: axis,
      figure: { $0.isFinite && $0.magnitude < 1e6 ? "\(($0 * 100).rounded() / 100)" : "–" },
      tick: { value, decimals in
        let scale = decimals == 0 ? 1.0 : 100
        return decimals == 0 ? "\(Int(value))" : "\((value * scale).rounded() / scale)"
      })
  }

  static func estimate(_ value: Double, _ half: Double) -> Estimate {
    Estimate(value, low: value - half, high: value + half)
  }

  static func dumbbell(rows: Int = 4) -> DumbbellChart {
    let names = ["Selection rate", "True positive rate", "False positive rate", "Positive predictive value"]
    return DumbbellChart(
      shares("Of 100 women the probe selects 40, of 100 men 52", "share of the group, %"), series: ["women", "men"],
      rows: (0..<rows).map { row in
        let base = [0.40, 0.71, 0.12, 0.79][row % 4]
        return DumbbellChart.Row(
          names[row % 4], [estimate(base, 0.04), estimate(base + [0.12, 0.08, 0.05, -0.01][row % 4], 0.035)],
          figure: percent(base))
      }, limits: 0...1)
  }

  static let forest = ForestChart(
    text("Twelve families of features stand for the group", "difference of firing rates within the label, points"),
    rows: (0..<12).map { row in
      ForestChart.Row(
        ["#417 she · her", "#88 nurse", "#1201", "#54 Mr", "#930 father’s job, as far as it is told"][row % 5],
        estimate(0.32 - Double(row) * 0.024, 0.03 + Double(row) * 0.004),
        figure: points(0.32 - Double(row) * 0.024) + " · \(1 + (row * 7) % 9)", isMarked: row < 7)
    }, referenceName: "no difference", margin: 0.05)

  static let gap = GapChart(
    text("Two of three groups are selected less often", "difference to men, points"),
    groups: ["women", "non-binary", "not told"],
    measures: [
      GapChart.Measure("Selection rate", [estimate(-0.12, 0.05), estimate(-0.04, 0.11), estimate(0.02, 0.06)]),
      GapChart.Measure("True positive rate", [estimate(-0.08, 0.06), nil, estimate(0.01, 0.08)]),
    ], referenceName: "as for men")

  static let waterfall = WaterfallChart(
    text("Five features carry three quarters of the gap", "share of the gap of the score, points"),
    parts: [
      ("#417 she · her", 0.051), ("#88 nurse", 0.032), ("#1201", 0.018), ("#54 Mr", -0.011), ("#930 father", 0.009),
    ], rest: ("1,019 others", 0.034), totalName: "the whole gap")

  static let slope = SlopeChart(
    text("Without the flagged features the gap halves", "gap in selection rate, points"),
    names: ("before", "after"),
    lines: [
      SlopeChart.Line("flagged", before: Estimate(0.12), after: estimate(0.055, 0.03)),
      SlopeChart.Line("controls, mean of 20", before: Estimate(0.12), after: estimate(0.114, 0.02), isControl: true),
      SlopeChart.Line("controls, highest", before: Estimate(0.12), after: estimate(0.124, 0.02), isControl: true),
    ], siblings: [0])

  static let reliability = ReliabilityChart(
    shares("Probabilities above one half are too sure", "predicted probability, %"), verticalName: "came true, %",
    bins: (0..<10).map { bin in
      let predicted = Double(bin) / 10 + 0.05
      return ReliabilityChart.Bin(
        predicted: predicted, observed: estimate(predicted - predicted * predicted * 0.2, 0.05),
        count: 20 + (bin * bin * 37) % 90)
    })

  static let heat = HeatMap(
    plain("Nearby layers agree on which features matter", "agreement of the folds, Φ"),
    rows: ["layer 2", "layer 6", "layer 10", "layer 14"], columns: ["layer 2", "layer 6", "layer 10", "layer 14"],
    values: [[1, 0.61, 0.33, -0.08], [0.61, 1, 0.57, 0.21], [0.33, 0.57, 1, 0.66], [-0.08, 0.21, 0.66, .nan]])

  /// A plain generator: the same points every time.
  static func cloud(_ count: Int) -> [(effect: Double, q: Double)] {
    var state: UInt64 = 7
    func unit() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) * 0x1p-53
    }
    return (0..<count).map { _ in
      let effect = (unit() + unit() + unit() - 1.5) * 0.16
      let strength = effect * effect * 700 * unit()
      return (effect, 1 / (1 + strength * strength * strength + unit() * 3))
    }
  }

  static func volcano(_ count: Int) -> VolcanoChart {
    let points = cloud(count)
    let order = points.indices.sorted { points[$0].q < points[$1].q }.prefix(6)
    return VolcanoChart(
      text("Few of the features differ by more than the margin", "difference of firing rates, points"),
      points: (order + points.indices.filter { !order.contains($0) }).map { index in
        let point = points[index]
        return VolcanoChart.Point(
          effect: point.effect, q: point.q, isMarked: point.q < 0.05, name: order.contains(index) ? "#\(index)" : "")
      }, verticalName: "−log₁₀ q", verticalTick: { value, _ in "\(Int(value))" }, level: (0.05, "q = 5 %"),
      margin: (0.05, "margin"),
      names: ("flagged", "not shown to differ"))
  }

  static let scatter = ScatterChart(
    plain("What separates the label in one data set does so in the other", "AUROC on reviews"),
    verticalName: "AUROC on letters", verticalTick: { value, _ in "\((value * 100).rounded() / 100)" },
    kinds: [("features", .plain), ("reversed", .marked)],
    points: cloud(120).enumerated().map { index, point in
      ScatterChart.Point(
        0.5 + point.effect, 0.5 + point.effect * 0.8 + (point.q - 0.5) * 0.1, kind: index % 29 == 0 ? 1 : 0,
        name: index % 29 == 0 ? "#\(index)" : "")
    }, guides: [.equality])

  /// Groups of points, as on a map of features.
  static func map(_ count: Int) -> MapChart {
    let cloud = cloud(2 * count)
    return MapChart(
      plain("Features with similar directions lie together", ""),
      kinds: [("depends", .square), ("composition", .ring), ("equivalent", .dot), ("not settled", .dust)],
      points: (0..<count).map { index in
        let group = Double(index % 11)
        return MapChart.Point(
          x: 0.5 + 0.3 * (group / 5 - 1) + cloud[index].effect,
          y: 0.2 + group * group / 160 + cloud[count + index].effect,
          kind: index % 97 == 0 ? 0 : index % 13 == 0 ? 1 : index % 4 == 0 ? 2 : 3)
      })
  }

  static let histogram = HistogramChart(
    shares("Most features fire in few examples", "density, %"), verticalName: "number of features",
    values: (0..<400).map { row -> Double in
      let share = Double(row) / 400
      return 0.002 + 0.4 * share * share * share
    })

  static let all: [(name: String, chart: any Chart)] = [
    ("histogram", histogram),
    ("dumbbell", dumbbell()), ("forest", forest), ("gap chart", gap), ("waterfall", waterfall), ("slope", slope),
    ("volcano", volcano(4000)), ("reliability", reliability), ("heat map", heat), ("scatter", scatter),
    ("map", map(2000)),
    ("icon array", IconArray(plain("Of 1,000", ""), value: 0.112, low: 0.073, high: 0.169)),
  ]
}
