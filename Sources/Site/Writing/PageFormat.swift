/// What a page is written as.
public enum PageFormat: String, Sendable, CaseIterable {
  /// Finished pages.
  case html
  /// The same pages as filled Markdown, for another static-site tool.
  case markdown

  /// The ending of a page's file.
  var fileExtension: String { self == .html ? ".html" : ".md" }
}

/// How a page is written: its format, and the numbers of its language.
struct PageStyle: Sendable {
  let format: PageFormat
  let numbers: NumberFormat
}
