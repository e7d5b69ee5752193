import Diagnostics

/// Names that people or machines gave to features: a table with the columns `checkpoint`, `feature`, `name`, `source`.
public struct FeatureNames: Sendable {
  public struct Name: Sendable, Equatable {
    public var text: String
    /// Where it comes from: a person, a program, a catalogue.
    public var source: String
  }

  private var names: [String: [Int: Name]] = [:]

  /// - Throws: `AtlasError` for a missing column, a feature that is no number, or a feature that is named twice.
  public static func read(path: String) throws -> FeatureNames {
    let table = try TextTable.read(path, columns: ["checkpoint", "feature", "name", "source"])
    var result = FeatureNames()
    for row in 0..<table.rowCount {
      let (checkpoint, cell) = (table.columns[0][row], table.columns[1][row])
      guard let feature = Int(cell), feature >= 0 else {
        throw AtlasError(
          path: path, line: table.lines[row], "“\(cell)” is no feature",
          hint: "features are numbered from 0, as in the checkpoint")
      }
      guard result.names[checkpoint]?[feature] == nil else {
        throw AtlasError(
          path: path, line: table.lines[row], "feature \(feature) of \(checkpoint) is named twice",
          hint: "keep one of the names")
      }
      result.names[checkpoint, default: [:]][feature] = Name(
        text: table.columns[2][row], source: table.columns[3][row])
    }
    return result
  }

  /// Ids of the checkpoints that have names, sorted.
  public var checkpoints: [String] { names.keys.sorted() }

  /// Names of a checkpoint's features by number.
  public func names(of checkpoint: String) -> [Int: Name] { names[checkpoint] ?? [:] }
}
