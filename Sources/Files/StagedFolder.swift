import Diagnostics
import Glibc
import Synchronization

/// An output folder that is built beside its target and swapped in whole: until `commit` the target stays as it was,
/// and a run that fails or is killed leaves at most a `.NAME.partial-…` folder beside it, which the next run removes.
///
/// Only folders that carry the marker file (or are empty, or do not exist) are replaced.
public final class StagedFolder: Sendable {
  /// Lies in every folder this tool makes; without it a folder is never replaced.
  public static let marker = ".feature-atlas"

  public let target: String
  /// The folder that is being filled.
  public let staging: String
  private let madeFolders = Mutex<Set<String>>([])

  /// - Throws: `AtlasError` if the target is a file or a folder of somebody else's, or its parent cannot be written.
  public init(replacing target: String) throws {
    let target = Paths.withoutTrailingSlash(target)
    try StagedFolder.checkReplaceable(target)
    let parent = Paths.folder(of: target)
    try Paths.makeFolders(parent)
    let prefix = ".\(Paths.name(of: target)).partial-"
    for name in try Paths.entries(of: parent) where name.hasPrefix(prefix) {
      if StagedFolder.isAbandoned(name) { try Paths.removeTree(Paths.join(parent, name)) }
    }
    self.target = target
    staging = Paths.join(parent, prefix + String(getpid()))
    if mkdir(staging, 0o777) != 0 { throw FileErrors.cannotWrite(staging, errno) }
    try write(StagedFolder.marker, Array("This folder is written by feature-atlas and replaced as a whole.\n".utf8))
  }

  /// Refuses a target that this tool did not make, before any work is done.
  public static func checkReplaceable(_ target: String) throws {
    guard Paths.exists(target) else { return }
    guard Paths.isFolder(target) else {
      throw AtlasError(
        path: target, "the output is to be a folder, but a file of this name is there",
        hint: "give another name with -o")
    }
    if try !Paths.entries(of: target).isEmpty, !Paths.exists(Paths.join(target, marker)) {
      throw AtlasError(
        path: target, "this folder is not empty and was not made by feature-atlas; it is not replaced",
        hint: "give another folder with -o, or remove this one yourself")
    }
  }

  /// Writes one file; `path` is relative, without `..`. Safe to call from several threads for different paths.
  public func write(_ path: String, _ bytes: [UInt8]) throws {
    guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
      throw AtlasError(.failure, path: path, "an output path leaves the output folder")
    }
    let full = Paths.join(staging, path)
    let folder = Paths.folder(of: full)
    try madeFolders.withLock { made in
      if !made.contains(folder) {
        try Paths.makeFolders(folder)
        made.insert(folder)
      }
    }
    try FileSink.write(full, bytes)
  }

  /// Swaps the finished folder in and removes the old one.
  public func commit() throws {
    if rename(staging, target) == 0 { return }
    // The target exists and is not empty: exchange the two names in one step, then drop what was there.
    if StagedFolder.exchange(staging, target) {
      try Paths.removeTree(staging)
      return
    }
    // File systems without an exchange: two steps, the old one kept until the new one is in place.
    let old = staging + ".old"
    guard rename(target, old) == 0 else { throw FileErrors.cannotWrite(target, errno) }
    guard rename(staging, target) == 0 else {
      let code = errno
      rename(old, target)
      throw FileErrors.cannotWrite(target, code)
    }
    try Paths.removeTree(old)
  }

  /// Removes what was written; the target stays as it was.
  public func discard() {
    try? Paths.removeTree(staging)
  }

  /// `renameat2(…, RENAME_EXCHANGE)`, which the Glibc module does not export.
  private static func exchange(_ a: String, _ b: String) -> Bool {
    typealias Renameat2 = @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
    guard let symbol = dlsym(nil, "renameat2") else { return false }
    let exchangeFlag: UInt32 = 2
    return unsafeBitCast(symbol, to: Renameat2.self)(AT_FDCWD, a, AT_FDCWD, b, exchangeFlag) == 0
  }

  /// Whether the process that made a partial folder is gone.
  private static func isAbandoned(_ name: String) -> Bool {
    let digits = name.split(separator: "-").last?.prefix { $0.isNumber } ?? ""
    guard let process = Int32(digits) else { return false }
    return process == getpid() || (kill(process, 0) != 0 && errno == ESRCH)
  }
}
