import Claims
import Findings

extension SiteSection {
  static let bias = SiteSection(
    "bias", path: SitePaths.bias, file: "bias-index", BiasPages.slots,
    isPresent: { findings in findings.datasets.contains { !$0.bias.isEmpty } }, others: [.bias, .group],
    renderOthers: { try BiasPages($0).render() }, page: BiasPages.init)
}

extension PageTemplate {
  static let bias = PageTemplate("bias", page: "bias/…/by-…", BiasPage.slots.schema)
}

/// What follows the groups: a page for each dataset and attribute, and a list of them.
struct BiasPages {
  let context: SiteContext
  let highlights: [Highlights]
  let directory: FeatureDirectory

  static let slots: Slots<BiasPages> = [
    .rows("rows", Row.slots) { pages in
      let links = Links(from: SitePaths.bias)
      return pages.studied.flatMap { dataset, study in
        study.checkpoints.map { Row(pages: pages, dataset: dataset, study: study, summary: $0, links: links) }
      }
    },
    .link("methods_link") { _ in Links(from: SitePaths.bias).page(SitePaths.methods) },
    .link("audit_link") { _ in Links(from: SitePaths.bias).page(SitePaths.audit) },
  ]

  init(_ material: SiteMaterial) {
    context = material.context
    highlights = material.highlights
    directory = material.features
  }

  var studied: [(DatasetFinding, BiasStudy)] {
    context.findings.datasets.flatMap { dataset in dataset.bias.map { (dataset, $0) } }
  }

  /// Writes the pages, without their list.
  func render() throws {
    let template = try context.template(.bias)
    for (dataset, study) in studied {
      let frame = PageFrame(
        path: SitePaths.bias(dataset.id, study.attribute),
        title: "\(context.words[.bias]) · \(study.attribute) · \(dataset.id)", section: .bias)
      let page = BiasPage(pages: self, dataset: dataset, study: study, links: Links(from: frame.path))
      try context.publish(template, BiasPage.slots.scope(page), frame)
      try renderGroups(dataset, study)
    }
  }

  private func renderGroups(_ dataset: DatasetFinding, _ study: BiasStudy) throws {
    let template = try context.template(.group)
    for group in study.groups where !group.name.isEmpty {
      let frame = PageFrame(
        path: SitePaths.group(dataset.id, study.attribute, group.name),
        title: "\(group.name) · \(study.attribute) · \(dataset.id)", section: .bias)
      let page = GroupPage(pages: self, dataset: dataset, study: study, group: group, links: Links(from: frame.path))
      try context.publish(template, GroupPage.slots.scope(page), frame)
    }
  }

  /// The verdicts on the features of one checkpoint, counted.
  struct Row {
    let pages: BiasPages
    let dataset: DatasetFinding
    let study: BiasStudy
    let summary: BiasCheckpointSummary
    let links: Links

    static let slots: Slots<Row> = [
      .text("dataset") { $0.dataset.id }, .text("attribute") { $0.study.attribute },
      .link("link") { $0.links.page(SitePaths.bias($0.dataset.id, $0.study.attribute)) },
      .text("checkpoint") { $0.summary.checkpoint }, .count("tested") { $0.summary.tested },
      .count("untested") { $0.summary.untested }, .number("null_flags", .fixed(1)) { $0.summary.nullFlags },
      .count("beyond") { $0.summary.beyondMargin },
      .all(
        ["proxy", "composition", "equivalent", "insufficient"].map { code in
          .count(code) { row in row.summary.verdicts.first { $0.name == code }?.count ?? 0 }
        }),
    ]

    var found: Highlights? {
      pages.highlights.first { $0.dataset == dataset.id && $0.checkpoint == summary.checkpoint }
    }
  }
}
