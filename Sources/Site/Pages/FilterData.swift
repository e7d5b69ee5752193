import Files
import Findings

/// One file of rows for the filter of a list of features: `atlasRows({…})`.
struct FilterData {
  private var out = ByteWriter(capacity: 1 << 18)
  private var isFirst = true

  init(classes: [String], attributes: [String]) {
    out.append("atlasRows({\"classes\":" as StaticString)
    append(strings: classes)
    out.append(",\"attributes\":" as StaticString)
    append(strings: attributes)
    out.append(",\"rows\":[" as StaticString)
  }

  /// `[number, active, density, mean, class, auroc, q, then verdict, group and effect of each attribute]`.
  mutating func append(_ feature: Int, _ catalog: FeatureCatalog, _ words: Words) {
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
    separate(clearest.flatMap { table.q.at($0)?.at(feature) }, 5)
    for entry in catalog.groups {
      out.append(UInt8(ascii: ","))
      out.append(json: entry.table.shownVerdict(feature, margin: entry.study.margin))
      out.append(UInt8(ascii: ","))
      out.append(json: entry.table.name(entry.table.maxGroup.at(feature)))
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
    if let value, value.isFinite {
      out.append(value, decimals: decimals)
    } else {
      out.append("null" as StaticString)
    }
  }

  private mutating func append(strings: [String]) {
    out.append(UInt8(ascii: "["))
    for (index, text) in strings.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      out.append(json: text)
    }
    out.append(UInt8(ascii: "]"))
  }
}
