import Features
import Statistics

@testable import BiasAudit
@testable import Findings

/// What a public run writes of an attribute, read back as text.
struct PublishedText {
  typealias Row = [String: String]

  let probe: [Row]
  let gaps: [Row]
  let ll144: [Row]
  let features: [Row]
  let cells: [Row]
  let ablation: [Row]

  init(_ study: BiasStudy, _ table: GroupTable) {
    probe = Self.rows(study.probeCSV())
    gaps = Self.rows(Self.gaps(study))
    ll144 = Self.rows(LL144Row.table.bytes(study.ll144 ?? []))
    features = Self.rows(table.biasCSV())
    cells = Self.rows(table.groupsCSV())
    ablation = Self.rows(study.ablationCSV())
  }

  static func gaps(_ study: BiasStudy) -> [UInt8] {
    GapRow.table.bytes((study.gaps ?? []).map { (study.arms[$0.arm].name, $0) })
  }

  static func rows(_ bytes: [UInt8]) -> [Row] {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(fields)
    guard let names = lines.first else { return [] }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
  }

  private static func fields(_ line: Substring) -> [String] {
    var (result, isQuoted) = ([""], false)
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        result.append("")
      } else {
        result[result.count - 1].append(character)
      }
    }
    return result
  }
}

/// Whether a figure says no more than the rounded counts of a group's decisions do.
struct DecisionKnowledge {
  let counts: GroupConfusion

  /// The rates of these counts, by column.
  var rates: [String: Double] {
    func share(_ a: Int, _ b: Int) -> Double { Double(a) / Double(a + b) }
    let c = counts
    return [
      "tpr": share(c.truePositives, c.falseNegatives), "fpr": share(c.falsePositives, c.trueNegatives),
      "ppv": share(c.truePositives, c.falsePositives), "for": share(c.falseNegatives, c.trueNegatives),
      "selection_rate": share(c.truePositives + c.falsePositives, c.trueNegatives + c.falseNegatives),
    ]
  }
}
