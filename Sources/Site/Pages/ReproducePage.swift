import Findings

extension SiteSection {
  static let reproduce = SiteSection(
    "reproduce", path: SitePaths.reproduce, ReproducePage.slots, isInNavigation: false
  ) {
    ReproducePage(context: $0.context)
  }
}

/// How it was made and how to make it again.
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
