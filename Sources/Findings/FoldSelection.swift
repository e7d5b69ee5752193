/// `selections.csv`: the features that one fit of a selecting arm chose.
///
/// With `folds.csv` and `probes.csv` it is all that is needed to make the fit again.
public struct FoldSelection: Sendable, Equatable {
  /// Name of the arm.
  public var arm: String
  /// Repeat of the cross-validation, from 0.
  public var repeatIndex: Int
  /// Fold that is tested, from 0.
  public var fold: Int
  /// Ascending.
  public var features: [Int32]

  public init(arm: String, repeatIndex: Int, fold: Int, features: [Int32]) {
    self.arm = arm
    self.repeatIndex = repeatIndex
    self.fold = fold
    self.features = features
  }

  /// One row per arm × repeat × fold.
  static let table = CSVTable<FoldSelection> { table in
    table.text("arm", "probe") { $0.arm }
    table.integer("repeat", "repeat of the cross-validation, from 0") { $0.repeatIndex }
    table.integer("fold", "fold that is tested, from 0") { $0.fold }
    table.text("features", "indices of the features chosen, ascending, with spaces between them") {
      $0.features.map(String.init).joined(separator: " ")
    }
  }
}
