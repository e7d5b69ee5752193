import Diagnostics

/// A zip archive whose bytes follow from names and contents alone: entries are stored, in the order of their names, with the
/// date 1980-01-01, mode 644, names in UTF-8 and no extra fields. Nothing tells when, where or by whom it was made.
public struct StoredZip {
  private var out = ByteWriter(capacity: 1 << 20)
  private var directory = ByteWriter(capacity: 1 << 12)
  private var count = 0

  /// - Parameter files: paths with `/`, and contents; each path once.
  /// - Throws: `AtlasError` where the archive would be larger than the plain format can say: 65,535 files, 4 GiB.
  public static func bytes(_ files: [(path: String, bytes: [UInt8])]) throws -> [UInt8] {
    let size = files.reduce(0) { $0 + $1.bytes.count + 2 * $1.path.utf8.count + 128 }
    guard files.count < 0xFFFF, size < 0xFFFF_FFFF else {
      throw AtlasError(
        .failure, "\(files.count) files of \(size) bytes are too many for one zip archive",
        hint: "leave out features or data sets: an archive holds at most 65,535 files and 4 GiB")
    }
    var zip = StoredZip()
    for file in files.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
      zip.add(file.path, file.bytes)
    }
    return zip.finished()
  }

  private mutating func add(_ path: String, _ bytes: [UInt8]) {
    let sum = bytes.withUnsafeBytes { Checksum.crc32($0) }
    let offset = out.bytes.count
    out.append(word: 0x0403_4B50)
    Self.append(common: path, sum, bytes.count, to: &out)
    out.append(Array(path.utf8))
    out.append(bytes)
    directory.append(word: 0x0201_4B50)
    // Made by version 2.0 for Unix, whose modes the attributes below hold.
    directory.append(half: 0x0314)
    Self.append(common: path, sum, bytes.count, to: &directory)
    // Comment, disk, and attributes for other programs: none.
    for _ in 0..<3 { directory.append(half: 0) }
    directory.append(word: 0o100644 << 16)
    directory.append(word: UInt32(offset))
    directory.append(Array(path.utf8))
    count += 1
  }

  /// What the header of an entry and its place in the directory have in common.
  private static func append(common path: String, _ sum: UInt32, _ size: Int, to out: inout ByteWriter) {
    out.append(half: 20)
    // Names are UTF-8.
    out.append(half: 1 << 11)
    // Stored, at midnight of 1980-01-01.
    out.append(half: 0)
    out.append(half: 0)
    out.append(half: 1 << 5 | 1)
    out.append(word: sum)
    out.append(word: UInt32(size))
    out.append(word: UInt32(size))
    out.append(half: UInt16(path.utf8.count))
    out.append(half: 0)
  }

  private func finished() -> [UInt8] {
    var all = out
    all.append(directory.bytes)
    all.append(word: 0x0605_4B50)
    all.append(half: 0)
    all.append(half: 0)
    all.append(half: UInt16(count))
    all.append(half: UInt16(count))
    all.append(word: UInt32(directory.bytes.count))
    all.append(word: UInt32(out.bytes.count))
    all.append(half: 0)
    return all.bytes
  }
}

extension ByteWriter {
  /// Little-endian.
  fileprivate mutating func append(half value: UInt16) {
    append(UInt8(truncatingIfNeeded: value))
    append(UInt8(truncatingIfNeeded: value >> 8))
  }

  fileprivate mutating func append(word value: UInt32) {
    append(half: UInt16(truncatingIfNeeded: value))
    append(half: UInt16(truncatingIfNeeded: value >> 16))
  }
}
