/// How it is known that the examples of the states are those of the table, row by row.
public enum RowOrder: Sendable, Equatable, Codable {
  /// The files do not say.
  case unknown
  /// Table and states are one file, or were written together.
  case sameSource
  /// By ids beside the states; `moved` examples stood in another place.
  case ids(moved: Int)
}
