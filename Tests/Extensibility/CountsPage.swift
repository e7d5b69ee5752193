import Findings

extension SiteSection {
  static let counts = SiteSection("counts", path: "counts", CountsPage.slots) {
    CountsPage(findings: $0.context.findings)
  }
}

/// How many examples each dataset has.
struct CountsPage {
  let findings: AtlasFindings

  static let slots: Slots<CountsPage> = [.rows("datasets", dataset) { $0.findings.datasets }]
  private static let dataset: Slots<DatasetFinding> = [
    .text("dataset") { $0.id }, .count("examples") { $0.exampleCount },
  ]
}
