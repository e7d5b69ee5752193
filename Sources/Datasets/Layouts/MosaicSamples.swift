import Diagnostics
import Files
import LinearAlgebra
import TensorFiles

/// MOSAIC per-sample files (`src/retrieve_sae_features.py`): `sample_ID.npz` with `hidden_state` [tokens, d], and a CSV
/// `…_activations_metadata.csv` with `sample_id, label, npz_file`.
///
/// The CSV gives the order. Its paths begin where the run was started, so only their last component is used.
enum MosaicSamples {
  static let layout = StateLayout(
    name: "MOSAIC samples (one .npz per sample and a metadata CSV)",
    detect: { $0.isFolder && table($0) != nil },
    open: open)

  private static let ending = "activations_metadata.csv"

  private static func table(_ input: StateInput) -> String? { input.names.first { $0.hasSuffix(ending) } }

  private static func open(_ input: StateInput, _ options: StateOptions) throws -> OpenedActivations {
    let tables = input.names.filter { $0.hasSuffix(ending) }
    guard tables.count == 1 else {
      throw AtlasError(
        path: input.path, "several metadata tables: \(listed(tables))", hint: "keep the table of one run in this folder"
      )
    }
    let csv = input.file(tables[0])
    let table = try TextTable.read(csv, columns: ["sample_id", "label", "npz_file"])
    let (rows, repeated) = try distinctRows(table)
    let array = options.array ?? "hidden_state"
    var parts: [TensorStates.Part] = []
    var dimension: Int?
    for row in rows {
      let name = FilePaths.lastComponent(table.columns[2][row])
      let path = input.file(name)
      guard FilePaths.isPlainName(name), input.has(name) else {
        throw AtlasError(
          path: csv, line: table.lines[row], "the file \"\(name)\" is not in this folder",
          hint: "keep the .npz files beside the table")
      }
      let shape = try shape(of: array, in: path)
      guard dimension == nil || dimension == shape[shape.count - 1] else {
        throw AtlasError(
          path: path, "\(array) has \(shape[shape.count - 1]) dimensions, the samples before \(dimension ?? 0)")
      }
      dimension = shape[shape.count - 1]
      parts.append(
        TensorStates.Part(path: path, rowCount: shape.dropLast().reduce(1, *)) {
          let tensor = try TensorFile.open(path).tensor(array)
          guard tensor.shape == shape else { throw AtlasError(path: path, "the file changed while it was read") }
          return tensor
        })
    }
    guard let dimension else { throw AtlasError(path: csv, "the table lists no samples") }
    var offsets = [0]
    for part in parts { offsets.append(offsets[offsets.count - 1] + part.rowCount) }
    let labels = CategoryColumn(name: "label", cells: rows.map { table.columns[1][$0] })
    let examples = ExampleTable(
      path: csv, ids: rows.map { table.columns[0][$0] }, classes: labels.values, labels: labels.codes,
      lines: rows.map { table.lines[$0] })
    var notes = [StateOffsets.noteOnEmpty(offsets)].compactMap { $0 }
    if repeated > 0 {
      notes.append("\(repeated) rows of the table repeat a sample of an earlier run; the first counts.")
    }
    let files = [csv] + parts.map(\.path)
    if array == "sae_acts" {
      let matrix = try encoded(parts, columns: dimension, path: csv)
      return OpenedActivations(
        .encoded(EncodedFeatures(matrix: matrix, offsets: offsets, files: files)), examples: examples, notes: notes)
    }
    let source = TensorStates(parts: parts, dimension: dimension, offsets: offsets, files: files)
    return OpenedActivations(.states(source), examples: examples, notes: notes)
  }

  /// Rows with ids that come for the first time: runs that were repeated append to the table.
  private static func distinctRows(_ table: TextTable) throws -> (rows: [Int], repeated: Int) {
    var first: [String: Int] = [:]
    var rows: [Int] = []
    for (row, id) in table.columns[0].enumerated() {
      if let known = first[id] {
        guard table.columns[1][row] == table.columns[1][known] else {
          throw AtlasError(
            path: table.path, line: table.lines[row],
            "sample \"\(id)\" has another label than on line \(table.lines[known])", hint: "remove one of the rows")
        }
      } else {
        first[id] = row
        rows.append(row)
      }
    }
    return (rows, table.rowCount - rows.count)
  }

  /// [tokens, d]; `sae_acts` has one more axis of size 1 in front.
  private static func shape(of array: String, in path: String) throws -> [Int] {
    let container = try TensorFile.open(path)
    guard let entry = container.entry(array) else {
      _ = try container.tensor(array)
      throw AtlasError(path: path, "there is no array \(array)")
    }
    guard (2...3).contains(entry.shape.count), entry.shape.count == 2 || entry.shape[0] == 1,
      entry.elementType.isFloatingPoint, !entry.shape.dropFirst(entry.shape.count - 2).contains(0)
    else {
      throw AtlasError(
        path: path, "\(array) has shape \(entry.shape) of \(entry.elementType.rawValue), not [tokens, d]")
    }
    return entry.shape
  }

  private static func encoded(_ parts: [TensorStates.Part], columns: Int, path: String) throws -> SparseMatrix {
    var matrix = SparseMatrix(columnCount: columns)
    for part in parts {
      let tensor = try part.load()
      let rows = try SparseBuilder.fromDense(tensor.shape.count == 3 ? tensor.element(0) : tensor, path: part.path)
      let before = matrix.entryCount
      matrix.indices += rows.indices
      matrix.values += rows.values
      matrix.offsets += rows.offsets.dropFirst().map { before + $0 }
    }
    return matrix
  }
}
