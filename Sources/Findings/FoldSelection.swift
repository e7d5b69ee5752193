/// `selections.csv`: the features that one fit of a selecting arm chose.
///
/// With `folds.csv` and `probes.csv` it is all that is needed to make the fit again.
public struct FoldSelection: Sendable, Equatable {
  public var arm: String
  public var repeatIndex: Int
  public var fold: Int
  /// Ascending.
  public var features: [Int32]

  public init(arm: String, repeatIndex: Int, fold: Int, features: [Int32]) {
    self.arm = arm
    self.repeatIndex = repeatIndex
    self.fold = fold
    self.features = features
  }

  /// One row per arm × repeat × fold; features parted by spaces.
  static func csv(_ selections: [FoldSelection]) -> [UInt8] {
    var csv = CSVWriter(["arm", "repeat", "fold", "features"])
    for selection in selections {
      csv.text(selection.arm)
      csv.integer(selection.repeatIndex)
      csv.integer(selection.fold)
      csv.text(selection.features.map(String.init).joined(separator: " "))
      csv.endRow()
    }
    return csv.bytes.bytes
  }
}
