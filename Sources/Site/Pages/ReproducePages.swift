import Findings

/// How it was made and how to make it again; what the formulas are; what to say when a page is not there.
struct ReproducePages {
  static let reproduceSchema: PageSchema = [
    "command": .text, "version": .text, "seed": .text, "configuration_name": .text, "configuration_sha256": .text,
    "configuration": .block, "manifest_link": .link, "timings_link": .link,
    "inputs": .rows(["path": .text, "bytes": .text, "sha256": .text]), "is_anonymous": .flag,
  ]
  static let methodsSchema: PageSchema = [
    "reproduce_link": .link, "inputs_link": .link, "folds": .text, "repeats": .text, "fdr": .text, "margin": .text,
    "minimum_cell": .text, "has_bias": .flag, "has_probes": .flag,
    "formulas": .rows(["checkpoint": .text, "family": .text, "formula": .text, "source": .text]),
  ]
  static let notFoundSchema: PageSchema = ["home_link": .link]

  let context: SiteContext

  func render() throws {
    try renderReproduce()
    try renderMethods()
    let notFound = try context.template(.notFound)
    try context.publish(
      notFound, ["home_link": .link(Links(from: SitePaths.notFound).page(SitePaths.overview))],
      PageFrame(path: SitePaths.notFound, title: context.words[.notFound], section: nil))
  }

  private func renderReproduce() throws {
    let findings = context.findings
    let links = Links(from: SitePaths.reproduce)
    let template = try context.template(.reproduce)
    let scope: TemplateScope = [
      "command": .text(findings.command), "version": .text(findings.version), "seed": .text("\(findings.seed)"),
      "configuration_name": .text(findings.configuration.name),
      "configuration_sha256": .text(findings.configuration.sha256),
      "configuration": .fragment(listing(findings.site.anonymous ? "" : findings.configuration.text)),
      "manifest_link": .link(links.file(DataFiles.manifest)), "timings_link": .link(links.file(DataFiles.timings)),
      "is_anonymous": .flag(findings.site.anonymous),
      "inputs": .rows(
        findings.inputs.map {
          ["path": .text($0.path), "bytes": .count($0.bytes), "sha256": .text($0.sha256)]
        }),
    ]
    try context.publish(
      template, scope, PageFrame(path: SitePaths.reproduce, title: context.words[.reproduce], section: .reproduce))
  }

  /// A text as it is, line for line.
  private func listing(_ text: String) -> Fragment {
    guard !text.isEmpty else { return .empty }
    var out = FragmentWriter(context.format, capacity: text.utf8.count + 64)
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

  private func renderMethods() throws {
    let findings = context.findings
    let links = Links(from: SitePaths.methods)
    let template = try context.template(.methods)
    let design = findings.datasets.compactMap { $0.probes?.design }.first
    let bias = findings.datasets.flatMap(\.bias).first
    let scope: TemplateScope = [
      "reproduce_link": .link(links.page(SitePaths.reproduce)), "inputs_link": .link(links.page(SitePaths.inputs)),
      "has_probes": .flag(design != nil), "has_bias": .flag(bias != nil), "folds": .count(design?.folds ?? 0),
      "repeats": .count(design?.repeats ?? 0), "fdr": .plain(bias.map { $0.falseDiscoveryRate * 100 }),
      "margin": .plain(bias.map { $0.margin * 100 }), "minimum_cell": .count(bias?.minimumCell ?? 0),
      "formulas": .rows(
        findings.checkpoints.map {
          [
            "checkpoint": .text($0.id), "family": .text($0.family), "formula": .text($0.formula),
            "source": .text($0.source),
          ]
        }),
    ]
    try context.publish(
      template, scope, PageFrame(path: SitePaths.methods, title: context.words[.methods], section: .methods))
  }
}
