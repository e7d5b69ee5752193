import Diagnostics
import Files
import Glibc
import LinearAlgebra
import Synchronization

/// Encoded blocks on disk, each under the digest of the encoder and of the very states it was made of.
///
/// What is stored is one row per token, so that poolings and numbers of examples can change without encoding again. A
/// run that was interrupted finds all but the blocks it was working on; machines that share the folder fill it together.
public final class BlockCache: Sendable {
  /// Bytes that `trim` leaves by default.
  public static let usualLimit = 16 << 30
  /// To be raised whenever the encoder's numbers change in any bit.
  public static let revision = "feature-atlas blocks 2"

  /// Where the blocks lie; it may be shared.
  public let folder: String
  private let found = Atomic<Int>(0)
  private let made = Atomic<Int>(0)
  private let unwritten = Atomic<Int>(0)
  /// Bytes that `trim` leaves; nil: it removes nothing.
  public let limit: Int?

  /// - Parameter limit: bytes that `trim` leaves; nil for a folder that the user named, which others may share.
  /// - Throws: `AtlasError` if the folder cannot be made.
  public init(_ folder: String, limit: Int? = BlockCache.usualLimit) throws {
    self.limit = limit
    self.folder = Paths.withoutTrailingSlash(folder)
    try Paths.makeFolders(self.folder)
    let tag = Paths.join(self.folder, "CACHEDIR.TAG")
    if !Paths.exists(tag) {
      // What backup programs look for: bford.info/cachedir.
      try FileSink.replace(tag, Array("Signature: 8a477f597d28d172789f06886806bc55\n# Made by feature-atlas.\n".utf8))
    }
  }

  /// The name of a block: a digest of the encoder's digest and that of the block's states.
  static func key(encoder: String, states: String) -> String {
    var digest = RunningDigest()
    digest.update(revision)
    digest.update(encoder)
    digest.update(states)
    return digest.hex()
  }

  /// The stored rows of a block; nil where there are none, or damaged ones.
  func rows(_ key: String, rowCount: Int, columnCount: Int) -> SparseMatrix? {
    let path = path(of: key)
    let rows = (try? MappedFile(path))?.withBytes {
      StoredRows.rows(from: $0, rowCount: rowCount, columnCount: columnCount)
    }
    guard let rows = rows ?? nil else { return nil }
    // What is used stays longest.
    utimes(path, nil)
    found.wrappingAdd(1, ordering: .relaxed)
    return rows
  }

  /// Stores the rows of a block whole or not at all. A full disk only costs the next run its head start.
  func store(_ rows: SparseMatrix, _ key: String) {
    made.wrappingAdd(1, ordering: .relaxed)
    let path = path(of: key)
    do {
      try Paths.makeFolders(Paths.folder(of: path))
      try FileSink.replace(path, StoredRows.bytes(of: rows))
    } catch {
      unwritten.wrappingAdd(1, ordering: .relaxed)
    }
  }

  /// Blocks that were found since the last report.
  public var foundCount: Int { found.load(ordering: .relaxed) }

  /// What happened since the last call, in words; nil where nothing did.
  public func report() -> String? {
    let found = found.exchange(0, ordering: .relaxed)
    let made = made.exchange(0, ordering: .relaxed)
    let unwritten = unwritten.exchange(0, ordering: .relaxed)
    guard found + made > 0 else { return nil }
    let source =
      made == 0
      ? "from cache" : found == 0 ? "nothing in the cache yet" : "\(found) of \(found + made) blocks from cache"
    return "encode: \(source)" + (unwritten > 0 ? "; \(unwritten) blocks could not be written to \(folder)" : "")
  }

  /// Removes the blocks that were not used for longest until at most `limit` bytes are left.
  public func trim() {
    guard let limit else { return }
    let files = ((try? Paths.files(under: folder)) ?? []).filter(BlockCache.isOurs).map { name in
      var status = stat()
      let path = Paths.join(folder, name)
      let isThere = stat(path, &status) == 0
      return (path: path, size: isThere ? Int(status.st_size) : 0, used: Int(status.st_mtim.tv_sec))
    }
    var total = files.reduce(0) { $0 + $1.size }
    for file in files.sorted(by: { $0.used < $1.used }) where total > limit {
      unlink(file.path)
      total -= file.size
    }
  }

  /// Whether a path in the folder is a block, or what a killed run left of one: a wrong `--cache` must cost nobody files.
  private static func isOurs(_ name: String) -> Bool {
    let parts = name.split(separator: "/")
    guard parts.count == 2, parts[0].utf8.count == 2 else { return false }
    if UniqueName.isFile(parts[1]) { return parts[0].allSatisfy(\.isHexDigit) }
    guard let dot = parts[1].firstIndex(of: ".") else { return false }
    let digest = parts[0] + parts[1][..<dot]
    return digest.utf8.count == 64 && digest.allSatisfy(\.isHexDigit) && parts[1][dot...].hasPrefix(".block")
  }

  private func path(of key: String) -> String { Paths.join(folder, "\(key.prefix(2))/\(key.dropFirst(2)).block") }
}
