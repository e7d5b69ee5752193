/// `pairs.csv`: one row per arm or feature and pair of groups.
public struct PairTable: Sendable {
  /// With its arms, so that they have names.
  public var study: BiasStudy
  /// Arms, then features by checkpoint.
  public var rows: [PairRow]

  public init(study: BiasStudy, rows: [PairRow]) { (self.study, self.rows) = (study, rows) }

  typealias Entry = (subject: String, attribute: String, row: PairRow)

  static let table = CSVTable<Entry> { table in
    table.text("subject", "probe, or index of a feature in its checkpoint") { $0.subject }
    table.text("attribute", "what the twins differ in") { $0.attribute }
    table.integer("pairs", "pairs of twins that both have an answer") { $0.row.pairs }
    table.integer("flipped", "pairs whose twins differ in the decision, or in whether the feature fires") {
      $0.row.flipped
    }
    table.real("share", "flipped / pairs, 0 to 1") { $0.row.share?.value }
    table.real("ci_low", "95 % interval of share; empty for fewer than 8 clusters") { $0.row.share?.low }
    table.real("ci_high", "95 % interval of share") { $0.row.share?.high }
    table.real(
      "mean_change", "mean of group_a less group_b: probability of the positive class, or 1 where the feature fires"
    ) { $0.row.change?.value }
    table.text("kind", "“arm” or “feature”") {
      if case .arm = $0.row.subject { "arm" } else { "feature" }
    }
    table.text("checkpoint", "where it takes features from; empty if it sees none") { $0.row.checkpoint }
    table.text("group_a", "group of the first twin") { $0.row.groupA }
    table.text("group_b", "group of the second twin: the reference, where it is one of the two") { $0.row.groupB }
    table.real("change_low", "95 % interval of mean_change; empty for fewer than 8 clusters") { $0.row.change?.low }
    table.real("change_high", "95 % interval of mean_change") { $0.row.change?.high }
    table.real("p", "of a feature: p that it fires as often for either twin, clusters changing sides as a whole") {
      $0.row.p
    }
    table.real("q", "Benjamini–Hochberg q over the checkpoint's features whose p could be small enough") { $0.row.q }
  }

  static func csv(_ tables: [PairTable]) -> [UInt8] {
    table.bytes(
      tables.lazy.flatMap { own in
        own.rows.lazy.map { (own.study.name(of: $0), own.study.attribute, $0) }
      })
  }
}

extension ResultsWriter {
  /// `pairs.csv`, of all attributes of a dataset; no file where there are no pairs.
  public func write(_ tables: [PairTable], dataset: String) throws {
    if tables.contains(where: { !$0.rows.isEmpty }) { try write(DataFiles.pairs(dataset), PairTable.csv(tables)) }
  }
}
