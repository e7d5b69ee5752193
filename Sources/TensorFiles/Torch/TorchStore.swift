import Diagnostics
import Files

/// The archive behind a torch file: storages as members `data/KEY`, tensors as views of them.
struct TorchStore: Sendable {
  /// A view may be larger than its storage (a broadcast), but not by more than a small tensor.
  private static let largestBroadcast = 1 << 20

  let root: PickleValue
  private let references: [TorchTensorReference]
  private let archive: ZipArchive
  private let prefix: String
  private let isByteSwapped: Bool

  init(_ archive: ZipArchive) throws {
    self.archive = archive
    let pickles = archive.members.filter { $0.name == "data.pkl" || $0.name.hasSuffix("/data.pkl") }
    guard pickles.count == 1, let pickle = pickles.first else {
      throw AtlasError(.input, "the archive holds \(pickles.count) files data.pkl, where one is needed")
    }
    let prefix = String(pickle.name.dropLast("data.pkl".count))
    self.prefix = prefix
    if archive.members.contains(where: { $0.name.hasPrefix("\(prefix)code/") }) {
      throw AtlasError(
        .input, "this is a TorchScript program, not a file of tensors",
        hint: "save its weights: torch.save(torch.jit.load(path).state_dict(), \"weights.pt\")")
    }
    if let order = archive.member(prefix + "byteorder") {
      switch try archive.content(order).bytes.first {
      case UInt8(ascii: "b"): isByteSwapped = true
      default: isByteSwapped = false
      }
    } else {
      isByteSwapped = false
    }
    let content = try archive.content(pickle)
    var unpickler = try Unpickler(content.bytes)
    let top = try unpickler.load()
    var tree = PickleTree(unpickler.nodes, limit: max(100_000, content.bytes.count))
    root = try tree.value(top)
    references = unpickler.tensors
  }

  /// Name, shape and type, with the bytes checked to be there.
  func entry(_ index: Int, name: String) throws -> TensorEntry {
    switch references[index] {
    case .dense(let storage, let type, let offset, let shape, let strides):
      try check(name, storage, type, offset, shape, strides)
      return TensorEntry(name: name, shape: shape, elementType: type)
    case .coordinates(let indices, let values, let shape, _):
      _ = try TensorShape.count(shape, name: name)
      let parts = (try entry(indices, name: name + ".indices"), try entry(values, name: name + ".values"))
      guard parts.0.shape.count == 2, parts.0.shape[0] <= shape.count, parts.1.shape.first == parts.0.shape[1] else {
        throw AtlasError(.input, "the parts of the sparse tensor \(quoted(name)) do not fit each other")
      }
      return TensorEntry(name: name, shape: shape, elementType: parts.1.elementType, layout: .sparseCOO)
    case .compressedRows(let offsets, let columns, let values, let shape):
      _ = try TensorShape.count(shape, name: name)
      let parts = (
        try entry(offsets, name: name + ".offsets"), try entry(columns, name: name + ".columns"),
        try entry(values, name: name + ".values")
      )
      guard shape.count == 2, parts.0.shape == [shape[0] + 1], parts.1.shape == parts.2.shape else {
        throw AtlasError(.input, "the parts of the sparse tensor \(quoted(name)) do not fit each other")
      }
      return TensorEntry(name: name, shape: shape, elementType: parts.2.elementType, layout: .sparseCSR)
    }
  }

  private func check(
    _ name: String, _ storage: TorchStorageReference, _ type: ElementType, _ offset: Int, _ shape: [Int],
    _ strides: [Int]
  ) throws {
    guard let member = archive.member(prefix + "data/" + storage.key) else {
      throw AtlasError(
        .input, "the storage \(quoted(storage.key)) of tensor \(quoted(name)) is not in the file",
        hint: "the file is damaged: save it again")
    }
    let extent = try TensorShape.extent(shape, strides: strides, elementByteCount: type.byteCount, name: name)
    let (start, overflow) = offset.multipliedReportingOverflow(by: type.byteCount)
    let width = storage.elementType?.byteCount ?? 1
    guard storage.count <= member.size / width, !overflow, start <= member.size, extent <= member.size - start else {
      throw AtlasError(
        .input, "tensor \(quoted(name)) of shape \(shape) does not fit into its storage of \(member.size) bytes",
        hint: "the file is cut off or damaged: copy or save it again")
    }
    let count = try TensorShape.count(shape, name: name)
    guard count <= max(member.size / type.byteCount, TorchStore.largestBroadcast) else {
      throw AtlasError(
        .input, "tensor \(quoted(name)) of shape \(shape) repeats a storage of \(member.size) bytes",
        hint: "save it with .contiguous()")
    }
  }

  func tensor(_ index: Int, name: String) throws -> Tensor {
    guard case .dense(let storage, let type, let offset, let shape, let strides) = references[index] else {
      throw AtlasError(.input, "tensor \(quoted(name)) is sparse, where a dense one is needed")
    }
    try check(name, storage, type, offset, shape, strides)
    guard let member = archive.member(prefix + "data/" + storage.key) else {
      throw AtlasError(.input, "the storage of tensor \(quoted(name)) is not in the file")
    }
    return Tensor(
      name: name, shape: shape, strides: strides, elementType: type, isByteSwapped: isByteSwapped && type.byteCount > 1,
      byteOffset: offset * type.byteCount, storage: try archive.content(member))
  }

  func sparse(_ index: Int, name: String) throws -> SparseTensorParts {
    switch references[index] {
    case .dense:
      throw AtlasError(.input, "tensor \(quoted(name)) is dense, where a sparse one is needed")
    case .coordinates(let indices, let values, let shape, let isCoalesced):
      return SparseTensorParts(
        name: name, shape: shape,
        indices: .coordinates(try tensor(indices, name: name + ".indices"), isCoalesced: isCoalesced),
        values: try tensor(values, name: name + ".values"))
    case .compressedRows(let offsets, let columns, let values, let shape):
      return SparseTensorParts(
        name: name, shape: shape,
        indices: .compressedRows(
          offsets: try tensor(offsets, name: name + ".offsets"), columns: try tensor(columns, name: name + ".columns")),
        values: try tensor(values, name: name + ".values"))
    }
  }
}
