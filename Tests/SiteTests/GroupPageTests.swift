import Testing

@testable import Site

@Suite struct GroupPageTests {
  @Test func anAttributeLeadsWithWhatTheProbeDecides() throws {
    let page = RenderedSite.html.text("bias/reviews/by-gender.html")
    let chart = try #require(page.firstRange(of: "<svg class=\"graph dumbbell-graph\""))
    let tables = try #require(page.firstRange(of: "<table>"))
    #expect(chart.lowerBound < tables.lowerBound, "the picture stands before any table")
    #expect(page.firstRange(of: "class=\"source\"") != nil)
  }

  @Test func everyGroupHasAPageThatLeadsBack() throws {
    let study = RenderedSite.html.files.keys.filter { $0.hasPrefix("bias/reviews/by-gender/") }
    #expect(study.count >= 2)
    let page = RenderedSite.html.text("bias/reviews/by-gender.html")
    for path in study {
      let name = try #require(path.split(separator: "/").last)
      #expect(
        page.firstRange(of: "href=\"../../bias/reviews/by-gender/\(Links.encoded(String(name)))\"") != nil,
        "\(path) is linked")
      #expect(
        RenderedSite.html.text(path).firstRange(of: "href=\"../../../bias/reviews/by-gender.html\"") != nil, "\(path)")
    }
  }
}
