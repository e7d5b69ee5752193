import Diagnostics
import LinearAlgebra
import TensorFiles

/// SciPy sparse matrices in .npz (`scipy.sparse.save_npz`): CSR, CSC and COO; saev's `token_acts.npz` is one.
///
/// One row per token or per example. An additional member `offsets`, or a file `offsets.npy` beside, says which rows
/// belong to which example; without it every row is an example.
enum CompressedRows {
  static let layout = StateLayout(
    name: "SciPy sparse matrix (.npz)",
    detect: { $0.hasArrays("data", "shape", "format") },
    open: { input, _ in
      guard let container = input.container else { throw AtlasError(path: input.path, "a file is needed") }
      return try open(container, input)
    })

  private static func open(_ container: any TensorContainer, _ input: StateInput) throws -> OpenedActivations {
    let path = container.path
    func integers(_ name: String) throws -> [Int64] {
      try PlainArrays.integers(container.tensor(name), path: path)
    }
    if container.contains(CompressedRowsWriter.onlyFeatures) {
      throw AtlasError(
        path: path, "this holds some features alone, as `merge --features` wrote them",
        hint: "give the file that `merge` writes without --features; SciPy reads this one")
    }
    let shape = try integers("shape")
    guard shape.count == 2 else { throw AtlasError(path: path, "shape \(shape) is not that of a matrix") }
    let rows = Int(shape[0])
    let columns = Int(shape[1])
    let data = try container.tensor("data")
    guard data.shape.count == 1, !data.elementType.isText else {
      throw AtlasError(
        path: path, "data has shape \(data.shape) of \(data.elementType.rawValue), where a list of numbers is needed",
        hint: "block matrices are not read: convert with .tocsr()")
    }
    let values = data.floats()
    let builder = try SparseBuilder(path: path, rows: rows, columns: columns, entries: values.count)
    let matrix: SparseMatrix
    let format = try formatName(container)
    switch format {
    case "csr":
      matrix = try compressed(builder, try integers("indptr"), try integers("indices"), values)
    case "csc":
      // The same three lists, with columns in the place of rows.
      let flipped = try SparseBuilder(path: path, rows: columns, columns: rows, entries: values.count)
      matrix = try compressed(flipped, try integers("indptr"), try integers("indices"), values).transposed()
    case "coo":
      let piece = SparseBuilder.Piece(rows: try integers("row"), columns: try integers("col"), values: values)
      matrix = try builder.build { try $0(piece) }
    default:
      throw AtlasError(
        path: path, "sparse matrices of the format \(quoted(format)) are not read",
        hint: "save it as CSR: scipy.sparse.save_npz(path, matrix.tocsr())")
    }
    let (offsets, file) = try offsets(container, input, rows: rows)
    return OpenedActivations(
      .encoded(
        EncodedFeatures(
          matrix: matrix, offsets: offsets, files: [path] + [file].compactMap { $0 },
          leftOut: try CompressedRowsWriter.leftOut(container))),
      notes: format == "csc" ? ["The matrix is stored by columns (CSC) and was turned into rows."] : [])
  }

  private static func formatName(_ container: any TensorContainer) throws -> String {
    do {
      guard let name = try container.tensor("format").strings().first else { return "" }
      return name
    } catch let error as AtlasError {
      throw error.located(path: container.path)
    }
  }

  static func compressed(
    _ builder: SparseBuilder, _ indptr: [Int64], _ indices: [Int64], _ values: [Float]
  ) throws -> SparseMatrix {
    guard indptr.count == builder.rowCount + 1, indptr.first == 0, indptr.last == Int64(values.count),
      indices.count == values.count, zip(indptr, indptr.dropFirst()).allSatisfy({ $0 <= $1 })
    else {
      throw AtlasError(
        path: builder.path,
        "indptr (\(indptr.count) entries), indices (\(indices.count)) and data (\(values.count)) do not fit together",
        hint: "indptr ascends from 0 to the number of stored values, one entry per row and one more")
    }
    return try builder.canonical(
      SparseMatrix(
        columnCount: builder.columnCount, offsets: indptr.map(Int.init), indices: indices.map(builder.column),
        values: values))
  }

  private static func offsets(
    _ container: any TensorContainer, _ input: StateInput, rows: Int
  ) throws -> (offsets: [Int], file: String?) {
    if container.contains("offsets") {
      let values = try PlainArrays.integers(container.tensor("offsets"), path: container.path)
      return (try StateOffsets.check(values, tokens: rows, path: container.path), nil)
    }
    let beside = FilePaths.join(input.parent, "offsets.npy")
    if FilePaths.exists(beside) {
      let values = try PlainArrays.integers(PlainArrays.onlyTensor(beside), path: beside)
      // Rows that are examples already, beside the offsets of their tokens, need none.
      if values.last == Int64(rows) { return (try StateOffsets.check(values, tokens: rows, path: beside), beside) }
    }
    return (StateOffsets.onePerExample(rows), nil)
  }
}
