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
  /// A script of the theme that pages of this kind need beside the common one, without its ending.
  var script: String?
}

/// The frame of every page: the theme's `layout.html`, or the front matter of a Markdown file.
struct Layout: Sendable {
  let template: Template?
  let findings: AtlasFindings
  let report: ReportDigest?
  let words: Words
  let language: String
  let format: PageFormat
  let navigation: [(section: SiteSection, title: String)]

  /// What pages of one folder and section share, so that it is made once for thousands of them.
  struct Folder {
    let layout: Layout
    let links: Links
    let section: SiteSection?

    static let slots: Slots<Folder> = [
      .text("language") { $0.layout.language }, .text("site_title") { $0.layout.findings.title },
      .link("root") { $0.links.root }, .link("home") { $0.links.page(SitePaths.overview) },
      .flag("is_overview") { $0.section?.path == SitePaths.overview },
      .inline("navigation") { $0.layout.list($0.links, $0.section) },
      .text("navigation_label") { $0.layout.words[.navigation] }, .text("skip") { $0.layout.words[.skip] },
      .text("generated") { $0.layout.words[.generated] }, .text("version") { $0.layout.findings.version },
      .text("report") { $0.layout.report?.short }, .text("report_label") { $0.layout.words[.report] },
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
      .link("next") { $0.frame.next }, .link("script") { $0.frame.script },
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

  private func list(_ links: Links, _ current: SiteSection?) -> Fragment {
    var out = FragmentWriter(PageStyle(format: .html, numbers: words.numbers))
    out.raw("<ul>")
    for (section, title) in navigation {
      out.raw("<li><a href=\"")
      out.attribute(links.page(section.path))
      out.raw(section.path == current?.path ? "\" aria-current=\"true\">" : "\">")
      out.text(title)
      out.raw("</a>")
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
    Self.appendMarkdown(content, into: &out)
  }

  /// The content with at most one empty line in a row: tags that made nothing leave theirs behind.
  static func appendMarkdown(_ content: ByteWriter, into out: inout ByteWriter) {
    var breaks = 1
    for byte in content.bytes {
      breaks = byte == UInt8(ascii: "\n") ? breaks + 1 : 0
      if breaks < 3 { out.append(byte) }
    }
  }
}
