import Diagnostics
import Files
import Testing

@testable import Site

/// Marks of emphasis that the Markdown parser does not take as such never reach a page.
@Suite struct LiteralMarksTests {
  private static let slots: Slots<TestRow> = [TestRow.slot("name")]

  private func fill(_ source: String, _ row: TestRow = [:]) throws -> String {
    let pieces = try TemplateCompiler.compile(
      try TemplateScanner.scan(source, path: "t.md"), schemas: [Self.slots.schema], page: "p.html", syntax: .markdown,
      format: .html, tableLabel: "Table")
    var out = ByteWriter()
    var scopes = [Self.slots.scope(row)]
    try Template(pieces: pieces, numbers: english).render(&scopes, into: &out)
    return String(decoding: out.bytes, as: UTF8.self)
  }

  private func failure(_ source: String) -> AtlasError? {
    do {
      let html = try fill(source)
      Issue.record("no error for \(source): \(html)")
      return nil
    } catch { return error as? AtlasError }
  }

  /// Each was seen to come out of the parser with its marks.
  @Test(arguments: [
    "これは**「差がない」**という意味", "**注意：**以下", "値は**（0.5）**を", "**46%**で", "**重要。**次", "**`F1`**と", "これは*「差」*と",
    "語の_強調_は", "は__「強調」__と", "**no end", "a** b**",
  ])
  func marksThatWouldBePrintedAreErrors(_ text: String) throws {
    let error = try #require(failure("# Title\n\n\(text)\n"))
    #expect(error.line == 3 && error.message.contains("marks of emphasis"), "\(error)")
  }

  @Test func theirPlaceIsNamed() throws {
    let inCell = try #require(failure("First.\n\n| a | b |\n| --- | --- |\n| x | y |\n| **z。**の | w |\n"))
    #expect(inCell.line == 6)
    let withSlot = try #require(failure("A.\n\n- one\n- は**{{name}}%**で\n"))
    #expect(withSlot.line == 4 && withSlot.message.contains("**{{name}}%*"), "\(withSlot.message)")
    let summary = try #require(failure("A.\n\n::: details **More**\nB\n:::\n"))
    #expect(summary.line == 3 && summary.message.contains("details"))
  }

  @Test(arguments: [
    "これは「**差がない**」という意味", "「__強調__」は。", "**注意**：以下", "**46件**と", "**「A」**、", "は**{{name}}**で", "2 * 3 * 4",
    "r_ya − r_yb, n_test/n_train, macro_f1",
    "`a**b**c` and `__init__`", "[a](b_c_d.html)", "a single * and a single _ mark",
  ])
  func otherTextIsLeftAlone(_ text: String) throws { #expect(try !fill(text + "\n").isEmpty) }

  /// What data say is escaped after the parser, and may hold any marks.
  @Test func marksInValuesArePrinted() throws {
    #expect(try fill("は**{{name}}**で\n", ["name": .text("**「x」** _y_")]) == "<p>は<strong>**「x」** _y_</strong>で</p>\n")
  }

  /// A range with ~ is no strikethrough.
  @Test func tildesStay() throws {
    #expect(try fill("10~20 and ~30~ and ~~40~~\n") == "<p>10~20 and ~30~ and ~~40~~</p>\n")
  }
}
