/// The examples that states are looked for: what tells arrays of examples from parts, and rows in another order.
public struct ExpectedExamples: Sendable, Equatable {
  /// In the order of the table.
  public var ids: [String]
  /// Whether a column of the table gave the ids; otherwise they number the rows from 0.
  public var areNamed: Bool

  public init(ids: [String], areNamed: Bool) {
    self.ids = ids
    self.areNamed = areNamed
  }

  /// Rows of the table.
  public var count: Int { ids.count }
}
