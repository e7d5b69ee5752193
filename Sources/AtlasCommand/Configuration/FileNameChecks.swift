import Diagnostics
import Findings
import Transfer

extension AtlasConfiguration {
  /// Attributes and intersections that a dataset with these group columns is audited by.
  func audited(_ columns: [String]) -> [[String]] {
    let present = Set(columns)
    return ((bias.attributes ?? columns).map { [$0] } + bias.intersections).filter { present.isSuperset(of: $0) }
  }

  /// Every audit has files of its own.
  ///
  /// - Throws: `AtlasError` for two that would be written to the same files, one over the other.
  func checkFileNames() throws {
    for dataset in datasets {
      if let (column, other) = FileName.clash(in: dataset.columns.groups), column == other {
        throw AtlasError(
          path: path, line: dataset.line, "“\(dataset.id)” names the group column “\(column)” twice",
          hint: "name each column once")
      }
      // An intersection is named as `GroupColumn` names it.
      let names = audited(dataset.columns.groups).map { $0.joined(separator: "×") }
      guard let (first, second) = FileName.clash(in: names) else { continue }
      throw AtlasError(
        path: path, line: dataset.line,
        first == second
          ? "“\(dataset.id)” is audited by “\(first)” twice"
          : "“\(dataset.id)” is audited by “\(first)” and “\(second)”, whose files would have the same names where capital and small letters are not told apart",
        hint: first == second ? "name each attribute and intersection once" : "rename one of the columns")
    }
  }

  /// Every pair of tasks is transferred once.
  func checkTransfers(_ pairs: [TransferPair]) throws {
    if let (pair, _) = FileName.clash(in: pairs.map { "\($0.train) → \($0.test)" }) {
      throw AtlasError(path: path, "transfer \(pair) is asked for twice", hint: "name each pair once")
    }
  }
}
