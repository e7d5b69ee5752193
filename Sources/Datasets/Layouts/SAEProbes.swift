import Diagnostics
import TensorFiles

/// sae-probes states: `model_activations_MODEL/DATASET_HOOK.pt`, one tensor [n, d] or [n, seq, d], whose rows stand in
/// the order of `cleaned_data/DATASET.csv` (columns `prompt`, `target`; also `.csv.zst`) in a folder above.
enum SAEProbes {
  static let layout = StateLayout(
    name: "sae-probes states (.pt and cleaned_data)",
    detect: { input in
      input.container?.format == "torch" && FilePaths.lastComponent(input.parent).hasPrefix("model_activations")
    },
    open: open)

  private static func open(_ input: StateInput, _ options: StateOptions) throws -> OpenedActivations {
    var opened = try PlainArrays.open(input, options)
    guard let csv = try table(for: input) else {
      opened.notes.append("No cleaned_data table was found for \(input.name): give the examples yourself.")
      return opened
    }
    let examples = try ExampleTable.read(path: csv, columns: ExampleColumns(text: "prompt", label: "target"))
    guard examples.count == opened.activations.exampleCount else {
      // The library caches some sets after it has drawn from them: an order that is not known is not invented.
      opened.notes.append(
        "\(csv) has \(examples.count) rows for \(opened.activations.exampleCount) examples and was not used.")
      return opened
    }
    opened.examples = examples
    return opened
  }

  /// The table whose name, followed by an underscore, begins the file's; the longest of several.
  private static func table(for input: StateInput) throws -> String? {
    var folder = input.parent
    for _ in 0..<2 {
      folder = FilePaths.parent(folder)
      let data = FilePaths.join(folder, "cleaned_data")
      guard FilePaths.exists(data) else { continue }
      let names = try FolderListing.names(in: data).filter { name in
        stem(name).map { input.name.hasPrefix($0 + "_") } ?? false
      }
      if let name = names.max(by: { $0.count < $1.count }) { return FilePaths.join(data, name) }
    }
    return nil
  }

  private static func stem(_ name: String) -> String? {
    for ending in [".csv", ".csv.zst", ".csv.gz"] where name.hasSuffix(ending) {
      return String(name.dropLast(ending.count))
    }
    return nil
  }
}
