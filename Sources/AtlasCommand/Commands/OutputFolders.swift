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
