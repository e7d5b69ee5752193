/// Folds, repeats, and what was tried inside the training rows.
public struct FoldDesign: Codable, Sendable {
  /// Folds of a repeat, at least 2.
  public var folds: Int
  /// How often all examples were dealt anew.
  public var repeats: Int
  /// Column whose rows of one value must stay in one fold; nil where there is none.
  public var clusterColumn: String?
  /// Examples with a label: those that folds test.
  public var exampleCount: Int
  /// Values of C tried inside the training rows.
  public var candidatesC: [Double]
  /// Folds of the training rows on which C and thresholds are chosen.
  public var innerFolds: Int
  /// [repeat][example]: the fold in which the example is tested; −1 for unlabelled examples.
  public var assignments: [[Int32]]
  /// The class whose probability AUROC, average precision and Brier refer to, where there are two.
  public var positiveClass: String?
  /// Names of the folds where the data gives them.
  public var foldNames: [String]?
  /// Test sets, over all repeats.
  public var testSets = 0
  /// Those on which AUROC and average precision are defined: every class is among the test rows and among those that were
  /// trained on.
  public var definedTestSets = 0
  /// Labels that the figures are means over, where an example may have several; nil for a study of one.
  public var labelCount: Int?

  public init(
    folds: Int, repeats: Int, clusterColumn: String?, exampleCount: Int, candidatesC: [Double], innerFolds: Int,
    assignments: [[Int32]], positiveClass: String?
  ) {
    self.folds = folds
    self.repeats = repeats
    self.clusterColumn = clusterColumn
    self.exampleCount = exampleCount
    self.candidatesC = candidatesC
    self.innerFolds = innerFolds
    self.assignments = assignments
    self.positiveClass = positiveClass
  }
}
