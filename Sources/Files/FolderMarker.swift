import Diagnostics
import Glibc

/// The file `.feature-atlas`, which lies in every folder this tool makes: without it a folder is never replaced. It names
/// the files that the tool wrote, so that all others are known to be somebody else's.
public struct FolderMarker: Equatable, Sendable {
  static let fileName = ".feature-atlas"
  private static let title = "This folder is written by feature-atlas and replaced as a whole."
  private static let remark = "It wrote the files below; others are kept."
  /// A list of a million files with long names is smaller.
  private static let largestSize = 256 << 20

  /// Files of the tool, but for the marker; nil in markers of earlier versions, which do not say.
  public var written: Set<RawPath>?
  /// What was there before and was kept: files, and folders with all that is in them, which end with `/`.
  public var kept: [RawPath] = []

  /// A marker of a folder that is about to be written.
  public init(written: Set<RawPath>?, kept: [RawPath] = []) {
    self.written = written
    self.kept = kept
  }

  /// The marker of a folder; nil where there is none that this tool wrote.
  public init?(in folder: FolderHandle) {
    guard let descriptor = FolderMarker.open(in: folder) else { return nil }
    defer { close(descriptor) }
    self.init(reading: descriptor)
  }

  /// The marker of an open folder, if it is a plain file. A pipe of this name is not waited for.
  static func open(in folder: FolderHandle) -> Int32? {
    // Some network file systems lock only what is open for writing.
    for way in [O_RDWR, O_RDONLY] {
      let descriptor = openat(folder.descriptor, fileName, way | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG { return descriptor }
      close(descriptor)
      return nil
    }
    return nil
  }

  init?(reading descriptor: Int32) {
    var content: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while content.count < FolderMarker.largestSize {
      let count = pread(descriptor, &block, block.count, off_t(content.count))
      guard count > 0 else { break }
      content += block[..<count]
    }
    let lines = String(decoding: content, as: UTF8.self).split(separator: "\n")
    guard lines.first == FolderMarker.title[...] else { return nil }
    guard lines.count > 1 else {
      written = nil
      return
    }
    var written: Set<RawPath> = []
    for line in lines.dropFirst() {
      if line.hasPrefix("wrote ") { written.insert(RawPath(escaped: line.dropFirst(6))) }
      if line.hasPrefix("kept ") { kept.append(RawPath(escaped: line.dropFirst(5))) }
    }
    self.written = written
  }

  var content: [UInt8] {
    var text = FolderMarker.title + "\n"
    if let written {
      text += FolderMarker.remark + "\n"
      for path in kept.sorted() { text += "kept \(path.text)\n" }
      for path in written.sorted() { text += "wrote \(path.text)\n" }
    }
    return Array(text.utf8)
  }
}

/// The marker of a folder that is being filled or moved, locked for as long as this object lives.
final class MarkerLock: Sendable {
  private let descriptor: Int32
  /// False where the file system knows no locks.
  let isHeld: Bool

  /// Makes the marker of a new folder.
  init(making folder: FolderHandle) throws {
    let path = Paths.join(folder.path, FolderMarker.fileName)
    descriptor = openat(
      folder.descriptor, FolderMarker.fileName, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileErrors.cannotWrite(path, errno) }
    // Locked before it has content: without content nobody takes the folder for a left-over. Where locks are not known,
    // nobody gets one either, and the folder is not taken for a left-over.
    isHeld = flock(descriptor, LOCK_EX) == 0
    try write(FolderMarker(written: nil), path)
  }

  /// Locks the marker of a folder that is there.
  ///
  /// - Returns: nil if it is not this tool's, or a run holds the lock.
  init?(of folder: FolderHandle) {
    guard let descriptor = FolderMarker.open(in: folder) else { return nil }
    let isHeld = flock(descriptor, LOCK_EX | LOCK_NB) == 0
    guard isHeld || errno != EWOULDBLOCK, FolderMarker(reading: descriptor) != nil else {
      close(descriptor)
      return nil
    }
    (self.descriptor, self.isHeld) = (descriptor, isHeld)
  }

  deinit { close(descriptor) }

  /// Replaces the content.
  func write(_ marker: FolderMarker, _ path: String) throws {
    try marker.content.withUnsafeBytes { bytes in
      guard lseek(descriptor, 0, SEEK_SET) == 0, ftruncate(descriptor, 0) == 0 else {
        throw FileErrors.cannotWrite(path, errno)
      }
      try FileSink.write(bytes, to: descriptor, path)
    }
  }
}
