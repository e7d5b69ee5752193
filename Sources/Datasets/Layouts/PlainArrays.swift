import Diagnostics
import TensorFiles

/// One file of arrays, or a folder with one array per file: dense [n, d]; ragged [tokens, d] with `offsets`;
/// padded [n, seq, d] with `mask`. safetensors, .npy, .npz, torch.
enum PlainArrays {
  static let layout = StateLayout(
    name: "arrays (safetensors, npy, npz, torch): dense, ragged with offsets, padded with mask",
    detect: { input in
      if input.container != nil { return true }
      return statesFile(in: input) != nil
    },
    open: open)

  private static let endings = [".npy", ".safetensors", ".npz", ".pt"]

  /// `states.npy` and the like in a folder.
  private static func statesFile(in folder: StateInput) -> String? {
    for name in ArrayChoice.usualNames {
      for ending in endings where folder.has(name + ending) { return name + ending }
    }
    return nil
  }

  static func open(_ input: StateInput, _ options: StateOptions) throws -> OpenedActivations {
    var input = input
    if let name = statesFile(in: input) { input = try StateInput(input.file(name)) }
    guard let container = input.container else {
      throw AtlasError(path: input.path, "no file of states is in this folder")
    }
    let entry = try ArrayChoice.states(in: container, options: options)
    guard (2...3).contains(entry.shape.count), !entry.elementType.isText, entry.layout == .dense,
      !entry.shape.dropFirst().contains(0)
    else {
      throw AtlasError(
        path: input.path, "array \(quoted(entry.name)) has shape \(entry.shape) of \(entry.elementType.rawValue)",
        hint:
          "hidden states are floats, [examples, d], [tokens, d] with offsets, or [examples, positions, d] with a mask")
    }
    let tensor = try owned(container.tensor(entry.name), path: input.path)
    if entry.shape.count == 3 { return try openPadded(tensor, container, input) }
    return try openRows(tensor, container, input)
  }

  private static func openRows(
    _ tensor: Tensor, _ container: any TensorContainer, _ input: StateInput
  ) throws -> OpenedActivations {
    let part = TensorStates.Part(tensor, path: input.path)
    guard let found = try companion(["offsets"], container, input) else {
      return OpenedActivations(.states(TensorStates(parts: [part], dimension: tensor.shape[1])))
    }
    let values = try integers(found.tensor, path: found.path)
    if found.isShared, values.last != Int64(tensor.shape[0]) {
      // offsets.npy of another file in the same folder.
      return OpenedActivations(
        .states(TensorStates(parts: [part], dimension: tensor.shape[1])),
        notes: ["\(found.path) does not fit the \(tensor.shape[0]) rows of \(input.path) and was not used."])
    }
    let offsets = try StateOffsets.check(values, tokens: tensor.shape[0], path: found.path)
    let source = TensorStates(
      parts: [part], dimension: tensor.shape[1], offsets: offsets, files: [input.path, found.path].uniqued())
    return OpenedActivations(.states(source), notes: [StateOffsets.noteOnEmpty(offsets)].compactMap { $0 })
  }

  private static func openPadded(
    _ tensor: Tensor, _ container: any TensorContainer, _ input: StateInput
  ) throws -> OpenedActivations {
    let parts = [TensorStates.Part(tensor, path: input.path)]
    let d = tensor.shape[2]
    guard let found = try companion(["mask", "attention_mask"], container, input) else {
      if PaddedStates.looksPadded(tensor) {
        throw AtlasError(
          path: input.path, "array \(quoted(tensor.name)) \(tensor.shape) is padded with zeros and has no mask",
          hint: "add an array mask [examples, positions] with 1 where a token is")
      }
      let offsets = (0...tensor.shape[0]).map { $0 * tensor.shape[1] }
      return OpenedActivations(
        .states(TensorStates(parts: parts, dimension: d, offsets: offsets, files: [input.path])),
        notes: ["There is no mask: all \(tensor.shape[1]) positions of every example count as tokens."])
    }
    guard found.tensor.shape == Array(tensor.shape[..<2]) else {
      throw AtlasError(
        path: found.path, "mask \(found.tensor.shape) does not fit states \(tensor.shape)",
        hint: "a mask is [examples, positions]")
    }
    let (rows, offsets) = try PaddedStates.select(mask: found.tensor, path: found.path)
    let source = TensorStates(
      parts: parts, dimension: d, offsets: offsets, selection: rows, files: [input.path, found.path].uniqued())
    return OpenedActivations(.states(source), notes: [StateOffsets.noteOnEmpty(offsets)].compactMap { $0 })
  }

  private struct Companion {
    var tensor: Tensor
    var path: String
    /// Found beside a file of another name: it may belong to that one.
    var isShared: Bool
  }

  /// An array in the same file, or in a file beside: `offsets.npy`, `NAME.offsets.npy`, `NAME_offsets.npy`.
  private static func companion(
    _ names: [String], _ container: any TensorContainer, _ input: StateInput
  ) throws -> Companion? {
    for name in names where container.contains(name) {
      return Companion(tensor: try owned(container.tensor(name), path: input.path), path: input.path, isShared: false)
    }
    let ending = endings.first { input.name.hasSuffix($0) } ?? ""
    let stem = String(input.name.dropLast(ending.count))
    let isUsual = ArrayChoice.usualNames.contains(stem)
    for name in names {
      for beside in ["\(stem).\(name).npy", "\(stem)_\(name).npy", "\(name).npy"] {
        let path = FilePaths.join(input.parent, beside)
        guard beside != input.name, FilePaths.exists(path) else { continue }
        let tensor = try onlyTensor(path)
        return Companion(tensor: tensor, path: path, isShared: beside == "\(name).npy" && !isUsual)
      }
    }
    return nil
  }

  /// - Throws: `AtlasError` for a view that repeats the same memory (torch `expand`): its shape says nothing about the
  ///   size of the file, so nothing may be allocated by it.
  static func owned(_ tensor: Tensor, path: String) throws -> Tensor {
    guard tensor.count <= tensor.storage.bytes.count / tensor.elementType.byteCount else {
      throw AtlasError(
        path: path, "array \(quoted(tensor.name)) \(tensor.shape) repeats the same memory",
        hint: "save it with .contiguous()")
    }
    return tensor
  }

  static func onlyTensor(_ path: String) throws -> Tensor {
    let container = try TensorFile.open(path)
    guard container.tensors.count == 1, let entry = container.tensors.first else {
      throw AtlasError(path: path, "\(container.tensors.count) arrays, where one is needed")
    }
    return try owned(container.tensor(entry.name), path: path)
  }

  static func integers(_ tensor: Tensor, path: String) throws -> [Int64] {
    guard tensor.shape.count == 1 else {
      throw AtlasError(
        path: path, "array \(quoted(tensor.name)) has shape \(tensor.shape), where a plain list is needed")
    }
    return try tensor.int64s(path: path)
  }
}
