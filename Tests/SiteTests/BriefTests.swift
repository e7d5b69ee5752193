import Claims
import Diagnostics
import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import Site

/// The brief for a decision.
@Suite struct BriefTests {
  static func errors(cost: Bool = true) -> ErrorStudy {
    func row(_ threshold: Double, _ alarms: Int, _ misses: Int) -> ErrorStudy.Row {
      func rate(_ count: Int) -> Interval {
        Interval(value: Double(count) / 330, low: Double(count) / 400, high: Double(count) / 200)
      }
      let money = Interval(value: 392_968.75, low: 290_974.6, high: 494_962.9)
      return ErrorStudy.Row(
        threshold: threshold, negatives: 330, falseAlarms: alarms, positives: 330, misses: misses,
        falseAlarmRate: rate(alarms), missRate: rate(misses), cost: cost ? money : nil)
    }
    return ErrorStudy(
      arm: 3, rows: [row(0.3, 84, 35), row(0.5, 37, 69), row(0.7, 16, 108)], precision: 0.03, needed: 5340,
      settling: 9200)
  }

  /// The synthetic atlas with all that a brief can say.
  static func findings(_ change: (inout AtlasFindings) -> Void = { _ in }) -> AtlasFindings {
    var findings = SyntheticFindings.atlas(hostile: false)
    findings.datasets[0].probes?.errors = errors()
    for place in 1...3 {
      findings.datasets[0].probes?.arms[place].cost = ArmCost(numbers: 156.2, exampleBytes: 625, modelBytes: 9)
    }
    for study in findings.datasets[0].bias.indices {
      let lead = findings.datasets[0].bias[study].lead ?? 0
      findings.datasets[0].bias[study].gaps = [DecisionMetric.equalizedOdds, .truePositiveRate, .falsePositiveRate].map
      {
        gap(lead, $0, low: -0.01, high: 0.151)
      }
    }
    findings.decision?.costPerMiss = 1500
    change(&findings)
    return findings
  }

  static func gap(_ arm: Int, _ metric: DecisionMetric, low: Double, high: Double) -> GapRow {
    GapRow(
      arm: arm, positive: "promote", metric: metric, group: "man", reference: "woman", kind: .range,
      difference: Interval(value: 0.06, low: low, high: high))
  }

  private static func rendered(_ findings: AtlasFindings, _ language: String = "en") throws -> MemorySink {
    let sink = MemorySink()
    let renderer = SiteRenderer(
      templates: TemplateFolders(base: RenderedSite.templates), theme: ThemeFolders([RenderedSite.theme]),
      options: RenderOptions(language: language, edition: .brief))
    try renderer.render(findings, tables: SyntheticFindings.tables(), into: sink)
    return sink
  }

  private static func verdict(_ change: (inout AtlasFindings) -> Void) -> Claim? {
    BriefClaims(findings(change)).verdict().first
  }

  @Test func theVerdictFollowsFromIntervalsAndLimits() {
    // That a gap is not shown is no evidence that there is none: the data support a step where the largest that is not excluded
    // lies within the margin.
    #expect(Self.verdict { _ in }?.verdict == .notShown)
    func all(_ high: Double) -> Claim? {
      Self.verdict { findings in
        for study in findings.datasets[0].bias.indices {
          for row in findings.datasets[0].bias[study].gaps?.indices ?? 0..<0 {
            findings.datasets[0].bias[study].gaps?[row].difference = Interval(value: 0.01, low: 0, high: high)
          }
        }
      }
    }
    #expect(all(0.02)?.verdict == .go && all(0.021)?.verdict == .notShown)
    func gaps(_ low: Double) -> Claim? {
      Self.verdict { $0.datasets[0].bias[0].gaps?[0].difference = Interval(value: 0.1, low: low, high: 0.2) }
    }
    // The margin is .02.
    #expect(gaps(0.021)?.verdict == .stop && gaps(0.019)?.verdict == .differs && gaps(-0.001)?.verdict == .notShown)
    // What cannot be judged is not the absence of a gap.
    let few = Self.verdict { findings in
      for study in findings.datasets[0].bias.indices { findings.datasets[0].bias[study].gaps = [] }
    }
    #expect(few?.kind == .briefGroups && few?.verdict == .open)
    // 37 of 330, lower end 9.25 %: a limit below it is exceeded for certain, one above is not.
    #expect(Self.verdict { $0.decision?.mostFalseAlarms = 0.09 }?.kind == .briefLimit)
    #expect(Self.verdict { $0.decision?.mostFalseAlarms = 0.1 }?.verdict == .notShown)
    #expect(Self.verdict { $0.decision?.mostMisses = 0.15 }?.verdict == .misses)
    let chance = Self.verdict { $0.datasets[0].probes?.errors?.rows[1].missRate.high = 0.9 }
    #expect(chance?.kind == .briefChance && chance?.verdict == .open)
    let notWorse = Self.verdict { findings in
      findings.decision?.about = .representations
      findings.datasets[0].probes?.comparisons[0].margin = 0.05
    }
    #expect(notWorse?.verdict == .go)
    let open = Self.verdict { findings in
      findings.decision?.about = .representations
      findings.datasets[0].probes?.comparisons[0].low = -0.2
    }
    #expect(open?.verdict == .open && open?[figure: "settling"]?.value == 9200)
  }

  @Test func everySentenceIsAClaimOfTheFile() throws {
    for language in ["en", "ja"] {
      let sink = try Self.rendered(Self.findings(), language)
      let page = sink.text("brief.html")
      let said = Set(page.matches(of: /data-claim="([^"]*)"/).map { String($0.1) })
      let file = sink.text("data/claims.json")
      #expect(said.count > 15, "\(said)")
      for id in said { #expect(file.contains("{\"id\":\"\(id)\""), "\(id)") }
      #expect(page.contains("<html lang=\"\(language)\">") && !page.contains("**") && !page.contains("{{"))
      #expect(page.firstMatch(of: /(?:src|href)="(?:[a-z]+:)?\/\/|@import|url\((?!data:)/) == nil, "no request")
      // Without fonts of its own a brief in Japanese is small.
      #expect(page.utf8.count < (language == "ja" ? 60_000 : 110_000))
      let anchors = Set(page.matches(of: /\sid="(e[0-9]+)"/).map { String($0.1) })
      for link in page.matches(of: /href="#(e[0-9]+)"/) { #expect(anchors.contains(String(link.1)), "\(link.1)") }
    }
  }

  /// 37 of 330: 112.1, and ends of 92.5 and 185 of 1,000.
  @Test func endsOfIntervalsAreRoundedOutwards() throws {
    let page = try Self.rendered(Self.findings()).text("brief.html")
    #expect(page.contains("about <strong>112</strong> would be taken for <em>promote</em> (92 to 185)"))
    #expect(page.contains("<strong>390,000</strong>") && page.contains("(290,000 to 500,000)"))
    #expect(NumberStyle.inThousand.outward(0.0925, isUpper: true) == 0.093)
    #expect(NumberStyle.fixed(2).outward(-0.125, isUpper: false) == -0.13)
    #expect(NumberStyle.fixed(3).outward(0.3, isUpper: true) == 0.3, "no step more for the last bit")
  }

  @Test func withoutPricesErrorsHaveNoCost() throws {
    let sink = try Self.rendered(
      Self.findings { findings in
        findings.datasets[0].probes?.errors = Self.errors(cost: false)
        findings.decision?.costPerMiss = nil
        findings.decision?.costPerFalseAlarm = nil
      })
    #expect(!sink.text("brief.html").contains("If it errs") && !sink.text("data/claims.json").contains("brief.cost"))
  }

  /// Conclusions in Japanese have at most 80 letters of full width before the figure is named in full.
  @Test func theJapaneseVerdictIsShort() throws {
    let text = try Self.rendered(Self.findings(), "ja").text("data/claims.json")
    let line = try #require(text.split(separator: "\n").first { $0.contains("brief.reviews.groups") })
    let verdict = try #require(line.firstMatch(of: /"ja":"([^"]*)"/)).1
    #expect(verdict.count <= 90, "\(verdict)")
  }

  /// People judged, and do not agree enough to tell: the longest sentences that there are of it.
  static var reviews: ReviewStudy {
    var row = ReviewAgreement(
      checkpoint: "l3-w40", features: 24, raters: 5, agrees: 71, disagrees: 38, unsure: 11, compared: 22)
    (row.share, row.shareLow, row.shareHigh) = (0.651, 0.489, 0.793)
    (row.alpha, row.alphaLow, row.alphaHigh) = (0.58, 0.31, 0.79)
    let meanings = ["", "praise for work done in time", "納期を守ったことへの感謝", "I see no pattern <b>here</b>", ""]
    let reviews = (0..<24).flatMap { feature in
      (0..<5).map { rater in
        FeatureReview(
          checkpoint: "l3-w40", feature: feature, rater: rater + 1,
          answer: ReviewAnswer.allCases[(feature + rater) % 3], meaning: meanings[(feature * 2 + rater) % 5])
      }
    }
    return ReviewStudy(reviews: reviews, agreement: [row])
  }

  /// A question, names and notes as long as people write them.
  static func long(_ language: String) -> AtlasFindings {
    findings { findings in
      let isJapanese = language == "ja"
      let group = isJapanese ? "障害者手帳の交付を受けている方" : "people who hold a disability card"
      let other = isJapanese ? "日本語を母語としない方" : "people whose first language is another"
      findings.title =
        isJapanese ? "問い合わせ文の一次仕分けと、誰に不利になるか" : "First sorting of enquiries, and for whom it would be worse"
      findings.decision?.question =
        isJapanese
        ? "第2工場の品質保証部門で、不具合報告の一次仕分けにこの検出器を使う小規模な検証を、来年度の第1四半期に始めてよいでしょうか。また、報告者の属性によって扱いが変わることはないでしょうか。"
        : "May the quality assurance of plant 2 begin a small trial of this detector for the first sorting of defect reports in the first quarter, and would reports of some people be treated differently from those of others?"
      findings.decision?.step =
        isJapanese ? "品質保証部門での三か月間の小規模な検証（PoC）" : "a trial of three months in the quality assurance of plant 2"
      findings.decision?.notFor =
        isJapanese
        ? "人事評価、報告者への連絡の自動化、ほかの工場の報告の仕分け。"
        : "Appraisal of staff, automatic answers to those who report, reports of other plants."
      findings.decision?.owner = isJapanese ? "品質保証部 第二課長" : "Head of quality assurance, plant 2"
      findings.decision?.due = isJapanese ? "2027年3月31日" : "31 March 2027"
      findings.decision?.currency = isJapanese ? "円" : "yen"
      findings.decision?.mostFalseAlarms = 0.2
      findings.reviews = reviews
      findings.datasets[0].positiveClass = isJapanese ? "安全に関わる不具合" : "safety-relevant defect"
      for study in findings.datasets[0].bias.indices {
        let lead = findings.datasets[0].bias[study].lead ?? 0
        for row in findings.datasets[0].bias[study].probeRows.indices {
          let name = findings.datasets[0].bias[study].probeRows[row].group
          findings.datasets[0].bias[study].probeRows[row].group = name == "man" ? group : name == "woman" ? other : name
        }
        findings.datasets[0].bias[study].gaps = [DecisionMetric.equalizedOdds, .truePositiveRate, .falsePositiveRate]
          .map {
            var row = gap(lead, $0, low: 0, high: 0.151)
            (row.group, row.reference) = (group, other)
            return row
          }
      }
    }
  }

  @Test(.enabled(if: SiteCheckers.chromium != nil), arguments: ["en", "ja"])
  func theLongestBriefPrintsToItsPages(_ language: String) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for hasPhrases in [true, false] {
      var findings = Self.long(language)
      findings.decision?.hasPhrases = hasPhrases
      let sink = try Self.rendered(findings, language)
      try FileSink.write(folder + "/brief.html", sink.files["brief.html"] ?? [])
      let pdf = try #require(try SiteCheckers.printed(folder + "/brief.html"))
      if let kept = ProcessInfo.processInfo.environment["FEATURE_ATLAS_BRIEFS"] {
        try FileSink.write("\(kept)/long-\(language)-\(hasPhrases).pdf", Array(pdf))
        try FileSink.write("\(kept)/long-\(language)-\(hasPhrases).html", sink.files["brief.html"] ?? [])
      }
      #expect(sink.text("brief.html").contains("0.58"), "with what people said")
      #expect(String(decoding: pdf, as: UTF8.self).matches(of: /\/Type \/Page[^s]/).count == (hasPhrases ? 2 : 1))
    }
  }

  /// What no page holds is refused, not cut off.
  @Test func whatDoesNotFitIsRefused() {
    let findings = Self.findings {
      $0.decision?.question = String(repeating: "Is this the right question? ", count: 400)
    }
    #expect(throws: AtlasError.self) { try Self.rendered(findings) }
  }

  @Test(.enabled(if: SiteCheckers.tidy != nil), arguments: ["en", "ja"]) func tidyFindsNothing(_ language: String)
    throws
  {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileSink.write(
      folder + "/brief.html", try Self.rendered(Self.long(language), language).files["brief.html"] ?? [])
    #expect(try SiteCheckers.tidyProblems([folder + "/brief.html"]) == [])
  }
}
