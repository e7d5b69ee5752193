import Diagnostics

extension PageSchema {
  /// Rows of notes.
  static let note: PageSchema = ["text": .inline]
}

extension SiteContext {
  /// Notes as rows of a page, in their order.
  func rows(_ notes: [Note]) throws -> TemplateValue {
    .rows(try notes.map { ["text": try noteSpeaker.fragment($0)] })
  }
}
