import Findings
import Testing

@testable import Site

/// Characters that several tokens share, and tokens that were left out, as feature pages show them.
@Suite struct TokenPlacesTests {
  private func shown(_ list: ExampleList, firings: [(token: Int32, value: Float)], format: PageFormat = .html) throws
    -> String
  {
    var strongest = StrongestExamples()
    let peak = try #require(firings.max { $0.value < $1.value })
    strongest.examples = [0]
    strongest.offsets = [0, 1]
    strongest.activations = [peak.value]
    strongest.tokens = [peak.token]
    strongest.tokenIndices = firings.map(\.token)
    strongest.tokenValues = firings.map(\.value)
    strongest.tokenOffsets = [0, firings.count]
    let words = try Words(folders: TemplateFolders(base: RenderedSite.templates), language: "en")
    let style = PageStyle(format: format, numbers: words.numbers)
    let examples = EscapedExamples(list, attributes: [], style: style)
    var out = FragmentWriter(style, capacity: 256)
    StrongestExamplesList(examples: examples, words: words, limit: 5, attributes: []).write(
      0, strongest, root: "", into: &out)
    return String(decoding: out.fragment.bytes, as: UTF8.self)
  }

  private var list: ExampleList {
    ExampleList(
      dataset: "d", ids: ["x"], tokens: [["<s>", " 日", "", "本 ", "", "ok"]], continued: [[2, 4]], leftOut: [[0]])
  }

  @Test func aCutCharacterIsMarkedOnceByItsLargestValue() throws {
    let weakFirst = try shown(list, firings: [(1, 0.2), (2, 4), (3, 1.1)])
    #expect(weakFirst.contains("<mark class=\"f\">日</mark><i class=\"b\">本 </i>ok"), "\(weakFirst)")
    let secondAlone = try shown(list, firings: [(4, 3)])
    #expect(secondAlone.contains(" 日<mark class=\"f\">本 </mark>ok"), "\(secondAlone)")
  }

  @Test func leftOutTokensAreShownAsSuch() throws {
    let text = try shown(list, firings: [(5, 3)])
    #expect(text.contains("<span class=\"left-out\">&lt;s&gt;</span> 日本 <mark class=\"f\">ok</mark>"), "\(text)")
    #expect(!(try shown(list, firings: [(5, 3)], format: .markdown)).contains("<span"))
  }
}
