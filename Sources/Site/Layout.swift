import Diagnostics
import Files
import Findings

/// What a page tells the frame around it.
struct PageFrame: Sendable {
  /// Without its ending.
  var path: String
  var title: String
  var section: SiteSection?
  var previous: String?
  var next: String?
}

/// The parts of a site that the navigation names.
enum SiteSection: CaseIterable, Sendable {
  case overview, features, probes, bias, transfer, inputs, methods, reproduce

  var path: String {
    switch self {
    case .overview: SitePaths.overview
    case .features: SitePaths.features
    case .probes: SitePaths.probes
    case .bias: SitePaths.bias
    case .transfer: SitePaths.transfer
    case .inputs: SitePaths.inputs
    case .methods: SitePaths.methods
    case .reproduce: SitePaths.reproduce
    }
  }

  var word: Word {
    switch self {
    case .overview: .overview
    case .features: .features
    case .probes: .probes
    case .bias: .bias
    case .transfer: .transfer
    case .inputs: .inputs
    case .methods: .methods
    case .reproduce: .reproduce
    }
  }
}

/// The frame of every page: the theme's `layout.html`, or the front matter of a Markdown file.
struct Layout: Sendable {
  static let schema: PageSchema = [
    "language": .text, "title": .text, "site_title": .text, "root": .link, "home": .link, "previous": .link,
    "next": .link, "is_overview": .flag, "navigation": .block, "navigation_label": .text, "skip": .text,
    "content": .block, "generated": .text, "version": .text, "configuration": .text, "reproduce": .link,
    "reproduce_label": .text,
  ]

  let template: Template?
  let findings: AtlasFindings
  let words: Words
  let language: String
  let format: PageFormat
  let sections: [SiteSection]

  /// What pages of one folder and section share, so that it is made once for thousands of them.
  func shared(path: String, section: SiteSection?) -> TemplateScope {
    let links = Links(from: path)
    return [
      "language": .text(language), "site_title": .text(findings.title), "root": .link(links.root),
      "home": .link(links.page(SitePaths.overview)), "is_overview": .flag(section == .overview),
      "navigation": .fragment(navigation(links, section)), "navigation_label": .text(words[.navigation]),
      "skip": .text(words[.skip]), "generated": .text(words[.generated]), "version": .text(findings.version),
      "configuration": .text(String(findings.configuration.sha256.prefix(12))),
      "reproduce": .link(links.page(SitePaths.reproduce)), "reproduce_label": .text(words[.reproduce]),
    ]
  }

  /// Appends the whole page.
  func write(_ content: ByteWriter, _ frame: PageFrame, _ shared: TemplateScope, into out: inout ByteWriter) throws {
    guard format == .html, let template else { return writeMarkdown(content, frame, into: &out) }
    var scope = shared
    scope["title"] = .text(frame.title)
    scope["content"] = .fragment(Fragment(rendered: content))
    scope["previous"] = .link(frame.previous ?? "")
    scope["next"] = .link(frame.next ?? "")
    try template.render(scope, into: &out)
  }

  private func navigation(_ links: Links, _ current: SiteSection?) -> Fragment {
    var out = FragmentWriter(.html)
    out.raw("<ul>")
    for section in sections {
      out.raw("<li><a href=\"")
      out.attribute(links.page(section.path))
      out.raw(section == current ? "\" aria-current=\"true\">" : "\">")
      out.text(words[section.word])
      out.raw("</a></li>")
    }
    out.raw("</ul>")
    return out.fragment
  }

  /// Front matter as static-site generators read it, then the content without runs of empty lines.
  private func writeMarkdown(_ content: ByteWriter, _ frame: PageFrame, into out: inout ByteWriter) {
    out.append("---\ntitle: \"" as StaticString)
    for scalar in frame.title.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { out.append("\\" as StaticString) }
      out.append(scalar.value < 0x20 ? " " : String(scalar))
    }
    out.append("\"\n---\n" as StaticString)
    var breaks = 1
    for byte in content.bytes {
      breaks = byte == UInt8(ascii: "\n") ? breaks + 1 : 0
      if breaks < 3 { out.append(byte) }
    }
  }
}
