import Claims
import Findings

/// Twins that differ in the group alone: what they say of the arms of the headline, and of features.
struct PairReport {
  let context: SiteContext
  let features: FeatureDirectory
  let dataset: DatasetFinding
  let study: BiasStudy
  let links: Links

  static let slots: Slots<PairReport> = [
    .flag("is_for_everybody") { $0.study.disclosure == .everybody }, .flag("has_pairs") { $0.study.pairs != nil },
    .text("pair_column") { $0.study.pairs?.column },
    .inline("pair_decisions") { try $0.say { $0.decisions() } },
    .inline("pair_features") { try $0.say { claims in claims.pairs.checkpoints.flatMap(claims.features) } },
    .rows("pair_arms", Row.slots) { report in
      guard let pairs = report.study.pairs else { return [] }
      return pairs.arms.prefix(pairs.headlineRows).map { Row(report: report, row: $0) }
    },
    .rows("pair_top", Row.slots) { report in
      (report.study.pairs?.checkpoints ?? []).flatMap { $0.top.prefix(3).map { Row(report: report, row: $0) } }
    },
    .rows("pair_notes", NoteRow.slots) { $0.context.rows($0.study.pairs?.notes ?? []) },
    .link("pairs_link") { report in
      report.study.pairs?.arms.isEmpty == false ? report.links.file(DataFiles.pairs(report.dataset.id)) : nil
    },
  ]

  private func say(_ claims: (PairClaims) -> [Claim]) throws -> Fragment {
    try context.say(PairClaims(dataset, study).map(claims) ?? [], root: links.root)
  }

  private struct Row {
    let report: PairReport
    let row: PairRow

    static let slots: Slots<Row> = [
      .text("subject") { $0.report.study.name(of: $0.row) }, .text("checkpoint") { $0.row.checkpoint },
      .part(FeatureMention.slots) { item in
        var place = -1
        if case .feature(let feature) = item.row.subject { place = Int(feature) }
        return FeatureMention(
          directory: item.report.features, dataset: item.report.dataset.id, checkpoint: item.row.checkpoint ?? "",
          feature: place, links: item.report.links)
      },
      .text("first") { $0.row.groupA }, .text("second") { $0.row.groupB }, .count("pairs") { $0.row.pairs },
      .count("flipped") { $0.row.flipped }, .interval("share", .percent) { $0.row.share },
      .interval("change", .points) { $0.row.change }, .number("q", .probability) { $0.row.q },
    ]
  }
}
