import Files
import Findings

/// `review.html` and the claims of the whole report; the bundle is made of them and the tables.
struct ReviewEdition {
  static let page = "review.html"

  let context: SiteContext
  let theme: ThemeFolders

  func render() throws {
    var scopes = [ReviewPage.slots.scope(ReviewPage(context))]
    var content = ByteWriter(capacity: 1 << 18)
    try context.template(ReviewPage.template).render(&scopes, into: &content)
    // Fonts are compressed: nobody could see whether a name is in them. The machine's own are used.
    let frame = EditionFrame(
      title: context.findings.title, language: context.library.language, version: context.findings.version,
      style: try EditionFrame.style("pages", hasFonts: false, library: context.library, theme: theme),
      content: Fragment(rendered: content))
    try context.sink.write(Self.page, try frame.page(library: context.library, theme: theme))
    try context.publishClaims()
  }
}
