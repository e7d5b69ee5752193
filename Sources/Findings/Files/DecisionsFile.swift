/// Decisions of a feature library as CSV, one row per example.
public struct DecisionsFile {
  private struct Decision {
    var example: Int
    var decision: Int
    /// One per class.
    var probabilities: [Double]
    var reasons: [Explanation.Reason]
  }

  private let table: CSVTable<Decision>
  private var csv: CSVWriter

  /// - Parameters:
  ///   - reasonCount: features named for each decision.
  ///   - ids: of the examples, for a column of their own; nil: none are known.
  public init(classes: [String], reasonCount: Int, ids: [String]? = nil) {
    table = CSVTable { table in
      table.integer("example", "row of the example, from 0") { $0.example }
      if let ids { table.text("id", "id of the example") { ids[$0.example] } }
      table.text("decision", "the class of largest probability") { classes[$0.decision] }
      table.real("probability", "of the decision, 0 to 1") { $0.probabilities[$0.decision] }
      for (index, name) in classes.enumerated() {
        table.real("probability:\(name)", "of the class, 0 to 1") { $0.probabilities[index] }
      }
      for rank in 0..<reasonCount {
        @Sendable func reason(_ row: Decision) -> Explanation.Reason? {
          rank < row.reasons.count ? row.reasons[rank] : nil
        }
        table.integer("feature_\(rank + 1)", "feature of the next largest contribution") { reason($0)?.feature }
        table.real("value_\(rank + 1)", "its value, as the classifier saw it") { reason($0)?.value }
        table.real("contribution_\(rank + 1)", "above 0 for the decision, below against it") {
          reason($0)?.contribution
        }
        table.real("share_\(rank + 1)", "|contribution| over the sum of these of all features") { reason($0)?.share }
      }
    }
    csv = table.header()
  }

  /// - Parameters:
  ///   - example: counted from 0. decision: index of the class. probabilities: one per class.
  public mutating func append(
    example: Int, decision: Int, probabilities: ArraySlice<Double>, reasons: [Explanation.Reason]
  ) {
    table.write(
      Decision(example: example, decision: decision, probabilities: Array(probabilities), reasons: reasons), to: &csv)
  }

  /// The file so far.
  public var bytes: [UInt8] { csv.bytes.bytes }
}
