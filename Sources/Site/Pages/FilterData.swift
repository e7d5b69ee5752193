import Files
import Findings

/// One file of rows for the lists of features: `atlasRows({…})`.
struct FilterData {
  private var out = ByteWriter(capacity: 1 << 18)
  private var isFirst = true
  private let words: Words

  /// - Parameter words: of the language that names are joined in.
  init(_ catalog: FeatureCatalog, _ words: Words) {
    self.words = words
    out.append("atlasRows({\"classes\":" as StaticString)
    out.list(catalog.table.classes) { $0.append(json: $1) }
    out.append(",\"attributes\":" as StaticString)
    out.list(catalog.groups) { $0.append(json: $1.study.attribute) }
    out.append(",\"groups\":" as StaticString)
    out.list(catalog.groups) { $0.list($1.table.groups) { $0.append(json: $1) } }
    out.append(",\"verdicts\":" as StaticString)
    out.list(Self.verdicts) { $0.append(json: $1) }
    out.append(",\"rows\":[" as StaticString)
  }

  /// The codes that rows name by their places.
  private static let verdicts = ["", "proxy", "differs", "depends", "composition", "equivalent", "insufficient"]

  /// `[number, active, density, mean, class, auroc, q, name, words, then verdict, group and effect of each attribute]`;
  /// classes, verdicts and groups by their places, −1 for none.
  mutating func append(_ feature: Int, _ catalog: FeatureCatalog) {
    let table = catalog.table
    out.append(isFirst ? "\n[" as StaticString : ",\n[")
    isFirst = false
    out.append(feature)
    separate(Double(table.activeExamples[feature]), 0)
    separate(table.density.at(feature), 5)
    separate(table.meanActive.at(feature), 4)
    let clearest = catalog.clearestClass(feature)
    separate(clearest.map(Double.init), 0)
    separate(clearest.flatMap { table.auroc.at($0)?.at(feature) }, 4)
    separate(clearest.map { table.labelQ($0, feature) }, 5)
    let title = catalog.title(of: feature, words)
    out.append(UInt8(ascii: ","))
    out.append(json: title.flatMap { $0.isGenerated ? nil : $0.text } ?? "")
    out.append(UInt8(ascii: ","))
    out.append(json: title.flatMap { $0.isGenerated ? $0.text : nil } ?? "")
    for entry in catalog.groups {
      let verdict = entry.table.shownVerdict(feature, margin: entry.study.margin)
      out.append(UInt8(ascii: ","))
      out.append(Self.verdicts.firstIndex(of: verdict) ?? 0)
      out.append(UInt8(ascii: ","))
      let hasGroup = Verdicts.hasDirection(verdict)
      out.append(hasGroup ? entry.table.maxGroup.at(feature) ?? -1 : -1)
      separate(entry.table.riskDifference.at(feature), 4)
    }
    out.append(UInt8(ascii: "]"))
  }

  consuming func bytes() -> [UInt8] {
    out.append("]});\n" as StaticString)
    return out.bytes
  }

  private mutating func separate(_ value: Double?, _ decimals: Int) {
    out.append(UInt8(ascii: ","))
    out.append(optional: value, decimals)
  }
}
