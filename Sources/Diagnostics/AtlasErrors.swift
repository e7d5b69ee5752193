/// Several mistakes, found in one go.
public struct AtlasErrors: Error, Sendable, Equatable {
  public var all: [AtlasError]

  public init(_ all: [AtlasError]) { self.all = all }

  /// 2 where an input is wrong, 1 where only the run failed.
  public var exitCode: Int32 { all.map(\.exitCode).max() ?? 1 }
}

extension AtlasErrors: CustomStringConvertible {
  public var description: String { all.map(\.description).joined(separator: "\n") }
}
