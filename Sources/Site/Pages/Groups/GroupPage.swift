import Claims
import Findings

extension PageTemplate {
  static let group = PageTemplate("group", page: "bias/…/by-…/…", GroupPage.slots.schema)
}

/// One group of an attribute: what the probe decides for it beside the reference, which features fire more and less for it
/// than for another group, and the intersections it is part of.
struct GroupPage {
  private static let shown = 10

  let pages: BiasPages
  let dataset: DatasetFinding
  let study: BiasStudy
  let group: CategoryCount
  let links: Links

  static let slots: Slots<GroupPage> = [
    .text("dataset") { $0.dataset.id }, .text("attribute") { $0.study.attribute }, .text("group") { $0.group.name },
    .text("reference") { $0.study.reference }, .flag("is_reference") { $0.group.name == $0.study.reference },
    .count("n") { $0.group.count },
    .link("attribute_link") { $0.links.page(SitePaths.bias($0.dataset.id, $0.study.attribute)) },
    .block("decision_chart") { page in
      let file = DataFiles.biasProbe(page.dataset.id, page.study.attribute)
      var chart = DecisionChart(context: page.pages.context, study: page.study, source: page.links.source(file))
      chart.groups = [page.group.name, page.study.reference]
      return chart.figure
    },
    .rows("checkpoints", Checkpoint.slots) { page in
      try page.study.checkpoints.map { try Checkpoint(page: page, checkpoint: $0.checkpoint) }
    },
    .rows("pairs", Tab.slots) { page in
      page.pages.context.findings.transfers.filter { pair in
        (pair.train == page.dataset.id || pair.test == page.dataset.id)
          && pair.bias.contains { $0.attribute == page.study.attribute }
      }.map { pair in
        Tab(
          "\(pair.train) → \(pair.test)", page.links.page(SitePaths.transfer(pair.train, pair.test)) + "#groups",
          isCurrent: false)
      }
    },
    .rows("intersections", Tab.slots) { page in
      page.dataset.bias.filter { page.holds($0) }.map { study in
        Tab(study.attribute, page.links.page(SitePaths.bias(page.dataset.id, study.attribute)), isCurrent: false)
      }
    },
  ]

  /// Whether a study is of an intersection that this attribute is part of.
  private func holds(_ other: BiasStudy) -> Bool {
    let names = other.attribute.split(separator: "×")
    return names.count > 1 && names.contains(study.attribute[...])
  }

  /// The features of one checkpoint that fire more for the group than for another, and those that fire less.
  private struct Checkpoint {
    let name: String
    let more: [Row]
    let less: [Row]

    static let slots: Slots<Checkpoint> = [
      .text("checkpoint") { $0.name }, .rows("more", Row.slots) { $0.more }, .rows("less", Row.slots) { $0.less },
    ]

    init(page: GroupPage, checkpoint: String) throws {
      name = checkpoint
      let table = try page.pages.context.tables.groups(page.dataset.id, checkpoint, page.study.attribute)
      let features = (0..<table.featureCount).filter {
        ["proxy", "differs"].contains(table.shownVerdict($0, margin: page.study.margin))
          && table.riskDifference[$0].isFinite
      }.sorted { (table.riskDifference[$0], $1) > (table.riskDifference[$1], $0) }
      func rows(_ own: [Int32], _ other: [Int32]) -> [Row] {
        features.filter { table.name(own.at($0)) == page.group.name }.prefix(GroupPage.shown).map { feature in
          Row(
            mention: FeatureMention(
              directory: page.pages.directory, dataset: page.dataset.id, checkpoint: checkpoint, feature: feature,
              links: page.links), other: table.name(other.at(feature)),
            difference: Interval(
              value: table.riskDifference[feature], low: table.riskLow.at(feature), high: table.riskHigh.at(feature)),
            q: table.q.at(feature))
        }
      }
      more = rows(table.maxGroup, table.minGroup)
      less = rows(table.minGroup, table.maxGroup)
    }
  }

  /// A feature, and the group from which this one differs most.
  private struct Row {
    let mention: FeatureMention
    let other: String
    let difference: Interval
    let q: Double?

    static let slots: Slots<Row> = [
      .part(FeatureMention.slots) { $0.mention }, .text("other") { $0.other },
      .interval("difference", .points) { $0.difference }, .number("q", .probability) { $0.q },
    ]
  }
}
