import Claims
import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import Site

/// The first page answers the question that was asked, shortly and first.
@Suite struct FirstPageTests {
  private func overview(_ topic: DecisionTopic?, _ change: (inout AtlasFindings) -> Void = { _ in }) throws -> String {
    var findings = SyntheticFindings.atlas()
    findings.decision?.about = topic
    change(&findings)
    let sink = MemorySink()
    try RenderedSite.render(findings, into: sink)
    return sink.text("index.html")
  }

  @Test func theTopicChoosesTheAnswer() throws {
    let groups = try overview(nil)
    #expect(groups.contains("id=\"groups.reviews.") && groups.contains("impact ratio"))
    #expect(try overview(.groups) == groups)
    let representations = try overview(.representations)
    #expect(representations.contains("AUROC of the representations"))
    #expect(!representations.contains("Share decided for"))
    #expect(try overview(.transfer).contains("Tested on messages"))
  }

  /// The picture has the metric of the sentence, also where the file begins with another; beside the ceiling stands what was
  /// taught as many examples.
  @Test func thePictureOfTransferIsOfTheLeadingFigures() throws {
    let page = try overview(.transfer) { findings in
      for place in findings.transfers.indices {
        guard let lead = findings.transfers[place].lead else { continue }
        findings.transfers[place].rows[lead].matchedScore = findings.transfers[place].rows[lead].score - 0.02
        var other = findings.transfers[place].rows[lead]
        other.metric = "macro_f1"
        findings.transfers[place].rows.insert(other, at: 0)
        findings.transfers[place].lead = lead + 1
      }
    }
    let start = try #require(page.firstRange(of: "Tested on messages")).lowerBound
    let figure = try #require(page[start...].components(separatedBy: "</figure>").first)
    #expect(figure.contains("AUROC") && !figure.contains("macro-F1"))
    #expect(figure.contains("at equal size"))
  }

  /// Sentence and picture of each dataset come before any list, in at most 60 words.
  @Test func answersAreShortAndFirst() throws {
    for topic in DecisionTopic.allCases {
      let page = try overview(topic)
      let head = try #require(page.components(separatedBy: "What was found").first)
      let answers = head.components(separatedBy: "<div class=\"answer\">").dropFirst()
      #expect(!answers.isEmpty)
      for answer in answers {
        let sentence = try #require(answer.components(separatedBy: "<figure").first)
        let text = sentence.replacing(/<[^>]*>/, with: " ")
        // The name of the dataset and the link to the proof are not part of it.
        let words = text.split(whereSeparator: \.isWhitespace).count - 2
        #expect(words <= 60, "\(words) words: \(text)")
      }
    }
  }

  @Test func whatIsSettledAndWhatIsNotStandApart() throws {
    let findings = SyntheticFindings.atlas()
    let claims = DecisiveClaims(findings)
    let found = claims.others().filter { $0.verdict.standing == .found }
    let open = claims.others().filter { $0.verdict.standing == .open }
    #expect(!found.isEmpty && !open.isEmpty)
    let page = try overview(nil)
    let parts = page.components(separatedBy: "<h2")
    for (claims, heading) in [(found, "What was found"), (open, "What could not be decided")] {
      let part = try #require(parts.first { $0.contains(heading) })
      for claim in claims { #expect(part.contains("id=\"\(claim.id)\""), "\(claim.id)") }
    }
  }

  @Test func fontsTravelInTheStyleSheetAndNothingIsAllowedFromOutside() throws {
    let files = RenderedSite.html.files
    let style = String(decoding: try #require(files["theme/atlas.css"]), as: UTF8.self)
    #expect(style.ranges(of: "url(data:font/woff2;base64,").count == 3)
    #expect(!style.contains("url(\"fonts/") && files["theme/fonts/serif.woff2"] == nil)
    #expect(files["theme/fonts/serif-OFL.txt"] != nil)
    // BIZ UDPGothic 1.05 draws ≤ as ≥: wherever it is named, the two signs come from the theme.
    var stacks = 0
    for name in try Paths.files(under: RenderedSite.theme) where name.hasSuffix(".css") {
      let sheet = String(decoding: try MappedFile.content(of: RenderedSite.theme + "/" + name), as: UTF8.self)
      for stack in sheet.matches(of: #/:([^;:{}*]*)"BIZ /#) {
        #expect(stack.1.contains("\"Atlas Signs\""), "\(name): \(stack.0)")
        stacks += 1
      }
      #expect(
        ["atlas.css", "editions/japanese.css"].contains(name)
          == sheet.contains(#"font-family: "Atlas Signs"; src: url("fonts/signs.woff2")"#), "\(name)")
    }
    #expect(stacks == 4)
    for (path, bytes) in files where path.hasSuffix(".html") {
      let page = String(decoding: bytes, as: UTF8.self)
      #expect(page.contains("default-src 'none'; script-src 'self'; style-src 'self'"), "\(path)")
      #expect(!page.contains(" style=\"") && !page.contains("<script>") && !page.contains("<style"), "\(path)")
    }
  }
}
