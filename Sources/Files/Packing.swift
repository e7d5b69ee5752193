/// How the bytes of a file are packed; told by its first bytes, never by its name.
public enum Packing: Sendable, Equatable {
  case plain, gzip, zstd

  /// - Parameter bytes: the beginning of the file; four bytes suffice.
  public init(firstBytes bytes: UnsafeRawBufferPointer) {
    if bytes.starts(with: [0x1f, 0x8b]) {
      self = .gzip
    } else if bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
      self = .zstd
    } else {
      self = .plain
    }
  }

  /// A file name without the ending of its packing: `a.csv.gz` → `a.csv`.
  public static func unpackedName(_ name: String) -> String {
    for ending in [".gz", ".zst", ".zstd"] where name.hasSuffix(ending) { return String(name.dropLast(ending.count)) }
    return name
  }
}
