import Claims
import Files
import Findings
import Parallel

/// One page for each feature that fires: the pages that there are thousands of.
struct FeaturePages {
  /// Features rendered by one thread at a time; fixed, so that nothing depends on the number of threads.
  private static let chunk = 64

  static let schema: PageSchema = [
    "feature": .text, "name": .text, "name_source": .text, "dataset": .text, "checkpoint": .text, "layer": .text,
    "pooling": .text,
    "index_link": .link, "dataset_link": .link, "data_link": .link, "examples_link": .link,
    "previous": .text, "previous_link": .link, "next": .text, "next_link": .link,
    "activity": .inline, "example_count": .text, "has_tokens": .flag, "has_pieces": .flag, "mean_active": .text,
    "maximum": .text, "decoder_norm": .text, "cosine": .text, "is_dense": .flag, "relation": .inline,
    "f1": .text, "f1_cv": .text, "median": .text, "mutual_information": .text, "g2_q": .text, "best_threshold": .text,
    "phi": .text, "positive_class": .text,
    "histogram": .block, "strongest": .block, "spread": .block, "words": .block, "neighbours": .block,
    "spread_link": .link, "words_link": .link, "neighbours_link": .link, "notes": .rows(.note),
    "duplicate_of": .text, "duplicate_link": .link, "duplicates": .rows(["feature": .text, "link": .link]),
    "classes": .rows([
      "class": .text, "n": .text, "active": .text, "share": .text, "auroc": .text, "q": .text, "strip": .inline,
    ]),
    "class_axis": .inline,
    "attributes": .rows([
      "attribute": .text, "bias_link": .link, "cells_link": .link, "verdict": .inline, "is_found": .flag,
      "is_composition": .flag, "is_equivalent": .flag, "is_insufficient": .flag, "proxy": .text, "composition": .text,
      "rates": .block,
    ]),
    "weights": .rows(["arm": .text, "class": .text, "weight": .text, "rank": .text, "probes_link": .link]),
    "transfers": .rows([
      "train": .text, "test": .text, "auroc_train": .text, "q_train": .text, "auroc_test": .text, "q_test": .text,
      "is_shared": .flag, "data_link": .link,
    ]),
  ]

  let context: SiteContext
  let catalog: FeatureCatalog
  let template: Template
  let examples: StrongestExamplesList
  private let rates: [GroupRates]
  private let neighbours: NeighbourTables
  private let distinctive: WordTable
  private let claims: FeatureClaims

  init(_ context: SiteContext, _ catalog: FeatureCatalog, _ template: Template, _ examples: EscapedExamples) {
    self.context = context
    self.catalog = catalog
    self.template = template
    self.examples = StrongestExamplesList(
      examples: examples, words: context.words, limit: context.findings.site.examplesPerFeature)
    neighbours = NeighbourTables(catalog: catalog, words: context.words)
    claims = FeatureClaims(catalog.table, dataset: catalog.dataset)
    distinctive = WordTable(lists: catalog.profiles.words, words: context.words)
    rates = catalog.groups.map { GroupRates(table: $0.table, words: context.words) }
  }

  func render() throws {
    let paged = catalog.paged
    let first = SitePaths.feature(catalog.dataset.id, catalog.checkpoint, 0)
    let frame = context.layout.shared(path: first, section: .features)
    let fixed = try self.fixed(Links(from: first))
    let parts = try parallelMap((paged.count + Self.chunk - 1) / Self.chunk, threads: context.threads) { chunk in
      var writer = PageWriter(context)
      var file = ClaimFile(speakers: context.speakers)
      let template = self.template.replica()
      for position in chunk * Self.chunk..<min(paged.count, (chunk + 1) * Self.chunk) {
        let feature = Int(paged[position])
        let path = SitePaths.feature(catalog.dataset.id, catalog.checkpoint, feature)
        let previous = position > 0 ? "\(paged[position - 1])" : ""
        let next = position + 1 < paged.count ? "\(paged[position + 1])" : ""
        var scope = fixed
        let said = self.claims(of: feature)
        for claim in said.all { try file.append(claim) }
        try fill(&scope, feature, said, Links(from: path))
        scope["previous"] = .text(previous)
        scope["previous_link"] = .link(previous + ".html")
        scope["next"] = .text(next)
        scope["next_link"] = .link(next + ".html")
        let name = catalog.table.names.at(feature).map { $0.isEmpty ? "" : ": \($0)" } ?? ""
        let title = "\(context.words[.feature]) \(feature)\(name) · \(catalog.checkpoint) · \(catalog.dataset.id)"
        try writer.publish(
          template, scope,
          PageFrame(
            path: path, title: title, section: .features, previous: previous.isEmpty ? nil : previous + ".html",
            next: next.isEmpty ? nil : next + ".html"),
          frame)
        context.progress?.advance()
      }
      return file.lines
    }
    try context.sink.write(
      DataFiles.featureClaims(catalog.dataset.id, catalog.checkpoint), ClaimFile.whole(parts))
  }

  /// All that a feature's page says.
  private struct Said {
    var activity: [Claim]
    var relation: [Claim]
    /// [attribute]: the verdict, and what would settle it.
    var groups: [[Claim]]

    var all: [Claim] { activity + relation + groups.flatMap { $0 } }
  }

  private func claims(of feature: Int) -> Said {
    Said(
      activity: claims.activity(feature),
      relation: catalog.clearestClass(feature).flatMap { claims.label(feature, $0) }.map { [$0] } ?? [],
      groups: catalog.groups.map { entry in
        [claims.group(feature, entry.study, entry.table), claims.needed(feature, entry.study, entry.table)]
          .compactMap { $0 }
      })
  }

  /// What all features of the checkpoint share.
  private func fixed(_ links: Links) throws -> TemplateScope {
    let (dataset, checkpoint) = (catalog.dataset.id, catalog.checkpoint)
    return [
      "dataset": .text(dataset), "checkpoint": .text(checkpoint),
      "layer": .text(context.checkpoint(checkpoint)?.layer.map { "\($0)" } ?? ""),
      "pooling": .text(catalog.table.pooling), "index_link": .link("index.html"),
      "dataset_link": .link(links.page(SitePaths.inputs)),
      "data_link": .link(links.file(DataFiles.features(dataset, checkpoint))),
      "examples_link": .link(links.file(DataFiles.examples(dataset, checkpoint))),
      "spread_link": .link(links.file(DataFiles.spread(dataset, checkpoint))),
      "words_link": .link(links.file(DataFiles.words(dataset, checkpoint))),
      "neighbours_link": .link(links.file(DataFiles.neighbours(dataset, checkpoint))),
      "notes": try context.rows(catalog.profiles.notes),
      "example_count": .count(catalog.table.exampleCount),
      "positive_class": .text(catalog.dataset.positiveClass ?? ""), "has_tokens": .flag(claims.hasTokens),
      "has_pieces": .flag(examples.hasPieces),
    ]
  }

  private func fill(_ scope: inout TemplateScope, _ feature: Int, _ said: Said, _ links: Links) throws {
    scope["feature"] = .text(String(feature))
    scope["name"] = .text(catalog.table.names.at(feature) ?? "")
    scope["name_source"] = .text(catalog.table.nameSources.at(feature) ?? "")
    scope["activity"] = try context.say(said.activity, root: links.root)
    scope["relation"] = try context.say(said.relation, root: links.root)
    scope["is_dense"] = .flag(catalog.table.kind(of: feature) == .dense)
    scope["mean_active"] = .number(catalog.table.meanActive.at(feature), .magnitude)
    scope["maximum"] = .number(catalog.table.maximum.at(feature), .magnitude)
    scope["decoder_norm"] = .number(catalog.table.decoderNorm.at(feature), .magnitude)
    scope["cosine"] = .number(catalog.table.encoderDecoderCosine.at(feature), .fixed(2))
    scope["f1"] = .number(catalog.table.f1.at(feature), .fixed(3))
    scope["best_threshold"] = .number(catalog.table.bestThreshold.at(feature), .magnitude)
    scope["f1_cv"] = .number(catalog.table.crossValidatedF1.at(feature), .fixed(3))
    scope["median"] = .number(catalog.table.quantiles.at(2)?.at(feature), .magnitude)
    scope["mutual_information"] = .number(catalog.table.mutualInformation.at(feature), .fixed(3))
    scope["g2_q"] = .number(catalog.table.g2Q.at(feature), .probability)
    scope["phi"] = .number(catalog.table.phi.at(feature), .signed(3))
    scope["histogram"] = .fragment(histogram(feature))
    scope["strongest"] = .fragment(
      content(16_384) { examples.write(feature, catalog.table.strongest, root: links.root, into: &$0) })
    scope["spread"] = .fragment(
      content(4096) { examples.write(feature, catalog.profiles.spread, root: links.root, into: &$0) })
    scope["words"] = .fragment(table { distinctive.write(feature, into: &$0) })
    scope["neighbours"] = .fragment(table { neighbours.write(feature, into: &$0) })
    let original = catalog.table.duplicated(by: feature)
    scope["duplicate_of"] = .text(original.map { "\($0)" } ?? "")
    scope["duplicate_link"] = .link(original.flatMap { catalog.hasPage($0) ? "\($0).html" : nil } ?? "")
    scope["duplicates"] = .rows(
      (catalog.duplicates[feature] ?? []).filter { catalog.hasPage($0) }.prefix(20).map {
        ["feature": .text("\($0)"), "link": .link("\($0).html")]
      })
    fillClasses(&scope, feature)
    scope["attributes"] = .rows(
      try catalog.groups.indices.map { try attribute($0, feature, said.groups[$0], links) })
    scope["weights"] = .rows(weights(feature, links))
    scope["transfers"] = .rows(catalog.transfers.map { transfer($0, feature, links) })
  }

  private func histogram(_ feature: Int) -> Fragment {
    let bins = feature * FeatureTable.histogramBins..<(feature + 1) * FeatureTable.histogramBins
    guard bins.upperBound <= catalog.table.histogram.count, let low = catalog.table.histogramLow.at(feature),
      let high = catalog.table.histogramHigh.at(feature)
    else { return .empty }
    return content(2048) {
      HistogramChart.draw(
        catalog.table.histogram[bins], low: Double(low), high: Double(high), label: context.words[.histogram], into: &$0
      )
    }
  }

  private func content(_ capacity: Int, _ write: (inout FragmentWriter) -> Void) -> Fragment {
    var out = FragmentWriter(context.format, capacity: capacity)
    write(&out)
    return out.fragment
  }

  private func table(_ write: (inout TableWriter) -> Void) -> Fragment {
    var out = TableWriter(context.format)
    write(&out)
    return out.fragment
  }

  private func fillClasses(_ scope: inout TemplateScope, _ feature: Int) {
    let shares = catalog.table.classes.indices.map { share(feature, $0) }
    let axis = Axis(holding: [0] + shares, limits: 0...1)
    scope["class_axis"] = context.axisHead(axis, inPercent: true)
    scope["classes"] = .rows(
      catalog.table.classes.indices.map { index in
        [
          "class": .text(catalog.table.classes[index]), "n": .count(classSize(index)),
          "active": .count(Int(catalog.table.activeByClass.at(index)?.at(feature) ?? 0)),
          "share": .number(shares[index], .percent),
          "auroc": .number(catalog.table.auroc.at(index)?.at(feature), .fixed(3)),
          "q": .number(catalog.table.q.at(index)?.at(feature), .probability),
          "strip": context.strip(shares[index], 0, shares[index], axis),
        ]
      })
  }

  private func classSize(_ index: Int) -> Int {
    let name = catalog.table.classes[index]
    return catalog.dataset.classes.first { $0.name == name }?.count ?? 0
  }

  private func share(_ feature: Int, _ index: Int) -> Double {
    let size = classSize(index)
    guard size > 0, let active = catalog.table.activeByClass.at(index)?.at(feature) else { return .nan }
    return Double(active) / Double(size)
  }

  private func attribute(_ index: Int, _ feature: Int, _ said: [Claim], _ links: Links) throws -> TemplateScope {
    let (study, groups) = (catalog.groups[index].study, catalog.groups[index].table)
    let dataset = catalog.dataset.id
    let shown = table { out in
      rates[index].write(feature, caption: "\(context.words[.rate]) · \(study.attribute)", into: &out)
    }
    let verdict = said.first { $0.kind == .featureGroup }?.verdict
    return [
      "attribute": .text(study.attribute), "bias_link": .link(links.page(SitePaths.bias(dataset, study.attribute))),
      "cells_link": .link(links.file(DataFiles.biasGroups(dataset, catalog.checkpoint, study.attribute))),
      "verdict": try context.say(said, root: links.root),
      "is_found": .flag([.beyondMargin, .differs, .depends].contains(verdict)),
      "is_composition": .flag(verdict == .composition), "is_equivalent": .flag(verdict == .equivalent),
      "is_insufficient": .flag(verdict == .insufficient),
      "proxy": .number(groups.proxy.at(feature), .points),
      "composition": .number(groups.composition.at(feature), .points),
      "rates": .fragment(shown),
    ]
  }

  private func weights(_ feature: Int, _ links: Links) -> [TemplateScope] {
    let link = links.page(SitePaths.probes(catalog.dataset.id))
    return (catalog.weights[Int32(feature)] ?? []).map { weight in
      [
        "arm": .text(weight.arm), "class": .text(weight.className), "weight": .number(weight.weight, .signed(3)),
        "rank": .count(weight.rank), "probes_link": .link(link),
      ]
    }
  }

  private func transfer(_ table: TransferTable, _ feature: Int, _ links: Links) -> TemplateScope {
    [
      "train": .text(table.train), "test": .text(table.test),
      "auroc_train": .number(table.aurocTrain.at(feature), .fixed(3)),
      "q_train": .number(table.qTrain.at(feature), .probability),
      "auroc_test": .number(table.aurocTest.at(feature), .fixed(3)),
      "q_test": .number(table.qTest.at(feature), .probability),
      "is_shared": .flag(table.shared.at(feature) ?? false),
      "data_link": .link(links.file(DataFiles.transferFeatures(table.train, table.test, table.checkpoint))),
    ]
  }
}
