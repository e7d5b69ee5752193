import Claims
import Findings

/// One of the strongest examples of a feature, for templates that arrange them themselves.
struct ExampleRow: Sendable {
  let rank: Int
  /// Among those of all features.
  let entry: Int
  /// Among those of the dataset.
  let example: Int
  let strongest: StrongestExamples
  let shown: StrongestExamplesList
  let scale: IntensityScale
  let style: PageStyle
  /// The way to the site's root, for pictures.
  let root: String

  static let slots: Slots<ExampleRow> = [
    .count("rank") { $0.rank }, .text("id") { $0.list.ids[$0.example] },
    .number("value", .magnitude) { Double($0.strongest.activations[$0.entry]) },
    .number("share", .percent) { row in
      row.scale.maximum > 0 ? Double(row.strongest.activations[row.entry] / row.scale.maximum) : nil
    },
    .text("text") { row in row.list.texts.at(row.example).map { String($0.prefix(EscapedExamples.longestText)) } },
    .inline("marked") { row in
      var out = FragmentWriter(row.style, capacity: 512)
      row.shown.text(row.entry, row.strongest, row.scale, into: &out)
      return out.fragment
    },
    .inline("picture") { row in
      var out = FragmentWriter(row.style, capacity: 512)
      row.shown.pictures.write(row.example, row.strongest, row.entry, row.scale, root: row.root, into: &out)
      return out.fragment
    },
    .text("label") { $0.list.labels.at($0.example) },
    .text("split") { $0.list.splits.at($0.example) },
    .rows("attributes", attributes) { row in
      zip(row.shown.attributes, row.list.groups).map { ($0, $1.at(row.example) ?? "") }
    },
  ]

  private static let attributes: Slots<(name: String, group: String)> = [
    .text("attribute") { $0.name }, .text("group") { $0.group },
  ]

  /// Those that may be shown of a feature, the strongest first.
  static func of(
    _ feature: Int, _ strongest: StrongestExamples, _ shown: StrongestExamplesList, _ style: PageStyle, root: String
  ) -> [ExampleRow] {
    let scale = strongest.scale(of: feature)
    return (0..<shown.count(feature, strongest)).compactMap { rank in
      let entry = strongest.offsets[feature] + rank
      let example = Int(strongest.examples[entry])
      guard shown.examples.list.ids.indices.contains(example) else { return nil }
      return ExampleRow(
        rank: rank + 1, entry: entry, example: example, strongest: strongest, shown: shown, scale: scale, style: style,
        root: root)
    }
  }

  private var list: ExampleList { shown.examples.list }
}
