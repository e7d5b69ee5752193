import Findings
import Foundation
import TestSupport
import Testing

@testable import Site

/// The page of one feature: how large it is, what it shows at once and what on a page beside it.
@Suite struct FeaturePageTests {
  private static let atlas = SyntheticFindings.atlas(hostile: false)

  /// Twenty examples a feature, of which a page shows half.
  private static let site: MemorySink = {
    var findings = atlas
    findings.site.examplesPerFeature = 20
    let sink = MemorySink()
    do {
      try RenderedSite.render(
        findings, tables: SyntheticTables(width: SyntheticFindings.widths, isHostile: false), into: sink)
    } catch { sink.failure(error) }
    return sink
  }()

  private func pages(_ site: MemorySink) -> [(path: String, text: String)] {
    site.files.filter { $0.key.firstMatch(of: /^features\/.*\/[0-9]+\.html$/) != nil }.map {
      ($0.key, String(decoding: $0.value, as: UTF8.self))
    }
  }

  /// Two attributes, one of them with three groups, two labels, two other datasets: what a page of the demo has, and more.
  @Test func aPageIsSmall() {
    let pages = pages(Self.site)
    #expect(pages.count > 200, "\(Self.site.text("FAILED"))")
    let mean = pages.reduce(0) { $0 + $1.text.utf8.count } / max(1, pages.count)
    #expect(mean <= 13_000, "\(mean) bytes on average")
  }

  @Test func tenExamplesStandOnThePageAndTheOthersBesideIt() throws {
    #expect(LinkChecker(Self.site.files).problems() == [])
    let table = try SyntheticTables(width: SyntheticFindings.widths, isHostile: false).features("reviews", "l6-w90")
    var withMore = 0
    for (path, page) in pages(Self.site) where path.hasPrefix("features/reviews/l6-w90/") {
      let feature = try #require(Int(path.split(separator: "/").last?.dropLast(5) ?? ""))
      let count = table.strongest.offsets[feature + 1] - table.strongest.offsets[feature]
      let list = try #require(page.split(separator: "<ol class=\"examples\">").dropFirst().first)
      let shown = list[..<(list.firstRange(of: "</ol>")?.lowerBound ?? list.endIndex)]
      #expect(shown.split(separator: "<li>").count - 1 == min(count, 10))
      let link = page.firstMatch(of: /href="(more-[0-9]+)\.html#f([0-9]+)">([0-9]+) more examples/)
      guard count > 10 else {
        #expect(link == nil)
        continue
      }
      withMore += 1
      let found = try #require(link)
      #expect(found.3 == "\(count - 10)" && found.2 == "\(feature)")
      // The same list on the page that needs no script and in the script.
      let folder = "features/reviews/l6-w90/"
      let plain = Self.site.text("\(folder)\(found.1).html")
      let part = try #require(plain.split(separator: "id=\"f\(feature)\"").dropFirst().first)
      let start = try #require(part.firstRange(of: "<ol"))
      let end = try #require(part[start.lowerBound...].firstRange(of: "</ol>"))
      let html = String(part[start.lowerBound..<end.upperBound])
      #expect(html.hasPrefix("<ol class=\"examples\" start=\"11\">"))
      #expect(html.split(separator: "<li>").count - 1 == count - 10)
      let script = Self.site.text("\(folder)\(found.1).js")
      #expect(script.hasPrefix("atlasMore({") && script.hasSuffix("});\n") && !script.contains("<"))
      let json = Data(script.dropFirst("atlasMore(".count).dropLast(3).utf8)
      let lists = try JSONDecoder().decode([String: String].self, from: json)
      #expect(lists["\(feature)"] == html + "\n")
    }
    #expect(withMore > 5)
  }

  @Test func everyMarkHasItsValueAndItsStep() throws {
    let table = try SyntheticTables(width: SyntheticFindings.widths, isHostile: false).features("reviews", "l6-w24")
    let page = Self.site.text("features/reviews/l6-w24/6.html")
    let list = try #require(page.split(separator: "<ol class=\"examples\">").dropFirst().first)
    let items = list[..<(list.firstRange(of: "</ol>")?.lowerBound ?? list.endIndex)].split(separator: "<li>")
      .dropFirst()
    let scale = table.strongest.scale(of: 6)
    #expect(items.count > 3 && scale.maximum > 0)
    for item in items {
      let values = try #require(item.firstMatch(of: /data-v="([^"]*)"/)).1.split(separator: " ").compactMap {
        Float($0)
      }
      let marks = item.matches(of: /<(i|mark) class="([a-f])">/)
      #expect(marks.count == values.count && marks.count(where: { $0.1 == "mark" }) == 1)
      for (mark, value) in zip(marks, values) {
        let step = Int(try #require(mark.2.utf8.first)) - 97
        // Values are written with three digits.
        #expect((scale.step(value * 0.99)...scale.step(value * 1.01)).contains(step))
      }
    }
    #expect(page.contains("<i class=\"a\">17%</i><i class=\"b\">33%</i>") && page.contains("<i class=\"f\">100%</i>"))
  }

  @Test func theScaleHasSixStepsUpToTheMaximum() {
    let scale = IntensityScale(maximum: 3)
    #expect([0.001, 0.5, 0.51, 1.5, 2.5, 2.51, 3, 4].map { scale.step($0) } == [0, 0, 1, 2, 4, 5, 5, 5])
    #expect(IntensityScale(maximum: 0).step(1) == 0)
  }

  @Test func aNameIsGivenOrMadeOfDistinctiveWords() throws {
    let tables = SyntheticTables(width: SyntheticFindings.widths, isHostile: false)
    let words = try tables.profiles("reviews", "l6-w90").words
    var generated = 0
    for (path, page) in pages(Self.site) where path.hasPrefix("features/reviews/l6-w90/") {
      let feature = try #require(Int(path.split(separator: "/").last?.dropLast(5) ?? ""))
      let heading = try #require(page.firstMatch(of: /<h1>(.*?)<\/h1>/)).1
      if feature % 6 == 0 {
        #expect(heading == "praise" && page.contains("Feature \(feature), named by the makers."))
      } else if words.range(of: feature).isEmpty {
        #expect(heading == "Feature \(feature)")
      } else {
        let top = words.range(of: feature).prefix(3).map { words.vocabulary[Int(words.words[$0])] }
        #expect(heading == top.joined(separator: ", "))
        #expect(page.contains("Feature \(feature): a name generated from its distinctive words."))
        generated += 1
      }
    }
    #expect(generated > 5)
  }

  /// F1 at the lower bound of every bin, by its definition.
  @Test func theCurveIsF1AtEveryThreshold() {
    var noise = Noise(9)
    let positives = (0..<24).map { _ in UInt32(noise.integer(9)) }
    let negatives = (0..<24).map { _ in UInt32(noise.integer(9)) }
    let all = Int(positives.reduce(0, +)) + 7
    let chart = ActivationChart(
      counts: zip(positives, negatives).map { $0 + $1 }[...], negatives: negatives[...], positives: positives[...],
      positiveCount: all, low: 0.1, high: 5, quantiles: [], best: nil)
    for (bin, f1) in chart.f1.enumerated() {
      let right = Double(positives[bin...].reduce(0, +))
      let wrong = Double(negatives[bin...].reduce(0, +))
      let (precision, recall) = (right / (right + wrong), right / Double(all))
      let expected = right == 0 ? 0 : 2 * precision * recall / (precision + recall)
      #expect(abs(f1 - expected) < 1e-12)
    }
  }

  @Test func ticksAreRoundValuesWithinTheScale() {
    #expect(ActivationChart.ticks(0.253, 3.15) == [0.5, 1, 2])
    #expect(ActivationChart.ticks(0.9, 1.1) == [0.9, 1.1])
    #expect(ActivationChart.ticks(1, 1) == [1])
    #expect(ActivationChart.ticks(0.011, 95) == [0.1, 1, 10] || ActivationChart.ticks(0.011, 95).count <= 6)
    for (low, high) in [(1e-6, 1e6), (0.02, 0.9), (3, 5000)] {
      let ticks = ActivationChart.ticks(low, high)
      #expect(ticks.count <= 6 && ticks.count >= 2 && ticks == ticks.sorted())
      #expect(ticks.allSatisfy { $0 >= low && $0 <= high })
    }
  }

  @Test func theChipsSayTheVerdictsOfThePage() throws {
    let page = Self.site.text("features/reviews/l6-w24/6.html")
    let chips = try #require(page.split(separator: "<ul class=\"chips\">").dropFirst().first)
    let list = chips[..<(chips.firstRange(of: "</ul>")?.lowerBound ?? chips.endIndex)]
    #expect(list.contains("href=\"#g1\"") && list.contains("href=\"#g2\"") && list.contains("gender: "))
    #expect(list.contains("href=\"#transfer\"") && list.contains("messages: "))
    #expect(list.contains("href=\"#label\""))
  }
}
