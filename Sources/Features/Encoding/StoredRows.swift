import Files
import LinearAlgebra

/// Token rows of one block as bytes of a cache file: a magic word, numbers of rows and entries, a checksum, then entries
/// per row (u32), columns (i32) and values (f32), low byte first.
enum StoredRows {
  private static let magic: UInt64 = 0x3152_4B4C_4241_4546
  private static let headerSize = 32

  static func bytes(of rows: SparseMatrix) -> [UInt8] {
    var body: [UInt8] = []
    body.reserveCapacity(rows.rowCount * 4 + rows.entryCount * 8)
    let counts = (0..<rows.rowCount).map { UInt32(rows.range(ofRow: $0).count) }
    counts.withUnsafeBytes { body.append(contentsOf: $0) }
    rows.indices.withUnsafeBytes { body.append(contentsOf: $0) }
    rows.values.withUnsafeBytes { body.append(contentsOf: $0) }
    let checksum = UInt64(body.withUnsafeBytes { Checksum.crc32($0) })
    let header = [magic, UInt64(rows.rowCount), UInt64(rows.entryCount), checksum]
    return header.withUnsafeBytes { Array($0) } + body
  }

  /// nil unless the bytes are exactly what `bytes(of:)` makes of a matrix of these sizes: a damaged file is encoded anew.
  static func rows(from bytes: UnsafeRawBufferPointer, rowCount: Int, columnCount: Int) -> SparseMatrix? {
    guard bytes.count >= headerSize else { return nil }
    let header = (0..<4).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) }
    guard header[0] == magic, header[1] == UInt64(rowCount), header[2] <= UInt64(bytes.count / 8) else { return nil }
    let entries = Int(header[2])
    let body = UnsafeRawBufferPointer(rebasing: bytes[headerSize...])
    guard body.count == rowCount * 4 + entries * 8, UInt64(Checksum.crc32(body)) == header[3] else { return nil }
    let counts: StoredNumbers<UInt32> = list(body, from: 0, count: rowCount)
    var rows = SparseMatrix(
      columnCount: columnCount, indices: list(body, from: rowCount * 4, count: entries),
      values: list(body, from: rowCount * 4 + entries * 4, count: entries))
    var end = 0
    for count in counts {
      end += Int(count)
      rows.offsets.append(end)
    }
    guard end == entries, (0..<rowCount).allSatisfy({ isAscending(rows, row: $0) }) else { return nil }
    return rows
  }

  private static func list<T: BitwiseCopyable & Sendable>(_ bytes: UnsafeRawBufferPointer, from start: Int, count: Int)
    -> StoredNumbers<T>
  {
    let size = MemoryLayout<T>.stride
    return StoredNumbers(unsafeUninitializedCapacity: count) { target, filled in
      UnsafeMutableRawBufferPointer(target).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + count * size]))
      filled = count
    }
  }

  private static func isAscending(_ rows: SparseMatrix, row: Int) -> Bool {
    var last: Int32 = -1
    for column in rows.indices[rows.range(ofRow: row)] {
      if column <= last || column >= rows.columnCount { return false }
      last = column
    }
    return true
  }
}
