import Charts
import Claims
import Findings

/// What follows the groups of one attribute, over all checkpoints.
struct GroupPanel {
  let page: UsePage
  let dataset: DatasetFinding
  let study: BiasStudy
  /// The largest differences among features that follow the group.
  private let strongest: [(checkpoint: String, feature: Highlights.GroupFeature)]
  private let axis: Axis?

  static let slots: Slots<GroupPanel> = [
    .text("dataset") { $0.dataset.id }, .text("attribute") { $0.study.attribute },
    .link("link") { $0.page.links.page(SitePaths.bias($0.dataset.id, $0.study.attribute)) },
    .text("groups") { $0.page.context.words.list($0.study.groups.map(\.name)) },
    .inline("axis") { $0.page.context.axisHead($0.axis, inPercent: true) },
    .inline("summary") { try $0.page.say($0.study.checkpoints.flatMap($0.claims.features)) },
    .inline("decision") { try $0.page.say($0.claims.impact()) },
    .rows("features", GroupFeatureRow.slots) { panel in
      panel.strongest.map {
        GroupFeatureRow(
          context: panel.page.context,
          mention: FeatureMention(
            directory: panel.page.directory, dataset: panel.dataset.id, checkpoint: $0.checkpoint,
            feature: $0.feature.feature, links: panel.page.links), feature: $0.feature, axis: panel.axis)
      }
    },
  ]

  init(page: UsePage, dataset: DatasetFinding, study: BiasStudy) {
    self.page = page
    self.dataset = dataset
    self.study = study
    let found = study.checkpoints.flatMap { summary in
      (page.highlights.first { $0.dataset == dataset.id && $0.checkpoint == summary.checkpoint }?
        .byGroup[study.attribute] ?? []).filter { ["proxy", "differs", "depends"].contains($0.verdict) }.map {
          (checkpoint: summary.checkpoint, feature: $0)
        }
    }
    strongest = found.enumerated().sorted {
      ($0.element.feature.difference.magnitude, $1.offset) > ($1.element.feature.difference.magnitude, $0.offset)
    }.prefix(5).map(\.element)
    axis = Axis(holding: [0] + strongest.flatMap { [$0.feature.low, $0.feature.high] })
  }

  private var claims: GroupClaims { GroupClaims(dataset, study) }
}
