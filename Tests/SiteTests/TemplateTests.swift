import Diagnostics
import Files
import Testing

@testable import Site

/// Values by the names of their slots.
struct TestRow: ExpressibleByDictionaryLiteral {
  let values: [String: TemplateValue]
  let lists: [String: [TestRow]]

  init(dictionaryLiteral elements: (String, TemplateValue)...) {
    values = Dictionary(elements, uniquingKeysWith: { $1 })
    lists = [:]
  }

  init(_ values: [String: TemplateValue] = [:], lists: [String: [TestRow]]) {
    self.values = values
    self.lists = lists
  }

  static func slot(_ name: String, _ kind: SlotKind = .text) -> Slot<TestRow> {
    .value(name, kind) { $0.values[name] ?? .text("") }
  }

  static func rows(_ name: String, _ slots: Slots<TestRow>) -> Slot<TestRow> {
    .rows(name, slots) { $0.lists[name] ?? [] }
  }
}

@Suite struct TemplateTests {
  static let row: Slots<TestRow> = [TestRow.slot("cell"), TestRow.rows("items", [TestRow.slot("item")])]
  static let slots: Slots<TestRow> = [
    TestRow.slot("name"), TestRow.slot("url", .link), TestRow.slot("chart", .block), TestRow.slot("badge", .inline),
    TestRow.slot("good", .flag), TestRow.slot("count"), TestRow.rows("rows", row),
  ]

  func fill(_ source: String, _ row: TestRow, format: PageFormat = .html) throws -> String {
    let pieces = try TemplateCompiler.compile(
      try TemplateScanner.scan(source, path: "t.md"), schemas: [Self.slots.schema], page: "p.html", syntax: .markdown,
      format: format, tableLabel: "Table")
    var out = ByteWriter()
    var scopes = [Self.slots.scope(row)]
    try Template(pieces: pieces, numbers: english).render(&scopes, into: &out)
    return String(decoding: out.bytes, as: UTF8.self)
  }

  func failure(_ source: String) -> AtlasError? {
    do {
      _ = try fill(source, [:])
      return nil
    } catch { return error as? AtlasError }
  }

  @Test func fillsSlotsAndEscapesThem() throws {
    #expect(try fill("A *{{name}}*.", ["name": .text("<b> {{good}}")]) == "<p>A <em>&lt;b&gt; {{good}}</em>.</p>\n")
    #expect(
      try fill("[{{name}}]({{url}})", ["name": .text("x"), "url": .link("a/1.html")])
        == "<p><a href=\"a/1.html\">x</a></p>\n")
  }

  @Test func conditionsWithinAndBetweenParagraphs() throws {
    let source = "a{{#if good}} b{{else}} c{{/if}}\n\n{{#if name}}\n## H {#h}\n{{/if}}\n"
    #expect(try fill(source, ["good": .flag(true), "name": .text("")]) == "<p>a b</p>\n\n")
    #expect(
      try fill(source, ["good": .flag(false), "name": .text("x")]) == "<p>a c</p>\n\n<h2 id=\"h\">H</h2>\n\n")
  }

  @Test func rowsRepeatTableRowsAndListItems() throws {
    let rows: [TestRow] = [["cell": .text("1|2")], ["cell": .text("3")]]
    let table = try fill(
      "Table: T\n\n| a | b |\n| --- | ---: |\n| {{#row rows}}{{cell}} | {{name}} |\n",
      TestRow(["name": .text("n")], lists: ["rows": rows]))
    #expect(table.firstRange(of: "<caption>T</caption>") != nil)
    #expect(table.firstRange(of: "<th scope=\"row\">1|2</th>\n<td class=\"right\">n</td>\n</tr>\n<tr>") != nil)
    let list = try fill("- {{#row rows}}{{cell}}\n", TestRow(lists: ["rows": rows]))
    #expect(list == "<ul>\n<li>1|2</li>\n<li>3</li>\n</ul>\n")
    let markdown = try fill(
      "| a |\n| --- |\n| {{#row rows}}{{cell}} |\n", TestRow(lists: ["rows": rows]), format: .markdown)
    #expect(markdown == "| a |\n| --- |\n| 1\\|2 |\n| 3 |\n")
    let two = "| a |\n| --- |\n| {{#row rows}}{{cell}} |\n| {{#row rows}}{{name}} |\n"
    let scope = TestRow(["name": .text("n")], lists: ["rows": rows])
    #expect(try fill(two, scope, format: .markdown) == "| a |\n| --- |\n| 1\\|2 |\n| 3 |\n| n |\n| n |\n")
    #expect(try fill(two, scope).split(separator: "<tr>").count == 6)
  }

  @Test func eachRepeatsBlocksAndNests() throws {
    let rows: [TestRow] = [
      TestRow(["cell": .text("x")], lists: ["items": [["item": .text("1")], ["item": .text("2")]]]),
      ["cell": .text("y")],
    ]
    let source = "{{#each rows}}\n## {{cell}}\n\n{{#if items}}\n- {{#row items}}{{item}}\n{{/if}}\n{{/each}}\n"
    let text = try fill(source, TestRow(lists: ["rows": rows])).split(separator: "\n").joined()
    #expect(text == "<h2>x</h2><ul><li>1</li><li>2</li></ul><h2>y</h2>")
  }

  @Test func boxesAndDetails() throws {
    let text = try fill("::: note\nA\n\n::: details More <x>\nB\n:::\n:::\n", [:])
    let expected = "<div class=\"note\"><p>A</p><details><summary>More &lt;x&gt;</summary><p>B</p></details></div>"
    #expect(text.split(separator: "\n").joined() == expected)
  }

  @Test func mistakesNameTheirPlaceAndThePage() throws {
    let cases: [(String, Int, Int, String)] = [
      ("a\nb {{nam}}", 2, 3, "unknown slot ‘nam’ (making p.html)"),
      ("{{#if good}}\nx\n", 1, 1, "{{#if good}} is never closed (making p.html)"),
      ("x\n{{/each}}", 2, 1, "{{/each}} closes nothing (making p.html)"),
      ("{{#each rows}}\n{{/if}}", 2, 1, "{{/if}} where {{#each rows}} of line 1 is still open (making p.html)"),
      ("é {{name", 1, 3, "{{ without }} on the same line"),
      ("{{#loop rows}}", 1, 1, "unknown tag {{#loop rows}}"),
      ("{{good}}", 1, 1, "‘good’ is a condition, not text (making p.html)"),
      ("{{rows}}", 1, 1, "‘rows’ is a list (making p.html)"),
      ("{{#each name}}\n{{/each}}", 1, 1, "‘name’ is no list (making p.html)"),
      ("[x]({{name}})", 1, 5, "{{name}} is no link, so it must not stand in ‘href’ (making p.html)"),
      ("a {{chart}}", 1, 3, "{{chart}} is a block (making p.html)"),
      ("p {{#row rows}}{{cell}}", 1, 3, "{{#row rows}} stands in no table row and no list item (making p.html)"),
      ("{{../x}}", 1, 1, "‘../x’ is no name"),
      ("a\n\n<div>b</div>", 3, 1, "raw HTML in a template: <div>b</div>"),
      ("x\n\n::: details All of {{name}}", 3, 1, "slots cannot stand in a ::: line"),
      (":::", 1, 1, "::: closes nothing (making p.html)"),
      (
        "- {{#row rows}}a {{#row rows}}b", 1, 18,
        "{{#row rows}} stands in a line that is repeated already (making p.html)"
      ),
      (
        "{{#each rows}}\na[^1]\n\n[^1]: {{cell}}\n{{/each}}", 4, 7,
        "{{cell}} does not stay within its list (making p.html)"
      ),
    ]
    for (source, line, column, message) in cases {
      let error = failure(source)
      #expect(error?.path == "t.md" && error?.line == line && error?.column == column, "\(source): \(error as Any)")
      #expect(error?.message == message)
    }
    #expect(failure("{{nam}}")?.hint == "did you mean ‘name’?")
    #expect(failure(String(repeating: "x", count: 300_000))?.message.contains("larger than") == true)
  }

  @Test func blocksMustNotCrossElements() {
    let error = failure("| a |\n| --- |\n| {{#if good}}x | y{{/if}} |\n")
    #expect(error?.message.contains("opens and closes in different") == true, "\(error as Any)")
  }

  @Test func everyTemplateCompilesInBothFormats() throws {
    #expect(RenderedSite.html.files["FAILED"] == nil, "\(RenderedSite.html.text("FAILED"))")
    #expect(RenderedSite.markdown.files["FAILED"] == nil, "\(RenderedSite.markdown.text("FAILED"))")
    #expect(RenderedSite.html.files["index.html"] != nil && RenderedSite.markdown.files["index.md"] != nil)
  }

  @Test func missingLanguageAndPartialsAreNamed() throws {
    let folders = TemplateFolders(base: RenderedSite.templates)
    #expect(throws: AtlasError.self) { try TemplateLibrary(folders: folders, language: "xx", format: .html) }
    #expect(throws: AtlasError.self) { try TemplateLibrary(folders: folders, language: "../en", format: .html) }
  }
}

@Suite struct SlotStyleTests {
  private static let slots: Slots<TestRow> = [
    TestRow.slot("x", .number), TestRow.slot("word"), TestRow.slot("url", .link),
  ]

  private func fill(_ source: String, _ value: TemplateValue) throws -> String {
    let pieces = try TemplateCompiler.compile(
      try TemplateScanner.scan(source, path: "t.md"), schemas: [Self.slots.schema], page: "p.html", syntax: .markdown,
      format: .html, tableLabel: "Table")
    var out = ByteWriter()
    var scopes = [Self.slots.scope(["x": value])]
    try Template(pieces: pieces, numbers: english).render(&scopes, into: &out)
    return String(decoding: out.bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("{{x}}", "0.250"), ("{{x:percent}}", "25.0%"), ("{{x:2}}", "0.25"), ("{{ x : +2 }}", "+0.25"),
    ("{{x:points}}", "+25.0"),
    ("{{x:0}}", "0"), ("{{x:plain}}", "0.25"),
  ])
  func aTemplateChoosesTheStyle(_ source: String, _ shown: String) throws {
    #expect(try fill(source, .number(0.25, .fixed(3))) == "<p>\(shown)</p>\n")
  }

  @Test func textStaysAsItIs() throws {
    #expect(try fill("{{x:2}}", .text("none")) == "<p>none</p>\n")
    #expect(try fill("{{x:1}}", .count(3)) == "<p>3.0</p>\n")
  }

  @Test(arguments: ["{{x:much}}", "{{x:22}}", "{{x:}}", "{{word:2}}", "[a]({{url:2}})", "{{#if x:2}}a{{/if}}"])
  func whatIsNoStyleIsAnError(_ source: String) {
    #expect(throws: AtlasError.self) { try fill(source, .text("")) }
  }
}
