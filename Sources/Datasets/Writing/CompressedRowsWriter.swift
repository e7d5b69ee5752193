import Diagnostics
import Files
import LinearAlgebra
import TensorFiles

/// Writes sparse rows as they come to a SciPy CSR .npz: columns and values wait in nameless files on the output's
/// disk, which are mapped when the archive is put together. In memory is one number per row.
public final class CompressedRowsWriter {
  private let path: String
  private let columnCount: Int
  private var offsets = [0]
  private let indices: OutputFile
  private let values: OutputFile

  /// - Throws: `AtlasError` of kind `failure` if the folder cannot be written.
  public init(_ path: String, columnCount: Int) throws {
    self.path = path
    self.columnCount = columnCount
    indices = try OutputFile(spillingBeside: path + ".indices")
    values = try OutputFile(spillingBeside: path + ".data")
  }

  /// Rows appended so far.
  public var rowCount: Int { offsets.count - 1 }
  /// Values stored in these rows.
  public var entryCount: Int { offsets[rowCount] }

  /// Appends the rows of a matrix with as many columns.
  public func append(_ rows: SparseMatrix) throws {
    try rows.indices.withUnsafeBytes { try indices.write($0) }
    try rows.values.withUnsafeBytes { try values.write($0) }
    let start = entryCount
    for offset in rows.offsets.dropFirst() { offsets.append(start + offset) }
  }

  /// Gives the file its name, complete.
  ///
  /// - Parameters:
  ///   - exampleOffsets: [examples + 1] over the rows.
  ///   - features: the only ones that were written; nil: all.
  public func finish(
    exampleOffsets: [Int], leftOut: TokenDrop = .none, part: FeaturePart? = nil, features: ClosedRange<Int>? = nil
  ) throws {
    let (indices, values) = (try indices.mapped(), try values.mapped())
    try indices.withBytes { indices in
      try values.withBytes { values in
        try CompressedRowsWriter.write(
          columnCount: columnCount, rowOffsets: offsets, indices: indices, values: values,
          exampleOffsets: exampleOffsets, leftOut: leftOut, part: part, features: features, to: path)
      }
    }
  }

  /// `data` float32, `indices` int32, `indptr` int64, `shape` int64 [2], `format`. Where rows are tokens, a further member
  /// `offsets` int64 [examples + 1] says whose; `left_out` uint8 has the UTF-8 of the tokens that were left out, each ended
  /// by a zero; a part of a sharded run says which; `only_features` int64 [2] has the first and the last feature where not all
  /// were written. SciPy passes over all of them.
  static func write(
    columnCount: Int, rowOffsets: [Int], indices: UnsafeRawBufferPointer, values: UnsafeRawBufferPointer,
    exampleOffsets: [Int], leftOut: TokenDrop, part: FeaturePart?, features: ClosedRange<Int>? = nil,
    to path: String, zip64From limit: Int = 0xFFFF_FFFF
  ) throws {
    let file = try OutputFile(path)
    var archive = ZipWriter(file, zip64From: limit)
    func add(_ name: String, _ type: String, _ shape: [Int], _ content: UnsafeRawBufferPointer) throws {
      try PlainWriter.npyHeader(type, shape).withUnsafeBytes { try archive.add(name + ".npy", [$0, content]) }
    }
    let rowCount = rowOffsets.count - 1
    let entryCount = rowOffsets[rowCount]
    try add("indices", "<i4", [entryCount], indices)
    try rowOffsets.withUnsafeBytes { try add("indptr", "<i8", [rowOffsets.count], $0) }
    try Array("csr".utf8).withUnsafeBytes { try add("format", "|S3", [], $0) }
    try [rowCount, columnCount].withUnsafeBytes { try add("shape", "<i8", [2], $0) }
    try add("data", "<f4", [entryCount], values)
    if exampleOffsets != StateOffsets.onePerExample(rowCount) {
      try exampleOffsets.withUnsafeBytes { try add("offsets", "<i8", [exampleOffsets.count], $0) }
    }
    if !leftOut.isEmpty {
      let bytes = leftOut.words.flatMap { word -> [UInt8] in Array(word.utf8) + [0] }
      try bytes.withUnsafeBytes { try add("left_out", "|u1", [bytes.count], $0) }
    }
    if let features {
      try [features.lowerBound, features.upperBound].withUnsafeBytes { try add(onlyFeatures, "<i8", [2], $0) }
    }
    if let part {
      let bytes = try part.bytes()
      try bytes.withUnsafeBytes { try add("part", "|u1", [bytes.count], $0) }
    }
    try archive.finish()
    try file.finish()
  }

  /// Name of the member that says which features alone were written.
  static let onlyFeatures = "only_features"

  /// The tokens that were left out of a file of features.
  ///
  /// - Throws: `AtlasError` where the member is not such a list.
  static func leftOut(_ container: any TensorContainer) throws -> TokenDrop {
    guard container.contains("left_out") else { return .none }
    let numbers = try PlainArrays.integers(container.tensor("left_out"), path: container.path)
    let bytes = numbers.compactMap { UInt8(exactly: $0) }
    guard bytes.count == numbers.count, bytes.last == 0, let text = String(validating: bytes.dropLast(), as: UTF8.self)
    else { throw AtlasError(path: container.path, "the list of tokens that were left out is damaged") }
    return TokenDrop(text.split(separator: "\0", omittingEmptySubsequences: false).map(String.init))
  }
}
