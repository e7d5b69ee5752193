import Diagnostics
import TensorFiles

/// One file of arrays, or a folder with one array per file: dense [n, d]; ragged [tokens, d] with `offsets` or
/// `lengths`; padded [n, seq, d] with `mask` or `lengths`. safetensors, .npy, .npz, torch.
enum PlainArrays {
  static let layout = StateLayout(
    name: "arrays (safetensors, npy, npz, torch): dense, ragged with offsets or lengths, padded with mask or lengths",
    detect: { input in
      if input.container != nil { return true }
      return statesFile(in: input) != nil
    },
    open: open)

  static let endings = [".npy", ".safetensors", ".npz", ".pt"]

  /// `states.npy` and the like in a folder.
  static func statesFile(in folder: StateInput) -> String? {
    for name in ArrayChoice.usualNames {
      for ending in endings where folder.has(name + ending) { return name + ending }
    }
    return nil
  }

  static func open(_ input: StateInput, _ options: StateOptions) throws -> OpenedActivations {
    var input = input
    if let name = statesFile(in: input) {
      input = try StateInput(input.file(name), array: input.array, expected: input.expected)
    }
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
    var warnings: [Note] = []
    let ids = try RowIDs.find(in: container, input, warnings: &warnings)
    var opened =
      try entry.shape.count == 3
      ? openPadded(tensor, container, input) : openRows(tensor, container, input, ids: ids)
    if opened.rowIDs == nil { opened.rowIDs = ids }
    opened.warnings += warnings
    return opened
  }

  private static func openRows(
    _ tensor: Tensor, _ container: any TensorContainer, _ input: StateInput, ids: RowIDs?
  ) throws -> OpenedActivations {
    let part = TensorStates.Part(tensor, path: input.path)
    guard let found = try companion(offsetNames, container, input) else {
      if let opened = try openLengths(tensor, container, input) { return opened }
      return openExamples(tensor, input, ids: ids)
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

  private static let offsetNames = ["offsets", "cu_seqlens", "row_splits"]
  private static let lengthNames = [
    "lengths", "seq_lengths", "sequence_lengths", "seq_lens", "seqlens", "token_counts", "num_tokens", "n_tokens",
  ]

  /// Ragged by the number of tokens of each example; nil where no such numbers are there.
  private static func openLengths(
    _ tensor: Tensor, _ container: any TensorContainer, _ input: StateInput
  ) throws -> OpenedActivations? {
    let rows = tensor.shape[0]
    guard let found = try companion(lengthNames, container, input) else { return nil }
    let lengths = try integers(found.tensor, path: found.path)
    // One state per example, with the length of its text beside.
    if lengths.count == rows || found.isShared && lengths.reduce(0, &+) != Int64(rows) { return nil }
    let offsets = try StateOffsets.fromLengths(lengths, tokens: rows, path: found.path, name: found.tensor.name)
    let source = TensorStates(
      parts: [TensorStates.Part(tensor, path: input.path)], dimension: tensor.shape[1], offsets: offsets,
      files: [input.path, found.path].uniqued())
    return OpenedActivations(
      .states(source),
      notes: ["\(quoted(found.tensor.name)) says how many tokens each example has."]
        + [StateOffsets.noteOnEmpty(offsets)].compactMap { $0 })
  }

  /// One state per example; or, where every row has the id of its example and there are fewer examples, ragged.
  private static func openExamples(_ tensor: Tensor, _ input: StateInput, ids: RowIDs?) -> OpenedActivations {
    let part = TensorStates.Part(tensor, path: input.path)
    guard let ids, let expected = input.expected, ids.ids.count == tensor.shape[0], expected.count < ids.ids.count,
      let (examples, offsets) = ids.runs(), examples.ids.count < ids.ids.count
    else { return OpenedActivations(.states(TensorStates(parts: [part], dimension: tensor.shape[1]))) }
    var opened = OpenedActivations(
      .states(
        TensorStates(
          parts: [part], dimension: tensor.shape[1], offsets: offsets, files: [input.path, ids.path].uniqued())),
      notes: ["\(ids.source) says to which example each token belongs."])
    opened.rowIDs = examples
    return opened
  }

  private static func openPadded(
    _ tensor: Tensor, _ container: any TensorContainer, _ input: StateInput
  ) throws -> OpenedActivations {
    let parts = [TensorStates.Part(tensor, path: input.path)]
    let d = tensor.shape[2]
    guard let found = try companion(["mask", "attention_mask"], container, input) else {
      if let found = try companion(lengthNames, container, input), !found.isShared {
        let lengths = try integers(found.tensor, path: found.path)
        let (rows, offsets) = try PaddedStates.select(lengths: lengths, of: tensor, path: found.path)
        let source = TensorStates(
          parts: parts, dimension: d, offsets: offsets, selection: rows, files: [input.path, found.path].uniqued())
        return OpenedActivations(
          .states(source),
          notes: ["The first \(quoted(found.tensor.name)) positions of each example are its tokens."]
            + [StateOffsets.noteOnEmpty(offsets)].compactMap { $0 })
      }
      if PaddedStates.looksPadded(tensor) {
        throw AtlasError(
          path: input.path, "array \(quoted(tensor.name)) \(tensor.shape) is padded with zeros and has no mask",
          hint: "add an array mask [examples, positions] with 1 where a token is, or lengths [examples]")
      }
      let offsets = (0...tensor.shape[0]).map { $0 * tensor.shape[1] }
      var opened = OpenedActivations(
        .states(TensorStates(parts: parts, dimension: d, offsets: offsets, files: [input.path])))
      if tensor.shape[1] > 1 { opened.positions = UnmaskedPositions(tensor) }
      return opened
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
