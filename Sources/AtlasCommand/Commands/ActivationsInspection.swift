import Datasets

/// What `inspect` says of activations.
struct ActivationsInspection: Inspection {
  var path: String
  /// `states` or `features`.
  var kind: String
  var layout: String
  var examples: Int
  /// Rows, which are examples where nothing is known of tokens.
  var tokens: Int
  var width: Int
  var notes: [String]

  init(_ opened: OpenedActivations, path: String) {
    self.path = path
    layout = opened.layout
    notes = opened.notes + opened.allWarnings.map(NoteWords.english)
    examples = opened.activations.exampleCount
    switch opened.activations {
    case .states(let source):
      kind = "states"
      tokens = source.tokenCount
      width = source.dimension
    case .encoded(let features):
      kind = "features"
      tokens = features.matrix.rowCount
      width = features.matrix.columnCount
    }
  }

  var text: String {
    let what = kind == "states" ? "hidden states" : "encoded features"
    return
      (["\(path)", "  \(what)  \(layout): \(examples) examples, \(tokens) rows × \(width)"]
      + notes.map { "  note          \($0)" })
      .joined(separator: "\n")
  }
}
