import Charts
import Claims
import Findings

/// How the scores of the leading arms grow with the number of examples trained on.
struct LearningCurves {
  private struct Curve {
    let arm: ProbeArm
    /// By rising training rate; each with its place among all arms.
    let points: [(index: Int, arm: ProbeArm)]
  }

  let page: ProbedDataset
  private let curves: [Curve]
  private let chance: Double?
  /// Of the pictures, and of the table with all its bounds.
  private let axis: Axis?
  private let whole: Axis?

  static let slots: Slots<LearningCurves> = [
    .flag("has_curves") { !$0.curves.isEmpty }, .block("curves") { $0.figure },
    .text("curve_reference") { curves in curves.page.headline.lead.map { curves.words.representation($0.key) } },
    .text("curve_place") { curves in curves.page.headline.lead.map { curves.words.place($0.key) } },
    .inline("curve_axis") { $0.page.context.axisHead($0.whole) },
    .rows("curve_points", Row.slots) { curves in
      curves.curves.flatMap { curve in
        curve.points.map { Row(curves: curves, arm: curve.arm, index: $0.index, point: $0.arm) }
      }
    },
  ]

  init(_ page: ProbedDataset) {
    self.page = page
    let headline = page.headline
    let curves = Self.curves(page.study, headline)
    chance = page.study.headlineMetric?.chance
    let means = curves.flatMap { $0.points.compactMap { $0.arm.metric(headline.metric)?.mean } }
    // The widest bands, those of few examples and of controls, would press all lines into one.
    let lead = curves.first { $0.arm.key == headline.lead?.key } ?? curves.first
    axis = Axis(
      holding: means + (lead?.points.flatMap { Self.values($0.arm, headline) } ?? []) + (chance.map { [$0] } ?? []),
      limits: 0...1)
    whole = Axis(holding: curves.flatMap { $0.points.flatMap { Self.values($0.arm, headline) } }, limits: 0...1)
    self.curves = curves
  }

  private var words: ArmWords { ArmWords(words: page.context.words) }

  private static func values(_ arm: ProbeArm, _ headline: HeadlineArms) -> [Double] {
    let estimate = arm.metric(headline.metric)
    return [estimate?.mean, estimate?.low, estimate?.high].compactMap { $0 }
  }

  /// One arm at one training rate.
  private struct Row {
    let curves: LearningCurves
    let arm: ProbeArm
    let index: Int
    let point: ProbeArm

    static let slots: Slots<Row> = [
      .text("representation") { $0.curves.words.representation($0.arm.key) }, .text("arm") { $0.point.name },
      .number("rate", .wholePercent) { $0.point.key.trainingRate },
      .count("examples") { row in row.curves.page.study.rows.first { $0.arm == row.index }?.trainCount ?? 0 },
      .part(EstimateRow.slots) { row in
        let page = row.curves.page
        return EstimateRow(
          context: page.context, estimate: row.point.metric(page.headline.metric), axis: row.curves.whole,
          reference: row.curves.chance, emphasised: row.arm.key == page.headline.lead?.key)
      },
    ]
  }

  /// The leading arms that were run at several training rates; shares of the classes do not learn.
  private static func curves(_ study: ProbeStudy, _ headline: HeadlineArms) -> [Curve] {
    headline.arms.filter { $0.key.representation.role != .baseline }.compactMap { arm in
      let found = study.arms.enumerated().filter { $1.key.at(rate: 1) == arm.key.at(rate: 1) }
      let points = found.map { (index: $0.offset, arm: $0.element) }.sorted { first, second in
        first.arm.key.trainingRate < second.arm.key.trainingRate
      }
      return points.count > 1 ? Curve(arm: arm, points: points) : nil
    }
  }

  private func points(_ curve: Curve) -> [LearningCurveChart.Point] {
    curve.points.compactMap { point in
      guard let estimate = point.arm.metric(page.headline.metric), let mean = estimate.mean else { return nil }
      return LearningCurveChart.Point(
        rate: point.arm.key.trainingRate, value: mean, low: estimate.low, high: estimate.high)
    }
  }

  private var figure: Fragment {
    let (context, headline) = (page.context, page.headline)
    guard context.format == .html, let axis, !curves.isEmpty else { return .empty }
    let numbers = context.words.numbers
    let lead = curves.first { $0.arm.key == headline.lead?.key }
    let rates = Set(curves.flatMap { $0.points.map(\.arm.key.trainingRate) }).sorted()
    let chart = LearningCurveChart(axis: axis, rates: rates, reference: lead.map(points) ?? [], chance: chance)
    let metric = context.words.code("metric", headline.metric)
    var out = FragmentWriter(context.style, capacity: 16_384)
    out.raw("<div class=\"curves\">\n")
    for curve in curves {
      let isLead = curve.arm.key == headline.lead?.key
      let name = words.representation(curve.arm.key)
      let points = points(curve)
      let description = points.map { point in
        context.words.format(
          .curvePoint, numbers.text(point.rate, .wholePercent), numbers.text(point.value, .fixed(3)),
          numbers.text(point.low, .fixed(3)), numbers.text(point.high, .fixed(3)))
      }
      out.raw(isLead ? "<figure class=\"own\">" : "<figure>")
      chart.draw(
        points, title: context.words.format(.curveTitle, metric, name),
        description: context.words.lists(description), isReference: isLead, into: &out)
      out.raw("<figcaption>")
      out.text(name)
      out.raw("</figcaption></figure>\n")
    }
    out.raw("</div>\n")
    return out.fragment
  }
}
