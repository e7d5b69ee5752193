import Buffers
import Diagnostics
import Glibc

/// A folder that is to be made or replaced: where it lies, and what of what is there is not this tool's.
struct OutputFolder: Sendable {
  /// The folder it lies in, and its name there; links are followed.
  let parent: String
  let name: String
  private let filesOfEarlierVersions: @Sendable (String) -> [String]?

  var path: String { Paths.join(parent, name) }

  /// - Parameter filesOfEarlierVersions: the files that this tool wrote into a folder, where its marker does not say.
  /// - Throws: `AtlasError` if there is a file, or a folder of somebody else's.
  init(_ target: String, filesOfEarlierVersions: @escaping @Sendable (String) -> [String]?) throws {
    var target = Paths.withoutTrailingSlash(target)
    if Paths.exists(target) {
      // A link, say `current` to a release: the folder that it leads to is replaced, as a whole, and the link stays.
      guard let real = realpath(target, nil) ?? OutputFolder.putBack(target) else {
        if errno == ENOENT {
          throw AtlasError(path: target, "this is a link that leads nowhere", hint: "remove it, or mend it")
        }
        throw FileErrors.cannotRead(target, errno)
      }
      defer { free(real) }
      guard let path = String(validatingCString: real) else {
        throw AtlasError(path: target, "the path of the folder is not valid UTF-8", hint: "give another name with -o")
      }
      target = path
    }
    parent = Paths.folder(of: target)
    name = Paths.name(of: target)
    self.filesOfEarlierVersions = filesOfEarlierVersions
    if name == "." || name == ".." {
      throw AtlasError(path: target, "there is no such folder", hint: "give the folder's own name with -o")
    }
    if Paths.exists(path) { _ = try others() }
  }

  /// The path that a link leads to, where a run that was killed had just moved that away; nil where it leads nowhere.
  private static func putBack(_ link: String) -> UnsafeMutablePointer<CChar>? {
    guard errno == ENOENT else { return nil }
    var place = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    guard readlink(link, &place, place.count - 1) > 0,
      let next = place.withUnsafeBufferPointer({ String(validatingCString: $0.start) })
    else {
      errno = ENOENT
      return nil
    }
    let target = Paths.join(Paths.folder(of: link), next)
    if let parent = try? FolderHandle(Paths.folder(of: target)) {
      _ = LeftOvers.tidy(parent, target: Paths.name(of: target))
    }
    return realpath(target, nil)
  }

  /// What has to be kept when the folder is replaced.
  ///
  /// - Throws: `AtlasError` if it is no folder of this tool's, or cannot be told from one.
  func others() throws -> [RawPath] {
    guard Paths.isFolder(path) else {
      throw AtlasError(
        path: path, "the output is to be a folder, but a file of this name is there",
        hint: "give another name with -o")
    }
    let folder = try FolderHandle(path)
    if try folder.entries().isEmpty { return [] }
    guard let marker = FolderMarker(in: folder) else {
      throw AtlasError(
        path: path, "this folder is not empty and was not made by feature-atlas; it is not replaced",
        hint: "give another folder with -o, or remove this one yourself")
    }
    guard let written = marker.written ?? filesOfEarlierVersions(path).map({ Set($0.map { RawPath($0) }) }) else {
      throw AtlasError(
        path: path, "an earlier version made this folder and did not note which files in it are its own",
        hint: "give another folder with -o, or remove this one yourself")
    }
    return try OtherFiles.find(in: folder, known: written.union([RawPath(FolderMarker.fileName)]))
  }
}
