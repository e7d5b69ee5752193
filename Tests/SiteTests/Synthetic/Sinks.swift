import Files
import Synchronization

/// Keeps the pages in memory.
final class MemorySink: PageSink {
  private let pages = Mutex<[String: [UInt8]]>([:])

  func write(_ path: String, _ bytes: [UInt8]) throws { pages.withLock { $0[path] = bytes } }

  var files: [String: [UInt8]] { pages.withLock { $0 } }
  func text(_ path: String) -> String { String(decoding: files[path] ?? [], as: UTF8.self) }
}

/// Writes the pages into a folder.
struct FolderSink: PageSink {
  let folder: String

  func write(_ path: String, _ bytes: [UInt8]) throws {
    let target = Paths.join(folder, path)
    try Paths.makeFolders(Paths.folder(of: target))
    try FileSink.write(target, bytes)
  }
}
