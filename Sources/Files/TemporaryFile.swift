import Diagnostics
import Glibc

/// A file that appears under its name only when it is complete: written beside it under another name, then renamed.
public final class TemporaryFile {
  /// The file that is made or replaced: what a link leads to, not the link.
  public let path: String
  /// Open for writing; -1 once the file is finished.
  public private(set) var descriptor: Int32
  /// Where its bytes lie until then, in the same folder: for those who try the file before it gets its name.
  public var unfinishedPath: String { temporary }
  private let temporary: String
  /// In the list of unfinished work; nil where nothing has to be removed.
  private var number: Int?

  /// A terminal, a pipe or `/dev/null` is written to as it is: it must not be replaced by a file.
  ///
  /// - Throws: `AtlasError` of kind `failure` if the folder does not exist or cannot be written.
  public init(_ path: String) throws {
    var status = stat()
    var target = path
    if stat(path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFREG:
        guard let real = realpath(path, nil) else { throw FileErrors.cannotWrite(path, errno) }
        defer { free(real) }
        target = String(cString: real)
      case S_IFDIR:
        throw AtlasError(path: path, "this is a folder, where a file is to be written", hint: "name a file in it")
      default:
        self.path = path
        temporary = path
        descriptor = open(path, O_WRONLY | O_CLOEXEC)
        if descriptor < 0 { throw FileErrors.cannotWrite(path, errno) }
        return
      }
    } else if Paths.exists(path) {
      throw AtlasError(path: path, "this is a link that leads nowhere", hint: "remove it, or mend it")
    }
    self.path = target
    let temporary = Paths.join(Paths.folder(of: target), UniqueName.file())
    self.temporary = temporary
    (descriptor, number) = try UnfinishedWork.locked { list in
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard descriptor >= 0 else { throw FileErrors.cannotWrite(path, errno) }
      return (descriptor, list.add(.file(path: temporary)))
    }
  }

  /// A file without a name on the disk of `path`, for reading too: it is gone when this object is, however the process
  /// ends.
  public init(namelessBeside path: String) throws {
    self.path = path
    temporary = Paths.join(Paths.folder(of: path), UniqueName.file())
    let temporary = temporary
    // A signal in between would leave the name behind.
    descriptor = try UnfinishedWork.locked { _ in
      let descriptor = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else { throw FileErrors.cannotWrite(path, errno) }
      unlink(temporary)
      return descriptor
    }
  }

  /// Without `finish` nothing remains.
  deinit {
    if descriptor >= 0 { close(descriptor) }
    if let number {
      unlink(temporary)
      UnfinishedWork.forget(number)
    }
  }

  /// Appends the bytes.
  ///
  /// - Throws: `AtlasError` with the path of the file that is to be, say where the disk is full.
  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    try FileSink.write(bytes, to: descriptor, path)
  }

  /// Gives the file its name.
  public func finish() throws {
    let status = close(descriptor)
    descriptor = -1
    guard status == 0 else { throw FileErrors.cannotWrite(path, errno) }
    guard let number else { return }
    try UnfinishedWork.locked { list in
      guard rename(temporary, path) == 0 else { throw FileErrors.cannotWrite(path, errno) }
      list.replace(number, by: nil)
    }
    self.number = nil
  }
}
