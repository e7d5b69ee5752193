import Charts
import Findings

/// The features of one checkpoint that follow the group, as pictures: the strongest families of near-copies with their
/// intervals, and all tested features by size and certainty.
struct FamilyCharts {
  private static let shown = 20
  private static let named = 6
  private static let points = 100

  private struct Family {
    let leader: Int
    let size: Int
    let verdict: String
  }

  let context: SiteContext
  let directory: FeatureDirectory
  let study: BiasStudy
  let table: GroupTable
  let links: Links
  /// Whether the forest has its numbers as a table below it.
  var hasNumbers = true
  /// Largest effect first.
  private let families: [Family]

  init(
    _ context: SiteContext, _ directory: FeatureDirectory, _ study: BiasStudy, _ table: GroupTable, _ links: Links
  ) {
    self.context = context
    self.directory = directory
    self.study = study
    self.table = table
    self.links = links
    var sizes: [Int: Int] = [:]
    for feature in 0..<table.featureCount where table.verdict(feature) == "proxy" {
      let leader = table.sensitivity.family.at(feature).map(Int.init) ?? feature
      sizes[leader < 0 ? feature : leader, default: 0] += 1
    }
    families = sizes.map { leader, size in
      Family(leader: leader, size: size, verdict: table.shownVerdict(leader, margin: study.margin))
    }.sorted {
      (FamilyCharts.size(table, $0.leader), $1.leader) > (FamilyCharts.size(table, $1.leader), $0.leader)
    }
  }

  private static func size(_ table: GroupTable, _ feature: Int) -> Double {
    let size = table.riskDifference.at(feature) ?? 0
    return size.isFinite ? size : 0
  }

  /// With two groups an effect has a direction: above zero more for the one that is not the reference.
  private var pair: (reference: String, other: String)? {
    guard table.groups.count == 2, let other = table.groups.first(where: { $0 != study.reference }),
      table.groups.contains(study.reference)
    else { return nil }
    return (study.reference, other)
  }

  private func estimate(_ feature: Int) -> Estimate {
    let (value, low, high) = (table.riskDifference.at(feature), table.riskLow.at(feature), table.riskHigh.at(feature))
    guard let pair, table.name(table.maxGroup.at(feature)) == pair.reference else {
      return Estimate(value ?? .nan, low: low, high: high)
    }
    return Estimate(-(value ?? .nan), low: high.map { -$0 }, high: low.map { -$0 })
  }

  private func name(_ feature: Int) -> String {
    directory.label(table.dataset, table.checkpoint, feature)
  }

  private func label(_ family: Family) -> String {
    guard pair == nil, Verdicts.hasDirection(family.verdict) else { return name(family.leader) }
    let groups =
      "\(table.name(table.maxGroup.at(family.leader))) > \(table.name(table.minGroup.at(family.leader)))"
    return context.words.numbers.named(name(family.leader), groups)
  }

  private var axis: String {
    pair.map { context.words.format(.familiesSides, $0.reference, $0.other) } ?? context.words[.familiesAxis]
  }

  private func figure(_ feature: Int) -> String {
    let estimate = estimate(feature)
    return context.words.numbers.text(estimate.value, low: estimate.low, high: estimate.high, .points)
  }

  private var source: (name: String, link: String) {
    links.source(DataFiles.bias(table.dataset, table.checkpoint, table.attribute))
  }

  var forest: Fragment {
    let words = context.words
    let shown = Array(families.prefix(Self.shown))
    let text = context.shareText(
      title: words.format(
        .familiesTitle, words.numbers.text(Double(shown.count), .count),
        words.numbers.text(Double(families.count), .count)),
      description: words.lists(shown.map { words.numbers.named(label($0), figure($0.leader)) }), axis: axis,
      isDifference: true)
    let chart = ForestChart(
      text,
      rows: shown.map {
        ForestChart.Row(
          label($0), estimate($0.leader), figure: figure($0.leader) + ($0.size > 1 ? " ×\($0.size)" : ""),
          isMarked: $0.verdict == "proxy")
      }, referenceName: words[.zeroDifference], margin: study.margin)
    let table = FigureTable(
      heads: [
        (words[.feature], .left), (words[.effect], .right), (words[.verdict], .left), (words[.q], .right),
        (words[.familySize], .right),
      ],
      rows: shown.map { family in
        let hasPage = directory.hasPage(self.table.dataset, self.table.checkpoint, family.leader)
        let page = SitePaths.feature(self.table.dataset, self.table.checkpoint, family.leader)
        return [
          FigureTable.Cell(text: label(family), link: hasPage ? links.page(page) : nil),
          FigureTable.Cell(text: figure(family.leader)), FigureTable.Cell(text: words.code("verdict", family.verdict)),
          FigureTable.Cell(text: words.numbers.text(self.table.q.at(family.leader), .probability)),
          FigureTable.Cell(text: words.numbers.text(Double(family.size), .count)),
        ]
      })
    return context.figure(chart, source: source, table: hasNumbers || context.format == .markdown ? table : nil)
  }

  var volcano: Fragment {
    let words = context.words
    let named = families.prefix(Self.named).map(\.leader)
    let rest = (0..<table.featureCount).filter { table.tested[$0] && !named.contains($0) }
    let points = (named + rest).map { feature in
      VolcanoChart.Point(
        effect: estimate(feature).value, q: table.q.at(feature) ?? .nan,
        isMarked: table.verdict(feature) == "proxy", name: named.contains(feature) ? name(feature) : "")
    }
    let marked = points.count { $0.isMarked }
    let title = words.format(
      .volcanoTitle, words.numbers.text(Double(marked), .count), words.numbers.text(Double(points.count), .count))
    let numbers = words.numbers
    let chart = VolcanoChart(
      context.shareText(title: title, description: title, axis: axis, isDifference: true), points: points,
      verticalName: words[.certainty], verticalTick: { numbers.text($0, .fixed($1)) },
      level: (
        study.falseDiscoveryRate, words.format(.certaintyLevel, numbers.text(study.falseDiscoveryRate, .wholePercent))
      ),
      margin: nil, names: (words[.volcanoMarked], words[.volcanoOthers]), most: Self.points)
    return context.figure(chart, source: source)
  }
}
