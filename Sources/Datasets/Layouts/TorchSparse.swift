import Diagnostics
import Foundation
import LinearAlgebra
import TensorFiles

/// A torch sparse tensor (COO or CSR) of encoded features: [rows, D], or [n, positions, D] whose rows are tokens.
///
/// sae-probes writes `…_X_train_sae.pt` and keeps the labels in `…_y_train.pt` beside; they are read along.
enum TorchSparse {
  static let layout = StateLayout(
    name: "torch sparse tensor (.pt), as sae-probes writes it",
    detect: { input in input.container?.tensors.contains { $0.layout != .dense } ?? false },
    open: open)

  private static func open(_ input: StateInput, _ options: StateOptions) throws -> OpenedActivations {
    guard let container = input.container else { throw AtlasError(path: input.path, "a file is needed") }
    if let name = options.array, container.entry(name)?.layout == .dense {
      return try PlainArrays.open(input, options)
    }
    let sparse = container.tensors.filter { $0.layout != .dense }
    guard let entry = options.array.map({ name in sparse.first { $0.name == name } }) ?? sparse.first,
      options.array != nil || sparse.count == 1
    else {
      throw AtlasError(
        path: input.path, options.array == nil ? "several sparse tensors" : "there is no such sparse tensor",
        hint: "say which with the option array: " + listed(sparse.map(\.name)))
    }
    let features = try read(try container.sparse(entry.name), path: input.path)
    let labels = try labels(beside: input, rows: features.offsets.count - 1)
    var result = features
    if let labels { result.files.append(labels.path) }
    return OpenedActivations(.encoded(result), examples: labels)
  }

  static func read(_ parts: SparseTensorParts, path: String) throws -> EncodedFeatures {
    guard (2...3).contains(parts.shape.count), parts.values.shape.count == 1 else {
      throw AtlasError(
        path: path, "the sparse tensor \(quoted(parts.name)) has shape \(parts.shape)",
        hint: "features are [rows, features] or [examples, positions, features]")
    }
    let positions = parts.shape.count == 3 ? parts.shape[1] : 1
    let (rows, overflow) = parts.shape[0].multipliedReportingOverflow(by: positions)
    let values = try PlainArrays.owned(parts.values, path: path)
    guard positions > 0 || parts.shape[0] == 0 else {
      throw AtlasError(path: path, "the sparse tensor \(quoted(parts.name)) has shape \(parts.shape)")
    }
    let builder = try SparseBuilder(
      path: path, rows: overflow ? -1 : rows, columns: parts.shape[parts.shape.count - 1], entries: values.count)
    let matrix: SparseMatrix
    switch parts.indices {
    case .coordinates(let indices, _):
      guard indices.shape == [parts.shape.count, values.count] else {
        throw AtlasError(
          path: path, "indices \(indices.shape) do not fit \(values.count) values of a tensor \(parts.shape)")
      }
      let places = try PlainArrays.owned(indices, path: path)
      matrix = try builder.build { try forEachPiece(places, values, positions: positions, path: path, $0) }
    case .compressedRows(let offsets, let columns):
      guard parts.shape.count == 2, offsets.shape.count == 1, columns.shape.count == 1 else {
        throw AtlasError(path: path, "a compressed tensor of shape \(parts.shape) is not read")
      }
      matrix = try CompressedRows.compressed(
        builder, try PlainArrays.owned(offsets, path: path).int64s(path: path),
        try PlainArrays.owned(columns, path: path).int64s(path: path), values.floats())
    }
    return EncodedFeatures(matrix: matrix, offsets: (0...parts.shape[0]).map { $0 * positions }, files: [path])
  }

  private static func forEachPiece(
    _ indices: Tensor, _ values: Tensor, positions: Int, path: String, _ body: (SparseBuilder.Piece) throws -> Void
  ) throws {
    let axes = indices.shape[0]
    for start in stride(from: 0, to: values.count, by: 1 << 20) {
      let range = start..<min(start + 1 << 20, values.count)
      var rows = try indices.element(0).slice(range).int64s(path: path)
      if axes == 3 {
        let inner = try indices.element(1).slice(range).int64s(path: path)
        for i in rows.indices {
          let (product, overflow) = rows[i].multipliedReportingOverflow(by: Int64(positions))
          guard !overflow, inner[i] >= 0, inner[i] < positions else {
            throw AtlasError(path: path, "a stored entry has position \(inner[i]), but there are \(positions)")
          }
          rows[i] = product.addingReportingOverflow(inner[i]).partialValue
        }
      }
      let columns = try indices.element(axes - 1).slice(range).int64s(path: path)
      try body(SparseBuilder.Piece(rows: rows, columns: columns, values: values.slice(range).floats()))
    }
  }

  /// `NAME_y_train.pt` beside `NAME_X_train_sae.pt`; nil if there is none.
  private static func labels(beside input: StateInput, rows: Int) throws -> ExampleTable? {
    guard let mark = input.name.range(of: "_X_", options: .backwards), input.name.hasSuffix("_sae.pt") else {
      return nil
    }
    let split = input.name[mark.upperBound...].dropLast("_sae.pt".count)
    let path = FilePaths.join(input.parent, input.name[..<mark.lowerBound] + "_y_" + split + ".pt")
    guard FilePaths.exists(path) else { return nil }
    let codes = try PlainArrays.integers(PlainArrays.onlyTensor(path), path: path)
    guard codes.count == rows else {
      throw AtlasError(path: path, "\(codes.count) labels, but \(input.path) has \(rows) rows")
    }
    let column = CategoryColumn(name: "label", cells: codes.map(String.init))
    return ExampleTable(
      path: path, ids: (0..<rows).map(String.init), classes: column.values, labels: column.codes,
      splits: [String](repeating: String(split), count: rows))
  }
}
