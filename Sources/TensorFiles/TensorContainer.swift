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
  /// None, as in most formats.
  public var metadata: [String: String] { [:] }

  /// None: all arrays are among `tensors`.
  public func refusal(_ name: String) -> AtlasError? { nil }

  /// Whether there is a tensor of that name.
  public func contains(_ name: String) -> Bool { entry(name) != nil }

  /// What is known of the tensor of that name; nil if there is none.
  public func entry(_ name: String) -> TensorEntry? { tensors.first { $0.name == name } }

  /// The error: a container of dense tensors.
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
