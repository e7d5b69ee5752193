import Claims
import Findings

/// How far the probabilities of the leading arms can be taken at their word.
struct CalibrationReport {
  static let slots: PageSchema = [
    "has_calibration": .flag, "calibration_link": .link, "reliability_link": .link, "calibrated_arm": .text,
    "reliability_axis": .inline, "has_groups": .flag, "is_top_label": .flag,
    "calibration": .rows([
      "arm": .text, "brier": .text, "log_loss": .text, "intercept": .text, "slope": .text,
    ]),
    "reliability": .rows([
      "count": .text, "predicted": .text, "observed": .text, "low": .text, "high": .text, "strip": .inline,
    ]),
    "group_calibration": .rows([
      "attribute": .text, "group": .text, "count": .text, "brier": .text, "intercept": .text, "slope": .text,
      "is_withheld": .flag,
    ]),
  ]

  let context: SiteContext
  let dataset: DatasetFinding
  let study: ProbeStudy
  let headline: HeadlineArms
  let links: Links

  func scope() -> TemplateScope {
    let overall = study.calibration.filter { $0.attribute.isEmpty }
    let shown = overall.filter { headline.contains($0.arm) }
    let arm = study.headline.leading(overall.filter { !$0.bins.isEmpty }.map(\.arm))
    let bins = overall.first { $0.arm == arm }?.bins ?? []
    let groups = study.calibration.filter { $0.arm == arm && !$0.attribute.isEmpty }
    let axis = Axis(holding: bins.flatMap { [$0.low, $0.high, $0.predicted] } + [0, 1], limits: 0...1)
    return [
      "has_calibration": .flag(!bins.isEmpty), "calibrated_arm": .text(arm.map { study.arms[$0].name } ?? ""),
      "is_top_label": .flag(study.design.positiveClass == nil),
      "calibration_link": .link(links.file(DataFiles.calibration(dataset.id))),
      "reliability_link": .link(links.file(DataFiles.reliability(dataset.id))),
      "reliability_axis": context.axisHead(axis), "has_groups": .flag(!groups.isEmpty),
      "calibration": .rows(
        shown.map { row in
          [
            "arm": .text(study.arms[row.arm].name), "brier": .number(row.brier, .fixed(3)), "log_loss": .number(row.logLoss, .fixed(3)),
            "intercept": .number(row.intercept, .signed(2)), "slope": .number(row.slope, .fixed(2)),
          ]
        }),
      "reliability": .rows(
        bins.map { bin in
          [
            "count": .count(bin.count), "predicted": .number(bin.predicted, .fixed(3)),
            "observed": .number(bin.observed, .fixed(3)), "low": .number(bin.low, .fixed(3)),
            "high": .number(bin.high, .fixed(3)),
            "strip": context.strip(bin.observed, bin.low, bin.high, axis, reference: bin.predicted),
          ]
        }),
      "group_calibration": .rows(
        groups.map { row in
          [
            "attribute": .text(row.attribute), "group": .text(row.group), "count": .count(row.count ?? 0),
            "brier": .number(row.brier, .fixed(3)), "intercept": .number(row.intercept, .signed(2)),
            "slope": .number(row.slope, .fixed(2)), "is_withheld": .flag(row.isWithheld),
          ]
        }),
    ]
  }
}
