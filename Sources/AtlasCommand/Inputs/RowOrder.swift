import Analysis
import Datasets
import Diagnostics
import Findings

/// Whether the rows of the table are those of the states.
extension OpenedDataset {
  /// The tokens of the examples, in the order of the table.
  ///
  /// - Throws: `AtlasError` where they are not as many as the states.
  func tokens(path: String) throws -> TokenTable {
    let table = try TokenTable.read(path: path)
    guard let opened = states.first?.opened else { return table }
    func check(_ table: TokenTable) throws {
      guard case .states(let source) = opened.activations, source.isTokenLevel else { return }
      try table.check(offsets: source.offsets, of: source.files.first ?? examples.path)
    }
    // Where the states were put into the order of the table, their tokens stand as the states did; or as the table does.
    if let rows = opened.rows, let last = rows.max(), last < table.exampleCount {
      let moved = table.selecting(rows)
      if (try? check(moved)) != nil, !isBetter(table, than: moved, check) { return moved }
    }
    try check(table)
    return table
  }

  private func isBetter(_ table: TokenTable, than moved: TokenTable, _ check: (TokenTable) throws -> Void) -> Bool {
    guard let texts = examples.texts, table.exampleCount == texts.count, (try? check(table)) != nil else {
      return false
    }
    return RowAgreement(table, texts: texts).agreeing > RowAgreement(moved, texts: texts).agreeing
  }

  func stateWarnings(_ opened: OpenedActivations) -> [Note] {
    // Every position of an image is one.
    let positions = modality == "image" ? nil : opened.positions?.warning
    return opened.warnings + [positions].compactMap { $0 }
  }

  /// Compares tokens and texts, adds to the warnings what is odd, and says what is known of the order.
  ///
  /// - Parameter isOneSource: whether the examples lie with the states.
  /// - Throws: `AtlasError` where many rows have the tokens of other rows.
  mutating func checkedRowOrder(isOneSource: Bool) throws -> RowOrderFinding {
    var finding = RowOrderFinding(.none)
    let orders = states.map(\.opened.order)
    if isOneSource {
      finding.evidence = .sameSource
    } else if orders.allSatisfy({ if case .ids = $0 { true } else { false } }) {
      finding.evidence = .ids
      finding.moved = orders.reduce(0) { if case .ids(let moved) = $1 { max($0, moved) } else { $0 } }
    }
    guard let tokens else { return finding }
    guard let texts = examples.texts else {
      if finding.evidence == .none { finding.evidence = .noTexts }
      return finding
    }
    let agreement = RowAgreement(tokens, texts: texts)
    if agreement.isAnotherOrder { throw anotherOrder(agreement, tokens) }
    warnings += oddities(agreement)
    finding.compared = agreement.compared
    finding.agreeing = agreement.agreeing
    if finding.evidence == .none { finding.evidence = agreement.isOfTheseTexts ? .tokens : .unlikeTexts }
    return finding
  }

  private func name(_ row: Int) -> String { "“\(examples.ids[row])”" }

  private func anotherOrder(_ agreement: RowAgreement, _ tokens: TokenTable) -> AtlasError {
    let first = agreement.moved.prefix(3).map { "\(name($0.example)) has the tokens of \(name($0.row))" }
    let row = agreement.moved[0].example
    return AtlasError(
      path: examples.path, line: examples.lines.indices.contains(row) ? examples.lines[row] : nil,
      "rows and states are in another order: the tokens (\(tokens.path)) of \(agreement.moved.count) of "
        + "\(agreement.compared) examples spell the text of another row: "
        + first.joined(separator: "; ") + (agreement.moved.count > 3 ? "; …" : ""),
      hint: "put the rows into the order of the states, or save the examples’ `ids` beside the states and name the id "
        + "column: rows are then joined by id")
  }

  private func oddities(_ agreement: RowAgreement) -> [Note] {
    var found = agreement.moved.map { Note(.tokensOfAnotherRow, examples.ids[$0.example], examples.ids[$0.row]) }
    if !agreement.unlike.isEmpty {
      found.append(
        Note(.tokensUnlikeTexts, agreement.unlike.count, agreement.compared, agreement.unlike.prefix(5).map(name)))
    }
    return found
  }
}

extension RowOrderFinding {
  /// What `check` says.
  var sentence: String {
    switch evidence {
    case .sameSource: "labels and states come from the same files"
    case .ids: "rows are joined to the states by id" + (moved > 0 ? "; \(moved) stood in another place" : "")
    case .tokens:
      "the tokens of \(agreeing) of \(compared) examples spell their texts: rows are in the order of the states"
    case .none:
      "The order of rows could not be checked: neither ids nor tokens lie beside the states"
    case .noTexts: "The order of rows could not be checked: there are no texts to compare the tokens with"
    case .unlikeTexts:
      "The order of rows could not be checked: the tokens spell only \(agreeing) of \(compared) texts"
    }
  }
}
