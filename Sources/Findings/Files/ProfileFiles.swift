/// `words.csv`, `neighbours.csv` and `spread.csv` of the data folder, and the columns by which profiles are kept in a results folder.
extension FeatureProfiles {
  static let neighboursTable = CSVTable<(feature: Int, kind: String, lists: NeighbourLists, rank: Int, entry: Int)> {
    table in
    table.integer("feature", "index in the checkpoint, from 0") { $0.feature }
    table.text("kind", "“co-firing”: active in the same examples; “decoder”: writes the same direction") { $0.kind }
    table.integer("neighbour", "the other feature") { $0.lists.features[$0.entry] }
    table.real("value", "φ of the two being active, or the cosine of their decoder rows, above 0 to 1") {
      $0.lists.values[$0.entry]
    }
    table.integer("rank", "1 for the nearest of its kind") { $0.rank + 1 }
    table.integer("common_examples", "examples in which both are active") { $0.lists.common[$0.entry] }
  }

  /// `neighbours.csv`: one row per feature × kind × rank.
  public func neighboursCSV() -> [UInt8] {
    let kinds = [("co-firing", coFiring), ("decoder", decoder)]
    let features = (kinds.map(\.1.offsets.count).max() ?? 1) - 1
    return FeatureProfiles.neighboursTable.bytes(
      (0..<features).lazy.flatMap { feature in
        kinds.flatMap { kind, lists in
          lists.range(of: feature).enumerated().map { (feature, kind, lists, $0, $1) }
        }
      })
  }

  /// `words.csv`: one row per feature × rank.
  public func wordsCSV() -> [UInt8] {
    wordsTable.bytes(
      (0..<words.offsets.count - 1).lazy.flatMap { feature in
        words.range(of: feature).enumerated().map { (feature, $0, $1) }
      })
  }

  var wordsTable: CSVTable<(feature: Int, rank: Int, entry: Int)> {
    CSVTable { table in
      table.integer("feature", "index in the checkpoint, from 0") { $0.feature }
      table.integer("rank", "1 for the word of largest z") { $0.rank + 1 }
      table.text("word", "the word") { words.vocabulary[Int(words.words[$0.entry])] }
      table.text("unit", "“word” of texts, else of what pictures show; “token” where there are neither") { _ in
        words.unit
      }
      table.real("z", "z of log_odds (Monroe et al. 2008)") { words.z[$0.entry] }
      table.real("log_odds", "log of the odds in the active examples over those in the others") {
        words.logOdds[$0.entry]
      }
      table.integer("active_count", "occurrences in the active examples") { words.active[$0.entry] }
      table.integer("other_count", "occurrences in the other examples") { words.others[$0.entry] }
    }
  }

  /// `spread.csv`: one row per feature × bin, the strongest bin first.
  ///
  /// - Parameter ids: of the examples, in their order.
  public func spreadCSV(ids: [String]) -> [UInt8] {
    spreadTable(ids: ids).bytes(
      (0..<spread.examples.offsets.count - 1).lazy.flatMap { feature in
        (spread.examples.offsets[feature]..<spread.examples.offsets[feature + 1]).map { (feature, $0) }
      })
  }

  func spreadTable(ids: [String]) -> CSVTable<(feature: Int, entry: Int)> {
    CSVTable { table in
      table.integer("feature", "index in the checkpoint, from 0") { $0.feature }
      table.integer("bin", "1 for the weakest fifth of the active examples, 5 for the strongest") {
        spread.bins[$0.entry]
      }
      table.text("example", "id of the example in the middle of the bin") {
        ids[Int(spread.examples.examples[$0.entry])]
      }
      table.real("value", "pooled value of the example") { spread.values[$0.entry] }
      table.real("activation", "largest value of the feature over its tokens") {
        spread.examples.activations[$0.entry]
      }
      table.integer("token_index", "token of that value, from 0 within the example") {
        spread.examples.tokens[$0.entry]
      }
    }
  }

  /// Reading, `dataset` and `checkpoint` have to be what the findings say.
  mutating func columns(_ coder: ColumnCoder) throws {
    let rows = ColumnCount.noneOr(coder.features)
    try coder.known("dataset", &dataset)
    try coder.known("checkpoint", &checkpoint)
    try coder.strings("notes", &notes, .any)
    try coFiring.columns(coder, "co_firing")
    try decoder.columns(coder, "decoder")
    try coder.string("words.unit", &words.unit)
    try coder.strings("words.vocabulary", &words.vocabulary, .any)
    try coder.offsets("words.offsets", &words.offsets, rows: rows)
    let entries = ColumnCount.exactly(words.offsets.last ?? 0)
    try coder.int32s("words.words", &words.words, entries, in: 0..<words.vocabulary.count)
    try coder.doubles("words.z", &words.z, entries)
    try coder.doubles("words.log_odds", &words.logOdds, entries)
    try coder.int32s("words.active", &words.active, entries, in: 0..<Int.max)
    try coder.int32s("words.others", &words.others, entries, in: 0..<Int.max)
    try spread.examples.columns(coder, "spread", rows)
    let shown = ColumnCount.exactly(spread.examples.examples.count)
    try coder.int32s("spread.bins", &spread.bins, shown, in: 1..<SpreadExamples.binCount + 1)
    try coder.floats("spread.values", &spread.values, shown)
    try effects.columns(coder)
  }
}

extension NeighbourLists {
  fileprivate mutating func columns(_ coder: ColumnCoder, _ name: String) throws {
    try coder.offsets("\(name).offsets", &offsets, rows: .noneOr(coder.features))
    let entries = ColumnCount.exactly(offsets.last ?? 0)
    try coder.int32s("\(name).features", &features, entries, in: 0..<coder.features)
    try coder.doubles("\(name).values", &values, entries)
    try coder.int32s("\(name).common", &common, entries, in: 0..<coder.examples + 1)
  }
}
