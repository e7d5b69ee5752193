import Diagnostics
import TensorFiles

/// MOSAIC aggregated features (`{llm,vlm}_features.npz`): `features` [n, D], for each sample the number of tokens on which
/// a feature was among the largest; `hidden_states` [n, d] of the first stored token; `label` codes; `sample_ids`.
///
/// Rows stand in the order in which parallel readers finished: names of labels come from the CSV beside by sample id,
/// or, where the ids cannot be read (Python objects), from the codes, which number the sorted labels.
enum MosaicFeatures {
  static let layout = StateLayout(
    name: "MOSAIC features (aggregated .npz)",
    detect: { input in
      input.hasArrays("features", "hidden_states")
        || input.name.hasSuffix("_features.npz") && input.hasArrays("features")
    },
    open: open)

  private static func open(_ input: StateInput, _ options: StateOptions) throws -> OpenedActivations {
    guard let container = input.container else { throw AtlasError(path: input.path, "a file is needed") }
    let features = try container.tensor("features")
    guard features.shape.count == 2, features.shape[1] > 0, !features.elementType.isText else {
      throw AtlasError(path: input.path, "features have shape \(features.shape), not [samples, features]")
    }
    let rows = features.shape[0]
    var notes: [String] = []
    let (examples, table) = try examples(container, input, rows: rows, notes: &notes)
    let files = [input.path] + [table].compactMap { $0 }
    if let array = options.array, array != "features" {
      let states = try PlainArrays.owned(container.tensor(array), path: input.path)
      guard states.shape.count == 2, states.shape[0] == rows, states.shape[1] > 0 else {
        throw AtlasError(path: input.path, "\(array) has shape \(states.shape), not [\(rows), d]")
      }
      notes.append("The hidden state of a sample is that of its first stored token.")
      let source = TensorStates(
        parts: [TensorStates.Part(states, path: input.path)], dimension: states.shape[1], files: files)
      return OpenedActivations(.states(source), examples: examples, notes: notes)
    }
    notes.append("A value counts the tokens of a sample on which the feature was among the largest, active or not.")
    if container.contains("hidden_states") { notes.append("The hidden states are read with array: hidden_states.") }
    let matrix = try SparseBuilder.fromDense(features, path: input.path)
    return OpenedActivations(
      .encoded(EncodedFeatures(matrix: matrix, offsets: StateOffsets.onePerExample(rows), files: files)),
      examples: examples, notes: notes)
  }

  private static func examples(
    _ container: any TensorContainer, _ input: StateInput, rows: Int, notes: inout [String]
  ) throws -> (ExampleTable?, String?) {
    let codes = container.contains("label") ? try container.tensor("label").int64s(path: input.path) : nil
    let ids = try sampleIDs(container, rows: rows, notes: &notes)
    guard codes.map({ $0.count == rows }) ?? true, ids.map({ $0.count == rows }) ?? true else {
      throw AtlasError(path: input.path, "label and sample_ids do not have one entry for each of the \(rows) samples")
    }
    let stem = input.name.hasSuffix("_features.npz") ? String(input.name.dropLast("_features.npz".count)) : "llm"
    let csv = FilePaths.join(input.parent, stem + "_metadata.csv")
    let table = FilePaths.exists(csv) ? try TextTable.read(csv, columns: ["sample_id", "label"]) : nil
    var cells: [String] = []
    if let table, let ids {
      cells = try labels(of: ids, table)
      if let codes { try check(codes, cells, csv) }
    } else if let codes {
      let names = table.map { sortedLabels($0.columns[1]) } ?? []
      cells = try codes.map { code in
        guard let table else { return String(code) }
        guard code >= 0, code < names.count else {
          throw AtlasError(path: table.path, "\(names.count) labels here, but \(input.path) has the code \(code)")
        }
        return names[Int(code)]
      }
    }
    let column = CategoryColumn(name: "label", cells: cells)
    return (
      ExampleTable(
        path: table?.path ?? input.path, ids: ids ?? (0..<rows).map(String.init), classes: column.values,
        labels: column.codes), table?.path
    )
  }

  /// nil where the ids are Python objects, which are never loaded.
  private static func sampleIDs(
    _ container: any TensorContainer, rows: Int, notes: inout [String]
  ) throws -> [String]? {
    guard let entry = container.entry("sample_ids") else {
      notes.append("The ids of the samples cannot be read (Python objects, or not stored); rows are numbered.")
      return nil
    }
    let tensor = try container.tensor("sample_ids")
    let ids = entry.elementType.isText ? try tensor.strings() : try tensor.int64s(path: container.path).map(String.init)
    guard Set(ids).count == ids.count else {
      throw AtlasError(path: container.path, "sample_ids holds an id twice", hint: "ids must be unique")
    }
    return ids
  }

  private static func labels(of ids: [String], _ table: TextTable) throws -> [String] {
    var label: [String: String] = [:]
    for (row, id) in table.columns[0].enumerated() {
      if let known = label.updateValue(table.columns[1][row], forKey: id), known != table.columns[1][row] {
        throw AtlasError(path: table.path, line: table.lines[row], "sample \"\(id)\" has two different labels")
      }
    }
    return try ids.map { id in
      guard let name = label[id] else { throw AtlasError(path: table.path, "sample \"\(id)\" is not in this table") }
      return name
    }
  }

  /// One code must stand for one name.
  private static func check(_ codes: [Int64], _ names: [String], _ path: String) throws {
    var name: [Int64: String] = [:]
    for (code, label) in zip(codes, names) {
      if let known = name.updateValue(label, forKey: code), known != label {
        throw AtlasError(
          path: path, "the label code \(code) of the .npz stands for \"\(known)\" and for \"\(label)\" here",
          hint: "the table belongs to another run")
      }
    }
  }

  /// In the order of scikit-learn's LabelEncoder: numbers by value, text by code points.
  private static func sortedLabels(_ cells: [String]) -> [String] {
    let labels = cells.uniqued()
    let numbers = labels.compactMap(Double.init)
    if numbers.count == labels.count { return zip(numbers, labels).sorted { $0.0 < $1.0 }.map(\.1) }
    return labels.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }
}
