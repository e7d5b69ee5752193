import Glibc

/// Folders beside an output folder that belong to a run:
///
///     .NAME.partial-HOST-RUN    being filled; after the exchange, what was replaced
///     .NAME.old-HOST-RUN        what is being replaced, on file systems that cannot exchange two names
///
/// HOST is `HostIdentity.digits`, RUN is random. A run that is killed leaves them. What may be removed:
///
/// A left-over is one of this tool only if it is a folder (no link) with such a name, belongs to this user and has a
/// marker. The run that made it holds a lock on the marker (`flock`) for as long as it lives, however it ends; who gets the
/// lock knows that it is gone. Process ids would not do: between containers and machines that share the folder they
/// repeat. Nor does a lock everywhere: on network file systems it may hold on one machine only. So it counts where
/// the file system is known to be this kernel's own, or where HOST is this kernel. What other machines left is named,
/// and stays.
enum LeftOvers {
  enum Kind: String, CaseIterable { case partial, old }

  static func name(_ target: String, _ kind: Kind, run: String) -> RawPath { RawPath(prefix(target, kind) + run) }

  /// The part of a name that tells runs apart.
  static func newRun() -> String { HostIdentity.digits + "-" + UniqueName.random() }

  private static func prefix(_ target: String, _ kind: Kind) -> String { ".\(target).\(kind.rawValue)-" }

  /// Puts back what a run was about to replace when it was killed, and removes what others left.
  ///
  /// - Returns: sentences on what was put back and on what stays.
  static func tidy(_ parent: FolderHandle, target: String) -> [String] {
    guard let entries = try? parent.entries() else { return [] }
    let names = entries.compactMap { String(validating: $0.bytes, as: UTF8.self) }
    let runs = Kind.allCases.reversed().flatMap { kind in
      names.compactMap { name in run(name, target, kind).map { (kind, $0) } }
    }
    return runs.compactMap { kind, run in tidy(parent, target, kind, run) }
  }

  private static func run(_ name: String, _ target: String, _ kind: Kind) -> String? {
    let prefix = prefix(target, kind)
    guard name.hasPrefix(prefix) else { return nil }
    let parts = name.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, UniqueName.isDigest(parts[0], 16), UniqueName.isDigest(parts[1], 32) else { return nil }
    return parts.joined(separator: "-")
  }

  private static func tidy(_ parent: FolderHandle, _ target: String, _ kind: Kind, _ run: String) -> String? {
    let name = name(target, kind, run: run)
    guard let folder = try? FolderHandle(in: parent, name), let lock = MarkerLock(of: folder) else { return nil }
    defer { withExtendedLifetime(lock) {} }
    let path = Paths.join(parent.path, name.text)
    if kind == .old {
      // The only copy of the old output: the run was killed between the two steps. Put back even where locks are not
      // known: a run that is between them on another machine fails then, but nothing is lost.
      if parent.status(RawPath(target)) == nil, parent.rename(name, to: RawPath(target), in: parent) {
        return "\(Paths.join(parent.path, target)): put back as it was before a run that was killed"
      }
      if parent.status(self.name(target, .partial, run: run)) != nil {
        return "\(path) is what a run that was killed was about to replace; look at it and remove it yourself"
      }
    } else if parent.status(self.name(target, .old, run: run)) != nil {
      return nil
    }
    guard lock.isHeld, folder.status.st_uid == geteuid(),
      run.hasPrefix(HostIdentity.digits) || HostIdentity.isLocal(parent)
    else {
      return "\(path) is left of a run of another user or machine; remove it when no run is under way there"
    }
    do {
      try parent.remove(name, opened: folder)
      return nil
    } catch {
      return "\(path) is left of a run that was killed and cannot be removed"
    }
  }
}
