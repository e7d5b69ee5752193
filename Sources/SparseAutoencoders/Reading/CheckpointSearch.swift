import Files

/// A checkpoint found below a folder.
public struct FoundCheckpoint: Sendable, Equatable {
  /// The folder or file to name, seen from the folder that was searched.
  public var path: String
  /// As in the families' table; `a or b` where files do not tell two apart.
  public var family: String
}

/// The checkpoints in and below a folder that is none itself: run folders, steps, releases of several layers.
///
/// The walk is bounded: links to folders and hidden folders are not entered, and it ends at a depth and at numbers of
/// folders and files that no release reaches.
public struct CheckpointSearch {
  private static let depth = 6
  private static let mostFolders = 1000
  private static let mostFiles = 300
  private static let mostFound = 200

  /// In natural order: `layer_2` before `layer_10`.
  public private(set) var found: [FoundCheckpoint] = []
  /// Whether a bound ended the walk, so that there may be more.
  public private(set) var isCut = false
  private let root: String
  private var folders = 0
  private var files = 0

  /// Walks over the folders below `root`, a bounded number of them.
  public init(below root: String) {
    self.root = root
    look(into: "", depth: 0)
    found.sort { $0.path.naturallyPrecedes($1.path) }
  }

  private mutating func look(into relative: String, depth: Int) {
    folders += 1
    guard depth <= CheckpointSearch.depth, folders <= CheckpointSearch.mostFolders,
      found.count < CheckpointSearch.mostFound
    else {
      isCut = true
      return
    }
    let folder = relative.isEmpty ? root : Paths.join(root, relative)
    // The root is known to be none.
    if !relative.isEmpty, let family = CheckpointSearch.family(of: folder) {
      found.append(FoundCheckpoint(path: relative, family: family))
      return
    }
    guard let names = try? Paths.entries(of: folder) else { return }
    let visible = names.filter { !$0.hasPrefix(".") }.sorted { $0.naturallyPrecedes($1) }
    for name in visible where WeightNames.canBeWeights(name) {
      guard Paths.isFile(Paths.join(folder, name)) else { continue }
      files += 1
      guard files <= CheckpointSearch.mostFiles, found.count < CheckpointSearch.mostFound else {
        isCut = true
        return
      }
      if let family = CheckpointSearch.family(of: Paths.join(folder, name)) {
        found.append(FoundCheckpoint(path: relative.isEmpty ? name : relative + "/" + name, family: family))
      }
    }
    for name in visible where Paths.isFolderItself(Paths.join(folder, name)) {
      look(into: relative.isEmpty ? name : relative + "/" + name, depth: depth + 1)
    }
  }

  /// What a folder or file is recognised as; nil if as nothing, or if it is damaged.
  private static func family(of path: String) -> String? {
    guard let source = try? CheckpointSource(path, options: CheckpointOptions()),
      let found = try? CheckpointFamily.recognising(source), !found.isEmpty
    else { return nil }
    return found.map(\.family.name).joined(separator: " or ")
  }
}
