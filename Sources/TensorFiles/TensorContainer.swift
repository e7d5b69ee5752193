import Diagnostics

/// A file of named tensors, opened: names and shapes are known and checked, contents stay on disk until asked for.
public protocol TensorContainer: Sendable {
  var path: String { get }
  /// `safetensors`, `npy`, `npz`, `torch`.
  var format: String { get }
  /// In the file's order; names are unique.
  var tensors: [TensorEntry] { get }
  /// Free text pairs of a safetensors header; empty for other formats.
  var metadata: [String: String] { get }

  /// - Throws: `AtlasError` if there is no such tensor, it is sparse, or its bytes are damaged.
  func tensor(_ name: String) throws -> Tensor

  /// The parts of a sparse tensor (torch).
  ///
  /// - Throws: `AtlasError` if there is no such tensor or it is dense.
  func sparse(_ name: String) throws -> SparseTensorParts

  /// Why an array that the file holds is not among `tensors`; nil if it is, or there is none.
  func refusal(_ name: String) -> AtlasError?
}

extension TensorContainer {
  public var metadata: [String: String] { [:] }

  public func refusal(_ name: String) -> AtlasError? { nil }

  public func contains(_ name: String) -> Bool { entry(name) != nil }

  public func entry(_ name: String) -> TensorEntry? { tensors.first { $0.name == name } }

  public func sparse(_ name: String) throws -> SparseTensorParts {
    guard contains(name) else { throw missing(name) }
    throw AtlasError(path: path, "tensor \(quoted(name)) is dense, where a sparse one is needed")
  }

  /// The error for a name that is not there.
  func missing(_ name: String) -> AtlasError {
    let names = tensors.map(\.name)
    let known = names.prefix(12).map(quoted).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    let nearest = nearestName(to: name, in: names).map { "did you mean \(quoted($0))? " } ?? ""
    return AtlasError(
      path: path, "there is no tensor \(quoted(name))",
      hint: nearest + (names.isEmpty ? "the file holds no tensors" : "the file holds \(known)"))
  }
}

/// What a container says of one tensor without touching its content.
public struct TensorEntry: Sendable, Equatable {
  /// How the elements are laid out.
  public enum Layout: String, Sendable, Codable {
    case dense
    /// torch sparse COO: `indices` [dimensions, n] and `values` [n].
    case sparseCOO = "sparse-coo"
    /// torch sparse CSR: `rowOffsets`, `columns`, `values`.
    case sparseCSR = "sparse-csr"
  }

  public var name: String
  /// Outermost first; empty for a scalar.
  public var shape: [Int]
  /// Of the values, for sparse tensors.
  public var elementType: ElementType
  public var layout: Layout

  public init(name: String, shape: [Int], elementType: ElementType, layout: Layout = .dense) {
    self.name = name
    self.shape = shape
    self.elementType = elementType
    self.layout = layout
  }
}

/// The parts of a sparse tensor as stored; indices are not yet checked against `shape`.
public struct SparseTensorParts: Sendable {
  public enum Indices: Sendable {
    /// int64 [dimensions, n], in no particular order, repeated places adding up unless `isCoalesced`.
    case coordinates(Tensor, isCoalesced: Bool)
    /// int32 or int64: [rows + 1] and [n].
    case compressedRows(offsets: Tensor, columns: Tensor)
  }

  public var name: String
  public var shape: [Int]
  public var indices: Indices
  /// [n].
  public var values: Tensor
}
