/// `token-effects.csv` of the data folder, and the columns by which it is kept in a results folder.
extension TokenEffects {
  typealias Row = (
    feature: Int, name: String, effects: TokenEffects, lists: TokenEffectLists, rank: Int, entry: Int
  )

  static let table = CSVTable<Row> { table in
    table.integer("feature", "index in the checkpoint, from 0") { $0.feature }
    table.text("effect", "“promotes”: raises the logit; “suppresses”: lowers it") { $0.name }
    table.integer("rank", "1 for the largest effect of its kind") { $0.rank + 1 }
    table.text("token", "as the file of tokens writes it") { $0.effects.tokens[Int($0.lists.tokens[$0.entry])] }
    table.integer("token_id", "its number in the model’s vocabulary") {
      $0.effects.ids[Int($0.lists.tokens[$0.entry])]
    }
    table.real("value", "decoder row · unembedding of the token, less the mean over the vocabulary") {
      $0.lists.values[$0.entry]
    }
  }

  /// One row per feature × effect × rank.
  func csv() -> [UInt8] {
    let kinds = [("promotes", promoted), ("suppresses", suppressed)]
    return TokenEffects.table.bytes(
      (0..<promoted.offsets.count - 1).lazy.flatMap { feature in
        kinds.flatMap { name, lists in
          lists.range(of: feature).enumerated().map { (feature, name, self, lists, $0, $1) }
        }
      })
  }

  mutating func columns(_ coder: ColumnCoder) throws {
    try coder.strings("effects.tokens", &tokens, .any)
    try coder.strings("effects.shown", &shown, .exactly(tokens.count))
    try coder.int32s("effects.ids", &ids, .exactly(tokens.count), in: 0..<Int.max)
    try promoted.columns(coder, "effects.promoted", tokens: tokens.count)
    try suppressed.columns(coder, "effects.suppressed", tokens: tokens.count)
    try coder.require(
      promoted.offsets.count == suppressed.offsets.count,
      "“effects.suppressed” is of another number of features than “effects.promoted”")
  }
}

extension TokenEffectLists {
  fileprivate mutating func columns(_ coder: ColumnCoder, _ name: String, tokens count: Int) throws {
    try coder.offsets("\(name).offsets", &offsets, rows: .noneOr(coder.features))
    let entries = ColumnCount.exactly(offsets.last ?? 0)
    try coder.int32s("\(name).tokens", &tokens, entries, in: 0..<count)
    try coder.floats("\(name).values", &values, entries)
  }
}
