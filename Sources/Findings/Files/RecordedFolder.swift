import Diagnostics
import Files
import Synchronization

/// A staged folder that remembers path, size and digest of every file written into it, and that no file is written to twice.
public final class RecordedFolder: PageSink {
  private let folder: StagedFolder
  /// By path in small letters, since some file systems do not tell capitals apart.
  private let files = Mutex<[String: InputFile]>([:])

  public init(_ folder: StagedFolder) { self.folder = folder }

  /// - Throws: `AtlasError` where a file of that name, capitals aside, was written before.
  public func write(_ path: String, _ bytes: [UInt8]) throws {
    let record = InputFile(path: path, bytes: bytes.count, sha256: SHA256Digest.hex(of: bytes))
    let earlier = files.withLock { $0.updateValue(record, forKey: path.lowercased()) }
    if let earlier {
      throw AtlasError(
        .failure, path: path, "two results would be written to this file and to \(earlier.path): one would be lost",
        hint: "rename the attribute, label or dataset that has almost the same name as another")
    }
    try folder.write(path, bytes)
  }

  /// What was written so far, sorted by path.
  public var written: [InputFile] {
    files.withLock { $0.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) } }
  }
}
