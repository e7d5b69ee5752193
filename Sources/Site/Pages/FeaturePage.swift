import Charts
import Claims
import Findings

/// What the page of one feature shows.
struct FeaturePage {
  let pages: FeaturePages
  let feature: Int
  /// Among the features that have a page.
  let position: Int
  let previous: Int?
  let next: Int?
  private let activity: [Claim]
  private let relation: [Claim]
  private let review: [Claim]
  /// [attribute]: the verdict, and what would settle it.
  fileprivate let groups: [[Claim]]

  private static let shownWeights = 4

  static let slots: Slots<FeaturePage> = [
    .text("feature") { String($0.feature) }, .text("name") { $0.table.names.at($0.feature) },
    .text("name_source") { $0.table.nameSources.at($0.feature) },
    .text("generated_name") { page in page.title.flatMap { $0.isGenerated ? $0.text : nil } },
    .block("chips") { $0.chips },
    .number("density", .percent) { $0.table.density.at($0.feature) },
    .text("clearest_class") { page in page.catalog.clearestClass(page.feature).map { page.table.classes[$0] } },
    .number("auroc", .fixed(3)) { $0.catalog.auroc($0.feature) },
    .text("previous") { $0.previous.map(String.init) }, .link("previous_link") { $0.previous.map(link) },
    .text("next") { $0.next.map(String.init) }, .link("next_link") { $0.next.map(link) },
    .inline("activity") { try $0.say($0.activity, before: $0.relation.first) },
    .inline("relation") { try $0.say($0.relation) },
    .flag("is_dense") { $0.table.kind(of: $0.feature) == .dense },
    .number("mean_active", .magnitude) { $0.table.meanActive.at($0.feature) },
    .number("maximum", .magnitude) { $0.table.maximum.at($0.feature) },
    .number("decoder_norm", .magnitude) { $0.table.decoderNorm.at($0.feature) },
    .number("cosine", .fixed(2)) { $0.table.encoderDecoderCosine.at($0.feature) },
    .number("f1", .fixed(3)) { $0.table.f1.at($0.feature) },
    .number("best_threshold", .magnitude) { $0.table.bestThreshold.at($0.feature) },
    .number("f1_cv", .fixed(3)) { $0.table.crossValidatedF1.at($0.feature) },
    .number("median", .magnitude) { $0.table.quantiles.at(2)?.at($0.feature) },
    .number("mutual_information", .fixed(3)) { $0.table.mutualInformation.at($0.feature) },
    .number("g2_q", .probability) { $0.table.g2Q.at($0.feature) },
    .number("phi", .signed(3)) { $0.table.phi.at($0.feature) },
    .block("histogram") { $0.histogram },
    .inline("scale") { page in page.content(256) { page.scale.legend(into: &$0) } },
    .number("strongest_value", .magnitude) { Double($0.scale.maximum) },
    .block("strongest") { page in
      let shown = page.pages.context.format == .html ? FeaturePages.inlineExamples : Int.max
      return page.content(8192) {
        page.pages.examples.write(
          page.feature, page.table.strongest, ranks: 0..<shown, root: page.pages.links.root, into: &$0)
      }
    },
    .rows("examples", ExampleRow.slots) { page in
      ExampleRow.of(
        page.feature, page.table.strongest, page.pages.examples, page.pages.context.style, root: page.pages.links.root)
    },
    .count("more") { $0.pages.moreExamples($0.feature) },
    .link("more_link") { $0.moreLink },
    // Where all active examples are on the page there is nothing to add.
    .block("spread") { page in
      page.table.activeExamples[page.feature] <= FeaturePages.inlineExamples
        ? .empty
        : page.content(4096) {
          page.pages.examples.write(
            page.feature, page.catalog.profiles.spread, page.scale, root: page.pages.links.root, into: &$0)
        }
    },
    .block("words") { page in page.content(512) { page.pages.distinctive.write(page.feature, into: &$0) } },
    .block("promoted") { page in
      let effects = page.catalog.profiles.effects
      return page.content(1024) {
        TokenEffectList(effects: effects).write(page.feature, effects.promoted, into: &$0)
      }
    },
    .block("suppressed") { page in
      let effects = page.catalog.profiles.effects
      return page.content(1024) {
        TokenEffectList(effects: effects).write(page.feature, effects.suppressed, into: &$0)
      }
    },
    .block("neighbours") { page in page.content(1024) { page.pages.neighbours.write(page.feature, into: &$0) } },
    .text("duplicate_of") { $0.original.map(String.init) },
    .link("duplicate_link") { page in page.original.flatMap { page.catalog.hasPage($0) ? link($0) : nil } },
    .rows("duplicates", duplicates) { page in
      Array((page.catalog.duplicates[page.feature] ?? []).filter { page.catalog.hasPage($0) }.prefix(20))
    },
    .inline("class_axis") { page in
      page.content(64) { RateBar.scale(page.classAxis, page.pages.context.words, into: &$0) }
    },
    .rows("classes", ClassRow.slots) { page in
      let axis = page.classAxis
      return page.table.classes.indices.map { ClassRow(page: page, index: $0, axis: axis) }
    },
    .block("class_table") { $0.classTable },
    .inline("reviewed") { try $0.say($0.review) },
    .rows("reviews", reviews) { page in
      (page.pages.context.findings.reviews?.reviews(of: page.catalog.checkpoint, page.feature) ?? []).map { (page, $0) }
    },
    .link("reviews_link") { $0.pages.links.file(DataFiles.reviews) },
    .rows("attributes", AttributeRow.slots) { page in
      page.groups.indices.map { AttributeRow(page: page, index: $0) }
    },
    // Of many arms those where it counts most.
    .rows("weights", WeightRow.slots) { page in
      (page.catalog.weights[Int32(page.feature)] ?? []).sorted { ($0.rank, $0.arm) < ($1.rank, $1.arm) }.prefix(
        FeaturePage.shownWeights
      ).map {
        WeightRow(page: page, weight: $0)
      }
    },
    .rows("elsewhere", OtherModalityRow.slots) { page in
      page.pages.counterparts.ofOtherModalities(page.feature, page.catalog.checkpoint, besides: page.pages.dataset).map
      {
        OtherModalityRow(pages: page.pages, feature: page.feature, side: $0)
      }
    },
    .part(FeatureColumns.slots) { FeatureColumns(table: $0.table, feature: $0.feature) },
    .rows("transfers", OtherDataset.slots) { page in
      page.catalog.transfers.map { OtherDataset(pages: page.pages, feature: page.feature, transfer: $0) }
    },
  ]

  private static let reviews: Slots<(page: FeaturePage, review: FeatureReview)> = [
    .count("rater") { $0.review.rater },
    .text("answer") { $0.page.pages.context.words.code("review", $0.review.answer.rawValue) },
    .text("meaning") { $0.review.meaning },
  ]

  private static let duplicates: Slots<Int> = [.text("feature") { String($0) }, .link("link") { link($0) }]

  init(pages: FeaturePages, feature: Int, position: Int, previous: Int?, next: Int?) {
    self.pages = pages
    self.feature = feature
    self.position = position
    self.previous = previous
    self.next = next
    let (claims, catalog) = (pages.claims, pages.catalog)
    activity = claims.activity(feature)
    relation = catalog.clearestClass(feature).flatMap { claims.label(feature, $0) }.map { [$0] } ?? []
    review = ReviewClaims.feature(
      pages.context.findings.reviews, catalog.checkpoint, feature,
      path: [pages.dataset, catalog.checkpoint, "\(feature)"])
    groups = catalog.groups.map { entry in
      [claims.group(feature, entry.study, entry.table), claims.needed(feature, entry.study, entry.table)]
        .compactMap { $0 }
    }
  }

  /// All that the page says.
  var claims: [Claim] { activity + relation + review + groups.flatMap { $0 } }

  var frame: PageFrame {
    let (catalog, words) = (pages.catalog, pages.context.words)
    let name = title.map { ": \($0.text)" } ?? ""
    return PageFrame(
      path: SitePaths.feature(pages.dataset, catalog.checkpoint, feature),
      title: "\(words[.feature]) \(feature)\(name) · \(catalog.checkpoint) · \(pages.dataset)", section: .features,
      previous: previous.map(Self.link), next: next.map(Self.link), script: "feature")
  }

  fileprivate var catalog: FeatureCatalog { pages.catalog }
  fileprivate var table: FeatureTable { pages.catalog.table }
  private var original: Int? { table.duplicated(by: feature) }

  /// From the page of another feature.
  private static func link(_ feature: Int) -> String { "\(feature).html" }

  /// - Parameter next: said right after them.
  fileprivate func say(_ claims: [Claim], before next: Claim? = nil) throws -> Fragment {
    try pages.context.sayTogether(claims, before: next, root: pages.links.root)
  }

  /// What stands on the page beside this one.
  fileprivate var moreLink: String {
    "\(pages.morePage(of: position)).html#\(FeatureMorePage.anchor(feature))"
  }

  private var title: FeatureTitle? { catalog.title(of: feature, pages.context.words) }
  private var scale: IntensityScale { table.strongest.scale(of: feature) }

  private var chips: Fragment {
    content(1024) { out in
      FeatureChips(words: pages.context.words).write(
        label: relation.first,
        groups: zip(catalog.groups, groups).map {
          ($0.study.attribute, $1.first { $0.kind == .featureGroup }?.verdict)
        },
        transfers: catalog.transfers.map { transfer in
          let other = OtherDataset(pages: pages, feature: feature, transfer: transfer)
          return (other.other, other.kind)
        },
        ranks: (catalog.weights[Int32(feature)] ?? []).map(\.rank), into: &out)
    }
  }

  private var histogram: Fragment {
    let bins = feature * FeatureTable.histogramBins..<(feature + 1) * FeatureTable.histogramBins
    guard bins.upperBound <= table.histogram.count, let low = table.histogramLow.at(feature),
      let high = table.histogramHigh.at(feature)
    else { return .empty }
    let words = pages.context.words
    let positive = catalog.dataset.positiveClass.flatMap { table.classes.firstIndex(of: $0) }
    func counts(_ index: Int?) -> ArraySlice<UInt32> {
      guard let counts = index.flatMap({ table.classHistograms.at($0) }), bins.upperBound <= counts.count else {
        return []
      }
      return counts[bins]
    }
    let chart = ActivationChart(
      counts: table.histogram[bins], negatives: counts(positive.map { 1 - $0 }), positives: counts(positive),
      positiveCount: positive.map { size(ofClass: $0) } ?? 0, low: Double(low), high: Double(high),
      quantiles: table.quantiles.map { $0.at(feature) ?? .nan }, best: table.bestThreshold.at(feature))
    return content(2048) {
      chart.draw(
        label: words[.histogram], curve: words.format(.thresholdCurve, catalog.dataset.positiveClass ?? ""), into: &$0)
    }
  }

  private func content(_ capacity: Int, _ write: (inout FragmentWriter) -> Void) -> Fragment {
    var out = FragmentWriter(pages.context.style, capacity: capacity)
    write(&out)
    return out.fragment
  }

  fileprivate func table(_ write: (inout TableWriter) -> Void) -> Fragment {
    var out = TableWriter(pages.context.style)
    write(&out)
    return out.fragment
  }

  /// How often it is active in each class, and how well its value ranks that class against the rest.
  private var classTable: Fragment {
    let (words, axis) = (pages.context.words, classAxis)
    guard !table.classes.isEmpty else { return .empty }
    var out = TableWriter(pages.context.style)
    out.begin(caption: words[.classes], isShort: true)
    out.head(words[.label], .left)
    out.head(words[.active], .right)
    out.head(words[.rate], .right)
    if pages.context.format == .html { out.head(.left) { RateBar.scale(axis, words, into: &$0) } }
    out.head(words[.auroc], .right)
    out.head(words[.q], .right)
    out.body([.left, .right, .right, .right, .right])
    for index in table.classes.indices {
      let share = share(ofClass: index)
      out.beginRow()
      out.cell(.left) { $0.text(table.classes[index]) }
      out.cell(.right) { writer in
        writer.count(Int(table.activeByClass.at(index)?.at(feature) ?? 0))
        writer.raw(" / ")
        writer.count(size(ofClass: index))
      }
      out.cell(.right) { $0.number(share, .percent) }
      if pages.context.format == .html { out.cell(.left) { RateBar.draw(share, axis, into: &$0) } }
      out.cell(.right) { $0.number(table.auroc.at(index)?.at(feature) ?? .nan, .fixed(3)) }
      out.cell(.right) { $0.number(table.labelQ(index, feature), .probability) }
      out.endRow()
    }
    out.end()
    return out.fragment
  }

  private var classAxis: Axis? {
    Axis(holding: [0] + table.classes.indices.map { share(ofClass: $0) }, limits: 0...1)
  }

  fileprivate func size(ofClass index: Int) -> Int {
    let name = table.classes[index]
    return catalog.dataset.classes.first { $0.name == name }?.count ?? 0
  }

  fileprivate func share(ofClass index: Int) -> Double {
    let size = size(ofClass: index)
    guard size > 0, let active = table.activeByClass.at(index)?.at(feature) else { return .nan }
    return Double(active) / Double(size)
  }
}

/// How often the feature is active in a class, and how well it ranks it.
private struct ClassRow {
  let page: FeaturePage
  let index: Int
  let axis: Axis?

  static let slots: Slots<ClassRow> = [
    .text("class") { $0.page.table.classes[$0.index] }, .count("n") { $0.page.size(ofClass: $0.index) },
    .count("active") { Int($0.page.table.activeByClass.at($0.index)?.at($0.page.feature) ?? 0) },
    .number("share", .percent) { $0.page.share(ofClass: $0.index) },
    .number("auroc", .fixed(3)) { $0.page.table.auroc.at($0.index)?.at($0.page.feature) },
    .number("q", .probability) { $0.page.table.labelQ($0.index, $0.page.feature) },
    .part(FeatureColumnsOfClass.slots) {
      FeatureColumnsOfClass(table: $0.page.table, feature: $0.page.feature, index: $0.index)
    },
    .inline("strip") { row in
      var out = FragmentWriter(row.page.pages.context.style)
      RateBar.draw(row.page.share(ofClass: row.index), row.axis, into: &out)
      return out.fragment
    },
  ]
}

/// The feature in the groups of one attribute.
private struct AttributeRow {
  let page: FeaturePage
  let index: Int

  static let slots: Slots<AttributeRow> = [
    .text("attribute") { $0.study.attribute }, .link("anchor") { "g\($0.index + 1)" },
    .link("bias_link") { $0.page.pages.links.page(SitePaths.bias($0.page.pages.dataset, $0.study.attribute)) },
    .link("cells_link") { row in
      row.page.pages.links.file(
        DataFiles.biasGroups(row.page.pages.dataset, row.page.catalog.checkpoint, row.study.attribute))
    },
    .inline("verdict") { try $0.page.say($0.page.groups[$0.index]) },
    .flag("is_found") { [.beyondMargin, .differs, .depends].contains($0.verdict) },
    .flag("is_composition") { $0.verdict == .composition }, .flag("is_equivalent") { $0.verdict == .equivalent },
    .flag("is_insufficient") { $0.verdict == .insufficient },
    .number("proxy", .points) { $0.groups.table.proxy.at($0.page.feature) },
    .number("composition", .points) { $0.groups.table.composition.at($0.page.feature) },
    .link("rates_link") { row in
      row.page.pages.showsRates(row.page.feature, row.index) ? nil : row.page.moreLink
    },
    .block("rates") { row in
      guard row.page.pages.showsRates(row.page.feature, row.index) else { return .empty }
      let caption = "\(row.page.pages.context.words[.rate]) · \(row.study.attribute)"
      return row.page.table { row.page.pages.rates[row.index].write(row.page.feature, caption: caption, into: &$0) }
    },
  ]

  private var groups: FeatureCatalog.AttributeGroups { page.catalog.groups[index] }
  private var study: BiasStudy { groups.study }
  private var verdict: Verdict? { page.groups[index].first { $0.kind == .featureGroup }?.verdict }
}

/// The feature in one probe.
private struct WeightRow {
  let page: FeaturePage
  let weight: FeatureCatalog.ProbeWeight

  static let slots: Slots<WeightRow> = [
    .text("arm") { $0.weight.arm }, .text("class") { $0.weight.className },
    .number("weight", .signed(3)) { $0.weight.weight }, .count("rank") { $0.weight.rank },
    .link("probes_link") { $0.page.pages.links.page(SitePaths.probes($0.page.pages.dataset)) },
  ]
}
