import Files
import Findings
import Parallel

/// What the page that compares two features knows of them: files of features with neighbouring numbers, each a call of
/// `site/compare.js`. They hold what the pages and tables of these features show, and only features with a page.
struct CompareData {
  /// Numbers of features in one file.
  static let numbersPerFile = 256

  let context: SiteContext
  let catalog: FeatureCatalog
  let list: ExampleList

  func write() throws {
    let folder = SitePaths.featureFolder(catalog.dataset.id, catalog.checkpoint)
    let parts = Dictionary(grouping: catalog.paged) { Int($0) / Self.numbersPerFile }.sorted { $0.key < $1.key }
    try parallelFor(parts.count, threads: context.threads) { place in
      let part = parts[place]
      try context.sink.write("\(folder)compare-\(part.key).js", file(part.key, part.value, folder))
    }
  }

  private func file(_ index: Int, _ features: [Int32], _ folder: String) -> [UInt8] {
    let table = catalog.table
    var out = ByteWriter(capacity: 1 << 17)
    out.append("atlasCompare(" as StaticString)
    out.append(json: Links.encoded(folder))
    out.append(",\(index),{\"examples\":\(table.exampleCount),\"pooling\":")
    out.append(json: table.pooling)
    out.append(",\"classes\":" as StaticString)
    out.list(table.classes) { $0.append(json: $1) }
    out.append(",\"attributes\":" as StaticString)
    out.list(catalog.groups) { $0.append(json: $1.study.attribute) }
    out.append(",\"groups\":" as StaticString)
    out.list(catalog.groups) { $0.list($1.table.groups) { $0.append(json: $1) } }
    out.append(",\"levels\":" as StaticString)
    out.list(FeatureTable.quantileLevels) { $0.append(Int(($1 * 100).rounded())) }
    out.append(",\"features\":{" as StaticString)
    for (place, feature) in features.enumerated() {
      out.append(place > 0 ? ",\n\"\(feature)\":" : "\n\"\(feature)\":")
      append(Int(feature), &out)
    }
    out.append("\n}});\n" as StaticString)
    return out.bytes
  }

  /// `[name, who gave it, active, density, mean, maximum, quantiles, [AUROC, q] of each class, [verdict, place of the
  /// group or −1, effect] of each attribute, words, [feature, φ, both active] of neighbours, [feature, cosine, both active], [example,
  /// value] or, of those on its page, [example, value, before, token, after]]`.
  private func append(_ feature: Int, _ out: inout ByteWriter) {
    let (table, profiles) = (catalog.table, catalog.profiles)
    out.append("[" as StaticString)
    out.append(json: table.names.at(feature) ?? "")
    out.append("," as StaticString)
    out.append(json: table.nameSources.at(feature) ?? "")
    out.append(",\(table.activeExamples[feature]),")
    out.append(optional: table.density.at(feature), 5)
    out.append("," as StaticString)
    out.append(optional: table.meanActive.at(feature), 4)
    out.append("," as StaticString)
    out.append(optional: table.maximum.at(feature), 4)
    out.append("," as StaticString)
    out.list(table.quantiles) { $0.append(optional: $1.at(feature), 4) }
    out.append("," as StaticString)
    out.list(Array(table.classes.indices)) { out, index in
      out.append("[" as StaticString)
      out.append(optional: table.auroc.at(index)?.at(feature), 4)
      out.append("," as StaticString)
      out.append(optional: table.labelQ(index, feature), 5)
      out.append("]" as StaticString)
    }
    out.append("," as StaticString)
    out.list(catalog.groups) { out, entry in
      let verdict = entry.table.shownVerdict(feature, margin: entry.study.margin)
      out.append("[" as StaticString)
      out.append(json: verdict)
      out.append("," as StaticString)
      // By its place: no line names a group beside an example.
      out.append(Verdicts.hasDirection(verdict) ? entry.table.maxGroup.at(feature) ?? -1 : -1)
      out.append("," as StaticString)
      out.append(optional: entry.table.riskDifference.at(feature), 4)
      out.append("]" as StaticString)
    }
    out.append("," as StaticString)
    out.list(Array(profiles.words.range(of: feature))) {
      $0.append(json: profiles.words.vocabulary.at(Int(profiles.words.words[$1])) ?? "")
    }
    for lists in [profiles.coFiring, profiles.decoder] {
      out.append("," as StaticString)
      out.list(Array(lists.range(of: feature))) { out, entry in
        out.append("[\(lists.features[entry]),")
        out.append(optional: lists.values[entry], 3)
        out.append(",\(lists.common[entry])]")
      }
    }
    out.append("," as StaticString)
    examples(feature, &out)
    out.append("]" as StaticString)
  }

  /// As many of the strongest as its pages show; a few words of those that stand on its own page.
  private func examples(_ feature: Int, _ out: inout ByteWriter) {
    let strongest = catalog.table.strongest
    guard feature + 1 < strongest.offsets.count else { return out.append("[]" as StaticString) }
    let start = strongest.offsets[feature]
    let end = min(strongest.offsets[feature + 1], start + context.findings.site.examplesPerFeature)
    out.list(Array(start..<end)) { out, entry in
      out.append("[" as StaticString)
      out.append(json: list.ids.at(Int(strongest.examples[entry])) ?? "")
      out.append("," as StaticString)
      out.append(optional: Double(strongest.activations[entry]), 3)
      if entry < start + FeaturePages.inlineExamples,
        let excerpt = ExampleExcerpt(
          list, example: Int(strongest.examples[entry]), token: Int(strongest.tokens[entry]))
      {
        for text in [excerpt.before, excerpt.peak, excerpt.after] {
          out.append("," as StaticString)
          out.append(json: text)
        }
      }
      out.append("]" as StaticString)
    }
  }
}

extension ByteWriter {
  /// `null` where it is not defined.
  mutating func append(optional value: Double?, _ decimals: Int) {
    if let value, value.isFinite {
      append(value, decimals: decimals)
    } else {
      append("null" as StaticString)
    }
  }

  /// `[a,b,…]`.
  mutating func list<T>(_ items: [T], _ write: (inout ByteWriter, T) -> Void) {
    append("[" as StaticString)
    for (index, item) in items.enumerated() {
      if index > 0 { append("," as StaticString) }
      write(&self, item)
    }
    append("]" as StaticString)
  }
}
