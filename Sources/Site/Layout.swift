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
  let template: Template?
  let findings: AtlasFindings
  let words: Words
  let language: String
  let format: PageFormat
  let sections: [SiteSection]

  /// What pages of one folder and section share, so that it is made once for thousands of them.
  struct Folder {
    let layout: Layout
    let links: Links
    let section: SiteSection?

    static let slots: Slots<Folder> = [
      .text("language") { $0.layout.language }, .text("site_title") { $0.layout.findings.title },
      .link("root") { $0.links.root }, .link("home") { $0.links.page(SitePaths.overview) },
      .flag("is_overview") { $0.section == .overview },
      .inline("navigation") { $0.layout.navigation($0.links, $0.section) },
      .text("navigation_label") { $0.layout.words[.navigation] }, .text("skip") { $0.layout.words[.skip] },
      .text("generated") { $0.layout.words[.generated] }, .text("version") { $0.layout.findings.version },
      .text("configuration") { String($0.layout.findings.configuration.sha256.prefix(12)) },
      .link("reproduce") { $0.links.page(SitePaths.reproduce) },
      .text("reproduce_label") { $0.layout.words[.reproduce] },
    ]
  }

  /// One page in its frame.
  private struct Framed {
    let frame: PageFrame
    let content: Fragment

    static let slots: Slots<Framed> = [
      .text("title") { $0.frame.title }, .inline("content") { $0.content }, .link("previous") { $0.frame.previous },
      .link("next") { $0.frame.next },
    ]
  }

  static let schemas = [Folder.slots.schema, Framed.slots.schema]

  func shared(path: String, section: SiteSection?) -> TemplateScope {
    Folder.slots.scope(Folder(layout: self, links: Links(from: path), section: section))
  }

  /// Appends the whole page.
  func write(
    _ content: ByteWriter, _ frame: PageFrame, _ shared: inout TemplateScope, into out: inout ByteWriter
  ) throws {
    guard format == .html, let template else { return writeMarkdown(content, frame, into: &out) }
    var scopes = [shared, Framed.slots.scope(Framed(frame: frame, content: Fragment(rendered: content)))]
    try template.render(&scopes, into: &out)
    shared = scopes[0]
  }

  private func navigation(_ links: Links, _ current: SiteSection?) -> Fragment {
    var out = FragmentWriter(PageStyle(format: .html, numbers: words.numbers))
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
