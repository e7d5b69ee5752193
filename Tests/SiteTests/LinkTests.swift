import TestSupport
import Testing

@testable import Site

@Suite struct LinkTests {
  @Test func everyLinkLeadsSomewhere() {
    #expect(RenderedSite.html.files["FAILED"] == nil, "\(RenderedSite.html.text("FAILED"))")
    #expect(LinkChecker(RenderedSite.html.files).problems() == [])
  }

  @Test func theCheckerFindsWhatIsWrong() {
    let page = Array(
      "<a href=\"x.html\"></a><a href=\"#n\"></a><img src=\"https://e.org/i.png\"><a href=\"../a\"></a>".utf8)
    #expect(LinkChecker(["p.html": page]).problems().count == 4)
  }
}
