import Charts
import Claims
import Findings
import TestSupport
import Testing

@testable import Site

@Suite struct ProbePageTests {
  /// The page of a study, and the rest of its site.
  func render(_ study: ProbeStudy, classes: [String] = ["hold", "promote"]) throws -> MemorySink {
    var findings = SyntheticFindings.atlas(["l6-w24": 24], hostile: false)
    findings.datasets = [findings.datasets[0]]
    findings.datasets[0].probes = study
    findings.datasets[0].classes = classes.map { CategoryCount(name: $0, count: 80) }
    findings.transfers = []
    let sink = MemorySink()
    try RenderedSite.render(findings, tables: SyntheticTables(width: ["l6-w24": 24], isHostile: false), into: sink)
    return sink
  }

  func page(_ study: ProbeStudy, classes: [String] = ["hold", "promote"]) throws -> String {
    try render(study, classes: classes).text("probes/reviews/index.html")
  }

  func count(_ needle: String, in text: String) -> Int { text.split(separator: needle).count - 1 }

  /// The text between two marks.
  func part(_ text: String, from start: String, to end: String) throws -> Substring {
    let first = try #require(text.firstRange(of: start), "\(start)")
    let rest = text[first.upperBound...]
    return try rest[..<#require(rest.firstRange(of: end), "\(end)").lowerBound]
  }

  @Test func thePageLeadsWithTwoAnswers() throws {
    let page = try page(SyntheticProbes.study())
    let answers = try part(page, from: "class=\"answers\"", to: "id=\"arms\"")
    for text in [
      "Not worse.", "<em>which features fired</em> (l6-w24, max pooling, above 0)", "(layer 6, max pooling)", "Better.",
      "AUROC 0.900 against 0.896", "<strong>+0.004</strong> (95% interval −0.004 to +0.012)",
      "within the margin of 0.01",
      "between 0.4 fewer and 1.2 more in the right order", "puts 1.1 to 5.3 more in the right order",
      "one <em>promote</em> and one <em>hold</em>",
    ] { #expect(answers.firstRange(of: text) != nil, "\(text)") }
    #expect(try render(SyntheticProbes.study()).text("index.html").firstRange(of: "Not worse.") != nil)
  }

  @Test func wordsNeverSayMoreThanTheInterval() throws {
    let cases: [(verdict: String, low: Double, high: Double, says: String)] = [
      ("better", 0.01, 0.05, "Better."), ("worse", -0.05, -0.01, "Worse."), ("not worse", -0.004, 0.02, "Not worse."),
      ("no difference shown", -0.05, 0.04, "Not settled."),
      ("no difference shown", 0.001, 0.04, "Not settled after correction."),
      ("not worse", -0.004, 0.004, "Equivalent."),
    ]
    for item in cases {
      let answer = try part(
        page(SyntheticProbes.study(fired: (item.verdict, item.low, item.high))),
        from: "is it enough to know which features fired?",
        to: "do the features keep")
      let said = ["Better.", "Worse.", "Not worse.", "Not settled.", "Not settled after correction.", "Equivalent."]
        .filter { answer.firstRange(of: $0) != nil }
      #expect(said == [item.says], "\(item.verdict)")
      for claim in ["told apart", "no difference", "as well as"] {
        #expect(answer.firstRange(of: claim) == nil, "\(item.verdict): \(claim)")
      }
      // An interval without zero is explained where no verdict follows from it.
      let isUncorrected = item.low > 0 && item.says != "Better."
      #expect((answer.firstRange(of: "The interval excludes zero") != nil) == isUncorrected)
      if item.high < 0 { #expect(answer.firstRange(of: "1.0 to 5.0 fewer in the right order") != nil) }
    }
  }

  @Test func severalClassesAreAnsweredInSharesDecidedRight() throws {
    let classes = ["calm", "cheer", "grief", "wrath"]
    let page = try page(SyntheticProbes.study(classes: classes), classes: classes)
    let answers = try part(page, from: "class=\"answers\"", to: "id=\"arms\"")
    #expect(answers.firstRange(of: "macro-F1 0.900 against 0.896") != nil)
    #expect(answers.firstRange(of: "Of 100 examples, the first decides 91.0 correctly and the second 90.0") != nil)
    #expect(answers.firstRange(of: "pairs of one") == nil)
    #expect(page.firstRange(of: "is 80% sure of its decision") != nil, "what is calibrated is said")
    let weights = try part(page, from: "id=\"weights\"", to: "<details>")
    #expect(count("class=\"card\"", in: String(weights)) == 3, "no more than three classes stand open")
    #expect(count("Weights towards", in: page) == 2 * (4 * 3), "caption and label of all classes of three arms")
  }

  @Test func learningCurvesCarryWordsTableAndFile() throws {
    let page = try page(SyntheticProbes.study())
    let section = String(try part(page, from: "id=\"curves\"", to: "id=\"thresholds\""))
    #expect(count("<svg class=\"chart\"", in: section) == 5, "every representation but the majority class")
    #expect(count("role=\"img\"><title>AUROC of ", in: section) == 5 && count("<desc>", in: section) == 5)
    #expect(count("class=\"band\"", in: section) == 5)
    #expect(count("class=\"line other\"", in: section) == 4, "all but the one that is compared with")
    #expect(section.firstRange(of: "10%: 0.865 (95% interval 0.770 to 0.915)") != nil)
    #expect(count("<tr>", in: section) == 1 + 5 * SyntheticProbes.rates.count)
    #expect(section.firstRange(of: "<td class=\"right\">1,900</td>") != nil, "examples at the full rate")
    #expect(section.firstRange(of: "data/reviews/probes.csv") != nil)
    var study = SyntheticProbes.study()
    study.arms.removeAll { $0.key.trainingRate < 1 }
    #expect(try self.page(study).firstRange(of: "id=\"curves\"") == nil, "one rate is no curve")
  }

  @Test func thresholdsAreDrawnWithTheRulesBesideThem() throws {
    let page = try page(SyntheticProbes.study())
    let section = String(try part(page, from: "id=\"thresholds\"", to: "id=\"comparisons\""))
    #expect(count("<svg class=\"chart\"", in: section) == 1 && count("class=\"band\"", in: section) == 2)
    let chart = try part(section, from: "<svg class=\"chart\"", to: "</svg>")
    for text in [">auto</text>", ">Otsu</text>", ">0.5</text>", "active features per example", "(Φ)"] {
      #expect(chart.firstRange(of: text) != nil, "\(text)")
    }
    let heads = section.split(separator: "<th scope=\"row\">").dropFirst().map { $0.prefix { $0 != "<" } }
    #expect(heads == ["0", "0.5", "2", "auto (≈ 0.83)", "Otsu"])
    #expect(section.firstRange(of: "0.50 (0.45 to 0.55)") != nil)
    #expect(section.firstRange(of: "data/reviews/thresholds.csv") != nil)
    #expect(section.firstRange(of: "at equal distances") == nil)
  }

  @Test func thresholdsTooCloseToDrawStandAtEqualDistances() {
    func chart(_ thresholds: [Double]) -> ThresholdChart {
      ThresholdChart(
        points: thresholds.map {
          ThresholdChart.Point(threshold: $0, name: "\($0)", score: nil, active: nil, agreement: nil)
        }, title: "", description: "", scoreTitle: "", activeTitle: "", agreementTitle: "", axisTitle: "")
    }
    #expect(!chart([0, 0.5, 1, 2]).isEven && chart([0, 0.01, 10]).isEven && chart([1]).isEven)
  }

  @Test func scalesHoldTheArmsShownAndNoOthers() throws {
    var study = SyntheticProbes.study()
    let gone = study.arms.indices.filter { [.baseline, .control].contains(study.arms[$0].key.representation.role) }
    study.headline.arms.removeAll { gone.contains($0) }
    let headline = HeadlineArms(study)
    let context = Set(headline.arms.map(\.name))
    #expect(context.count == 4 && !context.contains { $0.hasSuffix("rate 0.1") })
    let values = headline.arms.flatMap { [$0.metric("auroc")?.low, $0.metric("auroc")?.high].compactMap { $0 } }
    let axis = try #require(Axis(holding: values, limits: 0...1))
    #expect(axis.low >= 0.8)
    let page = try page(study)
    let table = try part(page, from: "of the leading arms</caption>", to: "</table>")
    #expect(table.firstRange(of: ">0.85</text>") != nil && table.firstRange(of: ">0.7</text>") == nil)
  }

  @Test func reasonsAddUp() throws {
    let page = try page(SyntheticProbes.study())
    let section = String(try part(page, from: "id=\"explanations\"", to: "id=\"cost\""))
    #expect(count("all other features", in: section) == 2, "not where the reasons shown are all")
    #expect(count("57.5%", in: section) == 2)
    #expect(count("<bdi>praise</bdi>", in: section) == 3, "features carry the names that they were given")
  }

  @Test func theTestPartStandsBesideTheFolds() throws {
    let page = try page(SyntheticProbes.study())
    let section = try part(page, from: "id=\"split\"", to: "id=\"explanations\"")
    for text in [
      "12 examples with other marks (dev) take no part", "3 of the test examples share a cluster", "Cross-validated",
      "<td class=\"right\">0.910</td>", "correction over all 9 pairs",
    ] { #expect(section.firstRange(of: text) != nil, "\(text)") }
    #expect(section.firstRange(of: "chosen by it") == nil)
  }

  @Test func weightsAreThoseOfTheLeadingCheckpointAndMeanSomething() throws {
    let sink = try render(SyntheticProbes.study())
    let page = sink.text("probes/reviews/index.html")
    let section = try part(page, from: "id=\"weights\"", to: "id=\"stability\"")
    #expect(section.firstRange(of: "random-dictionary") == nil)
    #expect(section.firstRange(of: "6</a> <bdi>praise</bdi>") != nil)
    // Those that nobody named by the words that set their examples apart.
    #expect(section.firstRange(of: "</a> <bdi class=\"made\">") != nil)
    #expect(section.firstRange(of: "has the largest weight for <em>promote</em>") != nil)
    let feature = try part(sink.text("features/reviews/l6-w24/6.html"), from: "id=\"probes\"", to: "</ul>")
    #expect(feature.firstRange(of: "random-dictionary") == nil && feature.firstRange(of: "rate 0.1") == nil)
    #expect(feature.firstRange(of: "binarized l6-w24 max &gt;0") != nil)
  }

  @Test func pagesSayHowFoldsWereMadeAndWhichSolverRan() throws {
    var study = SyntheticProbes.study()
    let page = try page(study)
    #expect(page.firstRange(of: "1,536.0") != nil)
    #expect(page.firstRange(of: "<strong>B</strong>: Sample space, shared Gram matrix") != nil)
    #expect(page.firstRange(of: "384 × 24 multiplications per token with <em>l6-w24</em>") != nil)
    #expect(page.firstRange(of: "<td class=\"right\">36,960</td>") != nil && page.firstRange(of: "1.50e−5</td>") != nil)
    #expect(page.firstRange(of: "1.50e−5 (1 stopped early)") != nil)
    study.design.clusterColumn = "person"
    let grouped = try self.page(study)
    #expect(grouped.firstRange(of: "Rows with the same value of <em>person</em> stay in one fold") != nil)
  }

  @Test func bestArmsSayWhichTheyAre() throws {
    var study = SyntheticProbes.study()
    let first = study.arms.count
    for (kind, choice) in [("best-features", "binarized l6-w24 max >0.5"), ("best-hidden", "hidden layer 6 max")] {
      var arm = ProbeArm(ArmKey(.sample(kind)), metrics: study.arms[1].metrics)
      let chosen = try #require(study.arms.firstIndex { $0.name == choice })
      arm.chosenFrom = [ArmChoice(arm: chosen, count: 9), ArmChoice(arm: 2, count: 6)]
      study.arms.append(arm)
    }
    study.headline = Headline(arms: study.arms.map(\.key), design: study.design)
    study.comparisons.append(
      ArmComparison(
        a: first, b: first + 1, metric: "auroc", meanA: 0.91, meanB: 0.88, difference: 0.03, low: 0.01,
        high: 0.05, t: 3, degreesOfFreedom: 4, p: 0.01, verdict: "better", adjustedP: 0.02, margin: 0.01,
        family: ComparisonFamily.headline))
    let page = try page(study)
    let best = try part(page, from: "Best arm of each kind", to: "</details>")
    #expect(best.firstRange(of: "(most often binarized l6-w24 max &gt;0.5, in 9 of 15 folds)") != nil)
    #expect(best.firstRange(of: "Better.") != nil && page.firstRange(of: "3 pairs answer the questions") != nil)
    let leading = try part(page, from: "id=\"arms\"", to: "</table>")
    #expect(leading.firstRange(of: "best hidden: most often hidden layer 6 max, in 9 of 15 folds") != nil)
  }

  @Test func nearDuplicatesAreCountedAndListed() throws {
    let design = try part(page(SyntheticProbes.study()), from: "id=\"design\"", to: "id=\"notes\"")
    #expect(
      design.firstRange(of: "3 of 238 examples have a near-duplicate in another fold (similarity 0.8 or more)") != nil)
    #expect(
      design.firstRange(
        of:
          "Of the 60 examples marked <em>test</em>, 0 have a near-duplicate among those marked <em>train</em>, and 5 have a similar"
      ) != nil)
    #expect(design.firstRange(of: "data/reviews/near-duplicates.csv") != nil)
  }

  @Test func identifiersAreUniqueOnEveryPage() {
    for (path, bytes) in RenderedSite.html.files where path.hasSuffix(".html") {
      let page = String(decoding: bytes, as: UTF8.self)
      let found = page.split(separator: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
      #expect(Set(found).count == found.count, "\(path)")
    }
  }
}
