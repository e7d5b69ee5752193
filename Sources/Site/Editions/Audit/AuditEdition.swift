import Diagnostics
import Files
import Findings

/// `audit.html` and its claims.
struct AuditEdition {
  static let page = "audit.html"

  let context: SiteContext
  let theme: ThemeFolders

  /// - Throws: `AtlasError` where no groups were audited.
  func render() throws {
    let findings = context.findings
    guard findings.datasets.contains(where: { !$0.bias.isEmpty }) else {
      throw AtlasError(
        .input, "there is nothing to audit: no attribute of groups was studied",
        hint: "name some below `bias: attributes`")
    }
    let page = AuditPackPage(context)
    var scopes = [AuditPackPage.slots.scope(page)]
    var content = ByteWriter(capacity: 1 << 18)
    try context.template(AuditPackPage.template).render(&scopes, into: &content)
    let frame = EditionFrame(
      title: findings.title, language: context.library.language, version: findings.version,
      style: try EditionFrame.style("pages", library: context.library, theme: theme),
      content: Fragment(rendered: content))
    try context.sink.write(Self.page, try frame.page(library: context.library, theme: theme))
    try context.publish(page.numbered.claims)
  }
}
