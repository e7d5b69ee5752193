import Claims
import Findings

/// How the scores of the leading arms grow with the number of examples trained on.
struct LearningCurves {
  static let slots: PageSchema = [
    "has_curves": .flag, "is_band_cut": .flag, "curves": .block, "curve_reference": .text, "curve_place": .text,
    "curve_axis": .inline,
    "curve_points": .rows([
      "representation": .text, "arm": .text, "rate": .text, "examples": .text, "mean": .text, "low": .text,
      "high": .text, "strip": .inline,
    ]),
  ]

  private struct Curve {
    let arm: ProbeArm
    /// By rising training rate; each with its place among all arms.
    let points: [(index: Int, arm: ProbeArm)]
  }

  let context: SiteContext
  let study: ProbeStudy
  let headline: HeadlineArms

  func scope() -> TemplateScope {
    let rows = ArmRows(context, study, headline.places)
    let curves = curves()
    let means = curves.flatMap { $0.points.compactMap { $0.arm.metric(headline.metric)?.mean } }
    let bounds = curves.flatMap { $0.points.flatMap { values($0.arm) } }
    // The widest bands, those of few examples and of controls, would press all lines into one.
    let lead = curves.first { $0.arm.key == headline.lead?.key } ?? curves.first
    let axis = Axis(
      holding: means + (lead?.points.flatMap { values($0.arm) } ?? []) + (rows.chance.map { [$0] } ?? []),
      limits: 0...1)
    let whole = Axis(holding: bounds, limits: 0...1)
    let isCut = axis.map { axis in bounds.contains { $0 < axis.low || $0 > axis.high } } ?? false
    let words = ArmWords(words: context.words)
    return [
      "has_curves": .flag(!curves.isEmpty), "is_band_cut": .flag(isCut),
      "curves": .fragment(figure(curves, axis, rows.chance)),
      "curve_reference": .text(headline.lead.map { words.representation($0.key) } ?? ""),
      "curve_place": .text(headline.lead.map { words.place($0.key) } ?? ""), "curve_axis": context.axisHead(whole),
      "curve_points": .rows(
        curves.flatMap { curve in
          curve.points.map { point in
            let estimate = point.arm.metric(headline.metric)
            return [
              "representation": .text(words.representation(curve.arm.key)), "arm": .text(point.arm.name),
              "rate": .text(NumberStyle.wholePercent(point.arm.key.trainingRate)),
              "examples": .count(study.rows.first { $0.arm == point.index }?.trainCount ?? 0),
              "mean": .number(estimate?.mean, .fixed(3)), "low": .number(estimate?.low, .fixed(3)),
              "high": .number(estimate?.high, .fixed(3)),
              "strip": context.strip(
                estimate?.mean, estimate?.low, estimate?.high, whole, reference: rows.chance,
                emphasised: curve.arm.key == headline.lead?.key),
            ]
          }
        }),
    ]
  }

  /// The leading arms that were run at several training rates; shares of the classes do not learn.
  private func curves() -> [Curve] {
    headline.arms.filter { $0.key.representation.role != .baseline }.compactMap { arm in
      let found = study.arms.enumerated().filter { $1.key.at(rate: 1) == arm.key.at(rate: 1) }
      let points = found.map { (index: $0.offset, arm: $0.element) }.sorted { first, second in
        first.arm.key.trainingRate < second.arm.key.trainingRate
      }
      return points.count > 1 ? Curve(arm: arm, points: points) : nil
    }
  }

  private func values(_ arm: ProbeArm) -> [Double] {
    let estimate = arm.metric(headline.metric)
    return [estimate?.mean, estimate?.low, estimate?.high].compactMap { $0 }
  }

  private func points(_ curve: Curve) -> [LearningCurveChart.Point] {
    curve.points.compactMap { point in
      guard let estimate = point.arm.metric(headline.metric), let mean = estimate.mean else { return nil }
      return LearningCurveChart.Point(
        rate: point.arm.key.trainingRate, value: mean, low: estimate.low, high: estimate.high)
    }
  }

  private func figure(_ curves: [Curve], _ axis: Axis?, _ chance: Double?) -> Fragment {
    guard context.format == .html, let axis, !curves.isEmpty else { return .empty }
    let words = ArmWords(words: context.words)
    let lead = curves.first { $0.arm.key == headline.lead?.key }
    let rates = Set(curves.flatMap { $0.points.map(\.arm.key.trainingRate) }).sorted()
    let chart = LearningCurveChart(axis: axis, rates: rates, reference: lead.map(points) ?? [], chance: chance)
    let metric = context.words.code("metric", headline.metric)
    var out = FragmentWriter(.html, capacity: 16_384)
    out.raw("<div class=\"curves\">\n")
    for curve in curves {
      let isLead = curve.arm.key == headline.lead?.key
      let name = words.representation(curve.arm.key)
      let points = points(curve)
      let description = points.map { point in
        context.words.format(
          .curvePoint, NumberStyle.wholePercent(point.rate), NumberStyle.fixed(3).text(point.value),
          NumberStyle.fixed(3).text(point.low ?? .nan), NumberStyle.fixed(3).text(point.high ?? .nan))
      }
      out.raw(isLead ? "<figure class=\"own\">" : "<figure>")
      chart.draw(
        points, title: context.words.format(.curveTitle, metric, name),
        description: description.joined(separator: "; "), isReference: isLead, into: &out)
      out.raw("<figcaption>")
      out.text(name)
      out.raw("</figcaption></figure>\n")
    }
    out.raw("</div>\n")
    return out.fragment
  }
}
