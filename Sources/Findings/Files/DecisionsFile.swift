/// Decisions of a feature library as CSV.
public struct DecisionsFile {
  private let classes: [String]
  private let reasonCount: Int
  /// Of the examples, for a column of their own; nil: none are known.
  private let ids: [String]?
  private var csv: CSVWriter

  /// - Parameter reasonCount: features named for each decision.
  public init(classes: [String], reasonCount: Int, ids: [String]? = nil) {
    self.classes = classes
    self.reasonCount = reasonCount
    self.ids = ids
    let reasons = (0..<reasonCount).map { $0 + 1 }.flatMap {
      ["feature_\($0)", "value_\($0)", "contribution_\($0)", "share_\($0)"]
    }
    csv = CSVWriter(
      ["example"] + (ids == nil ? [] : ["id"]) + ["decision", "probability"] + classes.map { "probability:" + $0 }
        + reasons)
  }

  /// - Parameters:
  ///   - example: counted from 0. decision: index of the class. probabilities: one per class.
  public mutating func append(
    example: Int, decision: Int, probabilities: ArraySlice<Double>, reasons: [Explanation.Reason]
  ) {
    csv.integer(example)
    if let ids { csv.text(ids[example]) }
    csv.text(classes[decision])
    csv.real(probabilities[probabilities.startIndex + decision])
    for value in probabilities { csv.real(value) }
    for rank in 0..<reasonCount {
      let reason = rank < reasons.count ? reasons[rank] : nil
      csv.integer(reason?.feature)
      for value in [reason?.value, reason?.contribution, reason?.share] { csv.real(value) }
    }
    csv.endRow()
  }

  public var bytes: [UInt8] { csv.bytes.bytes }
}
