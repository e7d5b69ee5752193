import Files
import Findings

/// Output folders, also those whose marker does not yet say which files this tool wrote.
extension StagedFolder {
  convenience init(output: String) throws {
    try self.init(replacing: output, filesOfEarlierVersions: EarlierVersions.files)
  }

  /// Refuses an output that cannot be replaced, before any work is done.
  static func checkOutput(_ output: String) throws {
    try checkReplaceable(output, filesOfEarlierVersions: EarlierVersions.files)
  }

  /// Makes a folder that `fill` writes, and swaps it in; on any error the target stays as it was.
  ///
  /// - Parameter fill: returns sentences on what it did.
  /// - Returns: these, and those of `commit`.
  static func write(to output: String, _ fill: (StagedFolder) throws -> [String]) throws -> [String] {
    let folder = try StagedFolder(output: output)
    do {
      let notes = try fill(folder)
      return notes + (try folder.commit())
    } catch {
      folder.discard()
      throw error
    }
  }
}

private enum EarlierVersions {
  /// The files of a site, by its manifest, or of a results folder, by their places; nil where it is neither.
  static func files(in folder: String) -> [String]? {
    let own = [DataFiles.manifest, DataFiles.timings, "findings.json"]
    if let file = try? MappedFile(Paths.join(folder, DataFiles.manifest)),
      let manifest = try? file.withBytes({ try FindingsJSON.decode(Manifest.self, from: $0) })
    {
      return manifest.outputs.map(\.path) + own
    }
    guard Paths.isFile(Paths.join(folder, "findings.json")), let files = try? Paths.files(under: folder) else {
      return nil
    }
    return files.filter { file in ["data/", "tables/", "examples/"].contains { file.hasPrefix($0) } } + own
  }
}
