/// A template that pages are made from: its file, its slots, and the pages it makes.
struct PageTemplate: Sendable {
  /// Without `.md`.
  let file: String
  /// Path of the page without its ending, for messages.
  let page: String
  /// Of the scopes that fill it, the outermost first.
  let schemas: [PageSchema]

  init(_ file: String, page: String, _ schemas: PageSchema...) {
    self.file = file
    self.page = page
    self.schemas = schemas
  }
}
