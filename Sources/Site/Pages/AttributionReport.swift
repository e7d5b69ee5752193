import Claims
import Findings

/// What the gap between groups in the logit of the leading linear probe is made of.
struct AttributionReport {
  let context: SiteContext
  let features: FeatureDirectory
  let dataset: DatasetFinding
  let study: BiasStudy
  let links: Links

  static let slots: Slots<AttributionReport> = [
    .rows("gaps", Gap.slots) { report in
      AttributionClaims(report.dataset, report.study).gaps.map { Gap(report: report, gap: $0) }
    },
    .link("attribution_link") { $0.links.file(DataFiles.biasAttribution($0.dataset.id, $0.study.attribute)) },
  ]

  private struct Gap {
    let report: AttributionReport
    let gap: GapAttribution

    static let slots: Slots<Gap> = [
      .text("group") { $0.gap.group }, .text("reference") { $0.gap.reference }, .text("arm") { $0.gap.arm.name },
      .inline("sentence") { item in
        let claims = AttributionClaims(item.report.dataset, item.report.study)
        return try item.report.context.say(claims.claim(item.gap), root: item.report.links.root)
      },
      .block("waterfall") { item in
        let report = item.report
        let file = DataFiles.biasAttribution(report.dataset.id, report.study.attribute)
        return AttributionChart(
          context: report.context, directory: report.features, dataset: report.dataset.id, gap: item.gap,
          source: report.links.source(file)
        ).figure
      },
      .rows("parts", Part.slots) { item in item.gap.top.map { Part(gap: item, part: $0) } },
      .number("rest", .signed(3)) { $0.gap.gap.value - ($0.gap.top.last?.cumulative ?? 0) },
      .count("rest_features") { $0.gap.features - $0.gap.top.count },
      .interval("gap", .signed(3)) { $0.gap.gap }, .flag("is_shown") { $0.gap.isShown },
    ]
  }

  private struct Part {
    let gap: Gap
    let part: AttributedFeature

    static let slots: Slots<Part> = [
      .part(FeatureMention.slots) { item in
        let report = item.gap.report
        return FeatureMention(
          directory: report.features, dataset: report.dataset.id, checkpoint: item.gap.gap.arm.checkpoint ?? "",
          feature: Int(item.part.feature), links: report.links)
      },
      .interval("share", .signed(3)) { $0.part.share },
      .number("of_gap", .percent) { item in
        item.gap.gap.isShown ? item.part.share.value / item.gap.gap.gap.value : nil
      },
    ]
  }
}
