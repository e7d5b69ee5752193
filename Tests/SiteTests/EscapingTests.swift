import Files
import Markup
import Testing

@testable import Site

@Suite struct EscapingTests {
  func html(_ text: String) -> String {
    var out = ByteWriter()
    HTMLEscaping.append(text, to: &out)
    return String(decoding: out.bytes, as: UTF8.self)
  }

  @Test func escapesWhatHTMLReads() {
    #expect(html("a<b>&\"c'") == "a&lt;b&gt;&amp;&quot;c&#39;")
    #expect(html("plain é 👩‍👩‍👧‍👦 שלום") == "plain é 👩‍👩‍👧‍👦 שלום")
    #expect(html("\u{00}\u{07}\u{7F}\u{85}x\t\n") == "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}x\t\n")
    #expect(html("\u{A0}\u{C2}Â") == "\u{A0}\u{C2}Â")
  }

  @Test func escapesAnyTextReversibly() {
    var noise = Noise(3)
    let alphabet = Array("<>&\"'a é|{}`\u{0085}👩")
    for _ in 0..<2000 {
      let text = String((0..<noise.integer(30)).map { _ in alphabet[noise.integer(alphabet.count)] })
      let escaped = html(text)
      #expect(!escaped.contains { "<>\"'".contains($0) })
      var back = escaped
      for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        back = back.split(separator: entity, omittingEmptySubsequences: false).joined(separator: character)
      }
      #expect(back == text.split(separator: "\u{85}", omittingEmptySubsequences: false).joined(separator: "\u{FFFD}"))
    }
  }

  @Test func noTextOfTheDataReachesAPageAsMarkup() throws {
    let files = RenderedSite.html.files
    #expect(files["FAILED"] == nil, "\(RenderedSite.html.text("FAILED"))")
    let forbidden = [
      "<script>", "<img src=x", "</table><h1>x", "<i>other", "<b>&", "\" onmouseover", "<!-- comment", "<![CDATA",
      "href=\"javascript:", "<em>x</em>", "alert(1)</code>", "<details x", "\u{7F}",
    ]
    for (path, bytes) in files where path.hasSuffix(".html") {
      let page = String(decoding: bytes, as: UTF8.self)
      for text in forbidden { #expect(page.firstRange(of: text) == nil, "\(path) holds \(text)") }
    }
    let page = RenderedSite.html.text("index.html")
    #expect(page.firstRange(of: "&lt;script&gt;") != nil, "the hostile title is shown, escaped")
  }

  @Test func filterDataIsOneCallAndHoldsNoMarkup() throws {
    for (path, bytes) in RenderedSite.html.files where path.hasPrefix("features/") && path.hasSuffix(".js") {
      let script = String(decoding: bytes, as: UTF8.self)
      if path.contains("/more-") { continue }
      let call = script.prefix { $0 != "(" }
      #expect(["atlasRows", "atlasCompare", "atlasMap"].contains(call) && script.hasSuffix(");\n"), "\(path)")
      #expect(!script.contains("<"), "\(path)")
    }
  }

  @Test func markdownEscapingKeepsTextWhereItStands() {
    func markdown(_ text: String) -> String {
      var out = ByteWriter()
      MarkdownEscaping.append(text, to: &out)
      return String(decoding: out.bytes, as: UTF8.self)
    }
    #expect(markdown("a|b\n# c") == "a\\|b # c")
    #expect(markdown("# c") == "\\# c")
    #expect(markdown("<b>&") == "&lt;b&gt;&amp;")
    #expect(markdown("1. x https://y") == "1\\. x https\\://y")
    for text in HostileTexts.all {
      let rendered = try? CommonMark.html("| h |\n| --- |\n| \(markdown(text)) |\n", refusesLiteralEmphasis: false)
      #expect(rendered?.split(separator: "<td>").count == 2, "\(text) stays in its cell")
      #expect(rendered?.firstRange(of: "<a ") == nil && rendered?.firstRange(of: "<strong>") == nil)
    }
  }
}
