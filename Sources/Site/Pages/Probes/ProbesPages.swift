import Findings

/// The comparison of representations: a page for each dataset, and a list of them.
struct ProbesPages {
  let context: SiteContext
  let features: FeatureDirectory

  static let slots: Slots<ProbesPages> = [
    .rows("datasets", ProbeSummary.slots) { pages in
      pages.studied.filter { $0.0.partOf == nil }.map {
        ProbeSummary(pages.context, $0, $1, Links(from: SitePaths.probes))
      }
    },
    .link("methods_link") { _ in Links(from: SitePaths.probes).page(SitePaths.methods) },
  ]

  var studied: [(DatasetFinding, ProbeStudy)] {
    context.findings.datasets.compactMap { dataset in dataset.probes.map { (dataset, $0) } }
  }

  func render() throws {
    let template = try context.template(.probes)
    for (dataset, study) in studied {
      let frame = PageFrame(
        path: SitePaths.probes(dataset.id), title: "\(context.words[.probes]) · \(dataset.id)", section: .probes)
      let page = ProbesPage(
        ProbedDataset(context, features, dataset, study, Links(from: frame.path)), studied: studied.map(\.0.id))
      try context.publish(template, ProbesPage.slots.scope(page), frame)
    }
    try context.publish(
      try context.template(.probesIndex), Self.slots.scope(self),
      PageFrame(path: SitePaths.probes, title: context.words[.probes], section: .probes))
  }
}
