import Diagnostics
import Testing

@testable import Site

/// Lines of Japanese headings and claims end where phrases do.
@Suite struct PhrasesTests {
  private func phrases() throws -> Phrases {
    try #require(try Phrases(folders: TemplateFolders(base: RenderedSite.templates), language: "ja"))
  }

  /// From BudouX 0.10.1 itself: `"/".join(budoux.load_default_japanese_parser().parse(text))`.
  @Test(arguments: [
    "区分に/応じて/発火が/変わる/特徴",
    "どの/値を/超えたら/発火と/みなすか",
    "判断できなかった/こと",
    "確率は/実際の/割合と/合っているか",
    "フォールド間で/同じ/特徴が/選ばれるか",
    "データの/違い/：性能の/差を/説明しうる/点と、/説明できない/点",
    "Xの/「X」",
    "差",
    "あ",
    "95%信頼区間は/0.65〜0.92です。",
    "現時点では/全面導入を/支持する/根拠は/不十分です。",
    "「X」の/事例100件の/うち、/プローブが/「X」と/判定するのは/X件、/「X」では/X件です。",
    "Where the text is not Japanese at all",
    "新しい/隠れ状態に/適用する",
  ])
  func phrasesBeginWhereBudouXSaysSo(_ expected: String) throws {
    let text = Array(expected.filter { $0 != "/" })
    let starts = Set(try phrases().starts(text))
    let found = text.indices.map { (starts.contains($0) ? "/" : "") + String(text[$0]) }.joined()
    #expect(found == expected)
  }

  @Test func tagsAndSlotsStayWhole() throws {
    let phrases = try phrases()
    let sentinels = Sentinels(absentFrom: [])
    let slot = sentinels.mark(0)
    #expect(
      phrases.mark("<h2 id=\"a\">判断できなかったこと</h2>\n<p>判断できなかったこと</p>", all: false, sentinels)
        == "<h2 id=\"a\">判断できなかった<wbr>こと</h2>\n<p>判断できなかったこと</p>")
    #expect(
      phrases.mark("<p><strong>\(slot)に応じて</strong>変わる &amp; 特徴</p>", all: true, sentinels)
        == "<p><strong>\(slot)に<wbr>応じて</strong><wbr>変わる &amp; 特徴</p>")
    #expect(phrases.mark("<h2>データの違い：性能の差</h2>", all: false, sentinels) == "<h2>データの<wbr>違い：性能の<wbr>差</h2>")
    #expect(phrases.starts([]) == [] && phrases.starts(["あ"]) == [])
  }

  @Test func onlyLanguagesWithTheFileAreMarked() throws {
    #expect(try Phrases(folders: TemplateFolders(base: RenderedSite.templates), language: "en") == nil)
    let japanese = RenderedSite.japanese.text("use.html")
    #expect(japanese.contains("<wbr>") && !RenderedSite.html.text("use.html").contains("<wbr>"))
    #expect(japanese.contains("<h2 id=\"score\">新しい<wbr>隠れ状態に<wbr>適用する</h2>"))
  }

  @Test func aDamagedFileIsNamedWithItsLine() {
    let error = #expect(throws: AtlasError.self) { try Phrases("# weights\nUW3\tの\t17\nUW3\tの\n", path: "p.txt") }
    #expect(error?.line == 3)
  }
}
