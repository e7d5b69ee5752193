/// `words.csv`, `neighbours.csv` and `spread.csv` of the data folder, and the columns by which profiles are kept in a results folder.
extension FeatureProfiles {
  /// One row per feature × kind × rank (from 1): `co-firing` with φ, `decoder` with the cosine.
  public func neighboursCSV() -> [UInt8] {
    var csv = CSVWriter(["feature", "kind", "neighbour", "value", "rank", "common_examples"])
    let kinds = [("co-firing", coFiring), ("decoder", decoder)]
    for feature in 0..<(kinds.map(\.1.offsets.count).max() ?? 1) - 1 {
      for (kind, lists) in kinds {
        for (rank, entry) in lists.range(of: feature).enumerated() {
          csv.integer(feature)
          csv.text(kind)
          csv.integer(lists.features[entry])
          csv.real(lists.values[entry])
          csv.integer(rank + 1)
          csv.integer(lists.common[entry])
          csv.endRow()
        }
      }
    }
    return csv.bytes.bytes
  }

  /// One row per feature × rank (from 1).
  public func wordsCSV() -> [UInt8] {
    var csv = CSVWriter(["feature", "rank", "word", "unit", "z", "log_odds", "active_count", "other_count"])
    for feature in 0..<words.offsets.count - 1 {
      for (rank, entry) in words.range(of: feature).enumerated() {
        csv.integer(feature)
        csv.integer(rank + 1)
        csv.text(words.vocabulary[Int(words.words[entry])])
        csv.text(words.unit)
        csv.real(words.z[entry])
        csv.real(words.logOdds[entry])
        csv.integer(words.active[entry])
        csv.integer(words.others[entry])
        csv.endRow()
      }
    }
    return csv.bytes.bytes
  }

  /// One row per feature × bin, the strongest bin first; `value` is pooled, `activation` that of the token of the largest.
  public func spreadCSV(ids: [String]) -> [UInt8] {
    var csv = CSVWriter(["feature", "bin", "example", "value", "activation", "token_index"])
    let list = spread.examples
    for feature in 0..<list.offsets.count - 1 {
      for entry in list.offsets[feature]..<list.offsets[feature + 1] {
        csv.integer(feature)
        csv.integer(spread.bins[entry])
        csv.text(ids[Int(list.examples[entry])])
        csv.real(spread.values[entry])
        csv.real(list.activations[entry])
        csv.integer(list.tokens[entry])
        csv.endRow()
      }
    }
    return csv.bytes.bytes
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
