import Findings

/// How it was made and how to make it again; what the formulas are; what to say when a page is not there.
struct ReproducePages {
  let context: SiteContext

  func render() throws {
    let (words, findings) = (context.words, context.findings)
    try context.publish(
      try context.template(.reproduce), ReproducePage.slots.scope(ReproducePage(context: context)),
      PageFrame(path: SitePaths.reproduce, title: words[.reproduce], section: .reproduce))
    try context.publish(
      try context.template(.methods), MethodsPage.slots.scope(MethodsPage(findings: findings)),
      PageFrame(path: SitePaths.methods, title: words[.methods], section: .methods))
    try context.publish(
      try context.template(.notFound), NotFoundPage.slots.scope(NotFoundPage()),
      PageFrame(path: SitePaths.notFound, title: words[.notFound], section: nil))
  }
}

struct ReproducePage {
  let context: SiteContext
  let links = Links(from: SitePaths.reproduce)

  static let slots: Slots<ReproducePage> = [
    .text("command") { $0.findings.command }, .text("version") { $0.findings.version },
    .text("seed") { "\($0.findings.seed)" }, .text("configuration_name") { $0.findings.configuration.name },
    .text("configuration_sha256") { $0.findings.configuration.sha256 },
    .block("configuration") { $0.listing($0.findings.site.anonymous ? "" : $0.findings.configuration.text) },
    .link("manifest_link") { $0.links.file(DataFiles.manifest) },
    .link("timings_link") { $0.links.file(DataFiles.timings) }, .flag("is_anonymous") { $0.findings.site.anonymous },
    .rows("inputs", file) { $0.findings.inputs },
  ]
  private static let file: Slots<InputFile> = [
    .text("path") { $0.path }, .count("bytes") { $0.bytes }, .text("sha256") { $0.sha256 },
  ]

  private var findings: AtlasFindings { context.findings }

  /// A text as it is, line for line.
  private func listing(_ text: String) -> Fragment {
    guard !text.isEmpty else { return .empty }
    var out = FragmentWriter(context.style, capacity: text.utf8.count + 64)
    if context.format == .html {
      out.raw("<pre tabindex=\"0\"><code>")
      out.text(text)
      out.raw("</code></pre>\n")
    } else {
      // Four spaces make a code block that no fence in the text can close.
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        out.raw("    ")
        out.literal(String(line))
        out.raw("\n")
      }
    }
    return out.fragment
  }
}

struct MethodsPage {
  let findings: AtlasFindings
  let links = Links(from: SitePaths.methods)

  static let slots: Slots<MethodsPage> = [
    .link("reproduce_link") { $0.links.page(SitePaths.reproduce) },
    .link("inputs_link") { $0.links.page(SitePaths.inputs) },
    .flag("has_probes") { page in page.findings.datasets.contains { $0.probes != nil } },
    .flag("has_bias") { page in page.findings.datasets.contains { !$0.bias.isEmpty } },
    .rows("formulas", formula) { $0.findings.checkpoints },
  ]
  private static let formula: Slots<CheckpointFinding> = [
    .text("checkpoint") { $0.id }, .text("family") { $0.family }, .text("formula") { $0.formula },
    .text("source") { $0.source },
  ]
}

struct NotFoundPage {
  static let slots: Slots<NotFoundPage> = [
    .link("home_link") { _ in Links(from: SitePaths.notFound).page(SitePaths.overview) }
  ]
}
