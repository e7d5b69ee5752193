import Diagnostics
import Glibc
import Synchronization

/// An output folder that is built beside its target and swapped in whole: until `commit` the target stays as it was.
/// A run that fails or is interrupted removes what it wrote; one that is killed leaves a hidden folder beside the
/// target, which the next run removes (`LeftOvers`).
///
/// Only folders that carry the marker file (or are empty, or do not exist) are replaced. Files in them that this tool did
/// not write are carried over into the new folder. A file that the target has already with the same bytes is not written
/// again: it gets a second name (`EarlierFiles`).
public final class StagedFolder: Sendable {
  /// Lies in every folder this tool makes; without it a folder is never replaced.
  public static let marker = FolderMarker.fileName

  /// The folder that is being filled.
  public let staging: String
  /// What is to be said of left-overs of other runs.
  public let notes: [String]
  private let output: OutputFolder
  private let target: RawPath
  private let run = LeftOvers.newRun()
  private let parent: FolderHandle
  private let name: RawPath
  private let folder: FolderHandle
  private let lock: MarkerLock
  /// In the list of unfinished work.
  private let number: Int
  private let written = Mutex<Set<String>>([])
  private let madeFolders = Mutex<Set<String>>([])
  private let earlier: EarlierFiles?
  /// Files that were the same in the target.
  private let reused = Mutex<Set<String>>([])
  /// Published: `folder` is no longer this object's to remove.
  private let isCommitted = Atomic<Bool>(false)

  /// - Parameters:
  ///   - target: may be a link to a folder, which is then the one that is replaced.
  ///   - filesOfEarlierVersions: the files that this tool wrote into a folder, where its marker does not say.
  /// - Throws: `AtlasError` if the target is a file or a folder of somebody else's, or its parent cannot be written.
  public convenience init(
    replacing target: String, filesOfEarlierVersions: @escaping @Sendable (String) -> [String]? = { _ in nil }
  ) throws {
    try self.init(OutputFolder(target, filesOfEarlierVersions: filesOfEarlierVersions))
  }

  private init(_ output: OutputFolder) throws {
    try Paths.makeFolders(output.parent)
    let parent = try FolderHandle(output.parent)
    notes = LeftOvers.tidy(parent, target: output.name)
    let name = LeftOvers.name(output.name, .partial, run: run)
    let staging = Paths.join(output.parent, name.text)
    (folder, number) = try UnfinishedWork.locked { list in
      guard name.withCString({ mkdirat(parent.descriptor, $0, 0o777) }) == 0 else {
        throw FileErrors.cannotWrite(staging, errno)
      }
      let folder = try FolderHandle(in: parent, name)
      return (folder, list.add(.folder(name, folder, in: parent)))
    }
    lock = try MarkerLock(making: folder)
    target = RawPath(output.name)
    earlier = (try? FolderHandle(in: parent, target)).map { EarlierFiles($0) }
    (self.parent, self.name, self.staging) = (parent, name, staging)
    self.output = output
  }

  deinit { UnfinishedWork.forget(number) }

  /// Refuses a target that this tool did not make, before any work is done.
  public static func checkReplaceable(
    _ target: String, filesOfEarlierVersions: @escaping @Sendable (String) -> [String]? = { _ in nil }
  ) throws {
    _ = try OutputFolder(target, filesOfEarlierVersions: filesOfEarlierVersions)
  }

  /// Writes one file; `path` is relative, without `..`. Safe to call from several threads for different paths.
  public func write(_ path: String, _ bytes: [UInt8]) throws {
    guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
      throw AtlasError(.failure, path: path, "an output path leaves the output folder")
    }
    UnfinishedWork.waitIfStopped()
    let full = Paths.join(staging, path)
    let folder = Paths.folder(of: full)
    try madeFolders.withLock { made in
      if !made.contains(folder) {
        try Paths.makeFolders(folder)
        made.insert(folder)
      }
    }
    let isNew = written.withLock { $0.insert(path).inserted }
    if isNew, let earlier, earlier.reuse(RawPath(path), bytes, as: full) {
      reused.withLock { _ = $0.insert(path) }
      return
    }
    // What has a second name in the target must not be written into.
    if !isNew, reused.withLock({ $0.remove(path) }) != nil { unlink(full) }
    try FileSink.write(full, bytes)
  }

  /// What differs from the target; its marker tells which files of the target were this tool's.
  public var changes: FolderChanges {
    let paths = written.withLock { $0 }
    let old = (try? FolderHandle(in: parent, target)).flatMap { FolderMarker(in: $0)?.written }
    return FolderChanges(
      files: paths.count, written: paths.count - reused.withLock { $0.count },
      removed: old.map { $0.subtracting(paths.map { RawPath($0) }).count } ?? 0, isRebuild: old != nil)
  }

  /// Swaps the finished folder in and removes the old one, after what others put into that was carried over.
  ///
  /// - Returns: sentences on what was kept and what could not be removed.
  /// - Throws: `AtlasError`; the target then is as it was.
  @discardableResult
  public func commit() throws -> [String] {
    try commit(exchange: { [parent, name, target] in parent.exchange(name, target) }, betweenSteps: {})
  }

  /// - Parameters:
  ///   - exchange: gives both folders each other's name; false where the file system cannot.
  ///   - betweenSteps: called where it cannot, when the old folder has gone and the new one is not yet in place. What it
  ///     throws leaves everything as it is then, like a kill.
  @discardableResult
  func commit(exchange: () -> Bool, betweenSteps: () throws -> Void) throws -> [String] {
    let path = Paths.join(parent.path, target.text)
    var kept: [RawPath] = []
    var old: FolderHandle?
    if parent.status(target) != nil {
      kept = try output.others()
      let folder = try FolderHandle(in: parent, target)
      try OtherFiles.carry(kept, from: folder, to: self.folder)
      old = folder
    }
    let marker = FolderMarker(written: Set(written.withLock { $0 }.map { RawPath($0) }), kept: kept)
    try lock.write(marker, Paths.join(staging, FolderMarker.fileName))

    var replaced: (name: RawPath, folder: FolderHandle)?
    if let old {
      let name = try swap(old, path, exchange, betweenSteps)
      replaced = (name, old)
    } else {
      try UnfinishedWork.locked { list in
        guard parent.rename(name, to: target, in: parent) else { throw FileErrors.cannotWrite(path, errno) }
        isCommitted.store(true, ordering: .relaxed)
        list.replace(number, by: nil)
      }
    }
    var notes = kept.isEmpty ? [] : ["kept: " + kept.map(\.text).joined(separator: ", ")]
    if let replaced {
      do {
        try parent.remove(replaced.name, opened: replaced.folder)
      } catch {
        notes.append("\(Paths.join(parent.path, replaced.name.text)): what was replaced cannot be removed: \(error)")
      }
      UnfinishedWork.forget(number)
    }
    return self.notes + notes
  }

  /// Puts the new folder in the place of `old`.
  ///
  /// - Returns: the name that `old` has then.
  private func swap(
    _ old: FolderHandle, _ path: String, _ exchange: () -> Bool, _ betweenSteps: () throws -> Void
  ) throws -> RawPath {
    try UnfinishedWork.locked { list in
      if exchange() {
        isCommitted.store(true, ordering: .relaxed)
        list.replace(number, by: .folder(name, old, in: parent))
        return name
      }
      // Two steps. Locked, so that no other run takes the old one for a left-over in between.
      let lock = MarkerLock(of: old)
      defer { withExtendedLifetime(lock) {} }
      let oldName = LeftOvers.name(target.text, .old, run: run)
      guard parent.rename(target, to: oldName, in: parent) else { throw FileErrors.cannotWrite(path, errno) }
      try betweenSteps()
      guard parent.rename(name, to: target, in: parent) else {
        let code = errno
        guard parent.rename(oldName, to: target, in: parent) else {
          throw AtlasError(
            .failure, path: path, "cannot write: \(String(cString: strerror(code)))",
            hint: "what was there is now \(Paths.join(parent.path, oldName.text))")
        }
        throw FileErrors.cannotWrite(path, code)
      }
      isCommitted.store(true, ordering: .relaxed)
      list.replace(number, by: .folder(oldName, old, in: parent))
      return oldName
    }
  }

  /// Removes what was written; the target stays as it was.
  public func discard() {
    guard !isCommitted.load(ordering: .relaxed) else { return }
    try? parent.remove(name, opened: folder)
    UnfinishedWork.forget(number)
  }
}
