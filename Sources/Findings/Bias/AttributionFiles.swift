/// `bias.ATTRIBUTE.attribution.csv`: one row per arm, group, label and feature.
extension AttributionTable {
  typealias Entry = (gap: GapAttribution, rank: Int, feature: Int32, share: Double, cumulative: Double)

  static let table = CSVTable<Entry> { table in
    table.text("arm", "probe") { $0.gap.arm.name }
    table.integer("feature", "index in the checkpoint, from 0; features without a share are left out") { $0.feature }
    table.real("share", "part of the gap, in logits; the parts add up to it") { $0.share }
    table.real("share_of_gap", "share / gap; empty if the gap is 0") {
      $0.gap.gap.value == 0 ? nil : $0.share / $0.gap.gap.value
    }
    table.text("checkpoint", "of the feature") { $0.gap.arm.checkpoint }
    table.text("group", "value of the attribute") { $0.gap.group }
    table.text("reference", "group that it is set beside") { $0.gap.reference }
    table.text("label", "class that both have; empty: all classes in their shares of all examples") { $0.gap.label }
    table.integer("rank", "1 for the largest |share|") { $0.rank + 1 }
    table.real("cumulative_of_gap", "sum of the shares up to this rank / gap; empty if the gap is 0") {
      $0.gap.gap.value == 0 ? nil : $0.cumulative / $0.gap.gap.value
    }
    table.real("share_low", "95 % interval of the ten largest shares, the fits held fixed") { interval($0)?.low }
    table.real("share_high", "95 % interval of the ten largest shares, the fits held fixed") { interval($0)?.high }
    table.real("gap", "mean logit of the positive class in group less reference, within folds") { $0.gap.gap.value }
    table.real("gap_low", "95 % interval of the gap, the fits held fixed") { $0.gap.gap.low }
    table.real("gap_high", "95 % interval of the gap, the fits held fixed") { $0.gap.gap.high }
  }

  private static func interval(_ entry: Entry) -> Interval? {
    entry.rank < entry.gap.top.count ? entry.gap.top[entry.rank].share : nil
  }

  private var entries: [Entry] {
    var sum = 0.0
    return features.indices.map { rank in
      sum += shares[rank]
      return (gap, rank, features[rank], shares[rank], sum)
    }
  }

  static func csv(_ tables: [AttributionTable]) -> [UInt8] { table.bytes(tables.lazy.flatMap(\.entries)) }
}

extension ResultsWriter {
  /// `bias.ATTRIBUTE.attribution.csv`; no file where there is nothing to attribute.
  public func write(_ tables: [AttributionTable], dataset: String, attribute: String) throws {
    guard !tables.isEmpty else { return }
    try write(DataFiles.biasAttribution(dataset, attribute), AttributionTable.csv(tables))
  }
}
