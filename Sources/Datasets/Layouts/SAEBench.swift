import Diagnostics
import TensorFiles

/// SAEBench caches (`sae_bench_utils/activation_collection.py`): one `.pt` with
/// `{"train": {class: [n, seq, d]}, "test": {class: …}}`. Padding and masked tokens are zero in all dimensions.
///
/// Train comes before test and classes in the order of the file; class and split become columns of the examples.
enum SAEBench {
  static let layout = StateLayout(
    name: "SAEBench activations (.pt of train and test, by class)",
    detect: { input in input.container.map { !tensors($0).isEmpty } ?? false },
    open: open)

  private struct ClassTensor {
    var entry: TensorEntry
    var split: String
    var label: String
  }

  /// Empty unless every dense tensor of floats belongs to `train` or `test`.
  private static func tensors(_ container: any TensorContainer) -> [ClassTensor] {
    guard container.format == "torch" else { return [] }
    var found: [ClassTensor] = []
    for entry in container.tensors where entry.elementType.isFloatingPoint && !entry.shape.isEmpty {
      guard let dot = entry.name.firstIndex(of: "."), (2...3).contains(entry.shape.count), entry.layout == .dense
      else { return [] }
      let split = String(entry.name[..<dot])
      guard split == "train" || split == "test" else { return [] }
      found.append(ClassTensor(entry: entry, split: split, label: String(entry.name[entry.name.index(after: dot)...])))
    }
    return found.filter { $0.split == "train" } + found.filter { $0.split == "test" }
  }

  private static func open(_ input: StateInput, _ options: StateOptions) throws -> OpenedActivations {
    guard let container = input.container else { throw AtlasError(path: input.path, "a file is needed") }
    let all = tensors(container)
    let wanted = options.array ?? options.split
    let chosen = all.filter { wanted == nil || $0.split == wanted || $0.entry.name == wanted }
    guard !chosen.isEmpty else {
      throw AtlasError(
        path: input.path, "there is no \(quoted(wanted ?? "")) in this file",
        hint: "the file holds " + listed(all.map(\.entry.name)))
    }
    var stack = PartStack()
    var ids: [String] = []
    var labels: [String] = []
    var splits: [String] = []
    for item in chosen {
      guard !item.entry.shape.dropFirst().contains(0) else {
        throw AtlasError(path: input.path, "tensor \(quoted(item.entry.name)) has shape \(item.entry.shape)")
      }
      let tensor = try PlainArrays.owned(container.tensor(item.entry.name), path: input.path)
      try stack.add(tensor, nil, zerosArePadding: true, path: input.path)
      for i in 0..<tensor.shape[0] {
        ids.append("\(item.split)/\(item.label)/\(i)")
        labels.append(item.label)
        splits.append(item.split)
      }
    }
    let column = CategoryColumn(name: "class", cells: labels)
    let examples = ExampleTable(
      path: input.path, ids: ids, classes: column.values, labels: column.codes, splits: splits)
    return OpenedActivations(.states(try stack.source(input.path)), examples: examples, notes: stack.notes)
  }
}
