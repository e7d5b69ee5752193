/// Several mistakes, found in one go.
public struct AtlasErrors: Error, Sendable, Equatable {
  /// In the order in which they were found.
  public var all: [AtlasError]

  public init(_ all: [AtlasError]) { self.all = all }

  /// 2 where an input is wrong, 1 where only the run failed.
  public var exitCode: Int32 { all.map(\.exitCode).max() ?? 1 }
}

extension AtlasErrors: CustomStringConvertible {
  /// One after the other, as `AtlasError` prints them.
  public var description: String { all.map(\.description).joined(separator: "\n") }
}
