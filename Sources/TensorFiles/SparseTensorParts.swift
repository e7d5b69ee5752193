/// The parts of a sparse tensor as stored; indices are not yet checked against `shape`.
public struct SparseTensorParts: Sendable {
  /// Where the values lie.
  public enum Indices: Sendable {
    /// int64 [dimensions, n], in no particular order, repeated places adding up unless `isCoalesced`.
    case coordinates(Tensor, isCoalesced: Bool)
    /// int32 or int64: [rows + 1] and [n].
    case compressedRows(offsets: Tensor, columns: Tensor)
  }

  /// As the file writes it.
  public var name: String
  public var shape: [Int]
  /// Where the values lie.
  public var indices: Indices
  /// [n].
  public var values: Tensor
}
