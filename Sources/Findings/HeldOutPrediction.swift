/// `predictions.csv`: what an arm of the headline said of an example in one repeat, when it was not trained on it.
public struct HeldOutPrediction: Sendable, Equatable {
  /// Name of the arm.
  public var arm: String
  /// Row of the dataset.
  public var example: Int
  public var repeatIndex: Int
  public var fold: Int
  /// Probability of the positive class where there are two, else of the class decided, 0 to 1.
  public var score: Double
  /// Index of the class of the largest probability, the first of several.
  public var decision: Int

  public init(arm: String, example: Int, repeatIndex: Int, fold: Int, score: Double, decision: Int) {
    (self.arm, self.example, self.repeatIndex, self.fold) = (arm, example, repeatIndex, fold)
    (self.score, self.decision) = (score, decision)
  }

  /// Rows without groups: the file may be published where groups may not.
  static func table(ids: [String], classes: [String]) -> CSVTable<HeldOutPrediction> {
    CSVTable { table in
      table.text("arm", "probe of the headline") { $0.arm }
      table.text("example", "id of the example") { ids[$0.example] }
      table.integer("repeat", "of the cross-validation, from 0") { $0.repeatIndex }
      table.integer("fold", "that tested it, from 0; see folds.csv") { $0.fold }
      table.real("score", "probability of the positive class; with more than two classes, of the class decided") {
        $0.score
      }
      table.text("decision", "class of the largest probability") { classes[$0.decision] }
    }
  }
}

extension ResultsWriter {
  /// `predictions.csv`; no file where there are none.
  public func write(_ predictions: [HeldOutPrediction], dataset: String, ids: [String], classes: [String]) throws {
    guard !predictions.isEmpty else { return }
    let table = HeldOutPrediction.table(ids: ids, classes: classes)
    try write(DataFiles.predictions(dataset), table.bytes(predictions))
  }
}
