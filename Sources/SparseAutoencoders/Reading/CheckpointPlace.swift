import Files

/// The folder and the file that a given path means.
struct CheckpointPlace {
  /// Configurations that lie beside weights: named instead of them, their folder is meant.
  private static let configurations = ["cfg.json", "config.json", "hyperparams.json", "runner_cfg.json", "config.yaml"]

  /// Where the files lie.
  var folder: String
  /// Seen from `folder`; nil where the folder itself was given.
  var file: String?
  /// Whether the folder `checkpoints` in `folder` was given.
  var isBelow = false

  /// - Throws: `AtlasError` if nothing lies there or it cannot be read.
  init(_ path: String) throws {
    folder = Paths.withoutTrailingSlash(path)
    if !Paths.isFolder(path) {
      // Opening it tells apart what is missing, unreadable and special.
      _ = try MappedFile(path)
      folder = Paths.folder(of: path)
      file = CheckpointPlace.meant(Paths.name(of: path), in: folder)
    }
    // OpenMOSS keeps weights one folder below their configuration, dictionary_learning keeps earlier steps there.
    let parent = Paths.folder(of: folder)
    if Paths.name(of: folder) == "checkpoints",
      ["hyperparams.json", "config.json"].contains(where: { Paths.isFile(Paths.join(parent, $0)) })
    {
      folder = parent
      isBelow = file == nil
      file = file.map { "checkpoints/" + $0 }
    }
  }

  private static func meant(_ name: String, in folder: String) -> String? {
    if configurations.contains(name) { return nil }
    // connor-rob: NAME_cfg.json beside NAME.pt.
    if name.hasSuffix("_cfg.json") {
      let weights = String(name.dropLast("_cfg.json".count)) + ".pt"
      if Paths.isFile(Paths.join(folder, weights)) { return weights }
    }
    return name
  }
}
