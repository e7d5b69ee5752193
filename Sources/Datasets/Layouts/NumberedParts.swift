import Diagnostics
import TensorFiles

/// One set of states in several numbered files of a folder: OpenMOSS chunks (`chunk-00000000.safetensors`,
/// `shard-0-chunk-00000000.pt`), sae-for-vlm (`…_part3.pt`), InterPLM (`shard_3.pt`), SAEBench
/// (`activations_0_of_5.pt`), or any other files whose names differ in their numbers only.
///
/// Parts are stacked in the order of their numbers. Each is dense [n, d] or padded [n, seq, d] with a mask of its own.
enum NumberedParts {
  static let layout = StateLayout(
    name: "numbered parts (OpenMOSS chunks, sae-for-vlm, InterPLM, SAEBench chunks)",
    detect: { input in input.isFolder && partNames(input.names) != nil },
    open: open)

  private static let endings = [".safetensors", ".pt", ".pth", ".npy", ".npz"]
  /// Names of the states beyond the usual ones.
  private static let stateNames = ["activation", "embeddings"]

  /// The tensor files of a folder in order; nil if there are none or their names differ in more than numbers.
  private static func partNames(_ names: [String]) -> [String]? {
    let files = names.filter { name in endings.contains { name.hasSuffix($0) } }
    guard let first = files.first, NumberedNames.pattern(first).contains("#"),
      Set(files.map(NumberedNames.pattern)).count == 1
    else { return nil }
    return NumberedNames.sorted(files)
  }

  private static func open(_ input: StateInput, _ options: StateOptions) throws -> OpenedActivations {
    guard let names = partNames(input.names) else { throw AtlasError(path: input.path, "no parts are in this folder") }
    try checkComplete(names, input.path)
    var stack = PartStack()
    for name in names {
      let container = try TensorFile.open(input.file(name))
      var options = options
      if options.array == nil { options.array = stateNames.first { container.contains($0) } }
      let entry = try ArrayChoice.states(in: container, options: options)
      guard entry.layout == .dense, (2...3).contains(entry.shape.count), !entry.shape.dropFirst().contains(0),
        !entry.elementType.isText
      else {
        throw AtlasError(
          path: container.path, "array \(quoted(entry.name)) has shape \(entry.shape) of \(entry.elementType.rawValue)")
      }
      let tensor = try PlainArrays.owned(container.tensor(entry.name), path: container.path)
      // SAEBench's chunks have no mask: it sets masked positions to zero.
      let zeros = NumberedNames.pair(name, prefix: "activations_", between: "_of_", suffix: ".pt") != nil
      try stack.add(tensor, try mask(of: tensor, container), zerosArePadding: zeros, path: container.path)
    }
    var notes = ["\(names.count) parts, from \(names[0]) to \(names[names.count - 1])."]
    notes += stack.notes
    var opened = OpenedActivations(.states(try stack.source(input.path)), notes: notes)
    opened.positions = stack.positions
    return opened
  }

  private static func mask(of tensor: Tensor, _ container: any TensorContainer) throws -> Tensor? {
    guard tensor.shape.count == 3 else { return nil }
    for name in ["mask", "attention_mask"] where container.contains(name) {
      let mask = try PlainArrays.owned(container.tensor(name), path: container.path)
      guard mask.shape == Array(tensor.shape[..<2]) else {
        throw AtlasError(path: container.path, "\(name) \(mask.shape) does not fit states \(tensor.shape)")
      }
      return mask
    }
    return nil
  }

  /// Where only one number counts, none may be left out between the first and the last.
  private static func checkComplete(_ names: [String], _ path: String) throws {
    let numbers = names.map(NumberedNames.numbers(in:))
    guard let first = numbers.first, numbers.allSatisfy({ $0.count == first.count }) else { return }
    let varying = first.indices.filter { k in numbers.contains { $0[k] != first[k] } }
    guard varying.count == 1 else { return }
    let counted = numbers.map { $0[varying[0]] }
    for (previous, next) in zip(counted, counted.dropFirst()) where next != previous &+ 1 {
      throw AtlasError(
        path: path, "parts \(previous) and \(next) are here, but none between them",
        hint: "a part is missing, or files of other runs lie in this folder")
    }
    // SAEBench says in the name how many there are.
    if let name = names.first,
      let (index, count) = NumberedNames.pair(name, prefix: "activations_", between: "_of_", suffix: ".pt"),
      index != 0 || names.count != count
    {
      throw AtlasError(path: path, "\(names.count) of \(count) parts are here", hint: "a part is missing")
    }
  }
}
