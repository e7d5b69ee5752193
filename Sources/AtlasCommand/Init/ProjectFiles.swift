import Datasets
import Files
import SparseAutoencoders

/// What lies in a folder of data, sorted by what it seems to be. The walk is bounded; hidden folders and links to folders are
/// not entered.
struct ProjectFiles {
  private static let depth = 9
  private static let mostEntries = 5000
  private static let stateEndings = [".safetensors", ".npy", ".npz", ".pt", ".pth", ".arrow"]
  private static let tableEndings = [".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".json"]
  /// Files of numbers that lie beside states and are no states.
  private static let companions = ["offsets", "mask", "attention_mask", "lengths", "ids"]

  /// Relative paths in natural order, as are those below.
  private(set) var tables: [String] = []
  /// Files that may hold hidden states.
  private(set) var arrays: [String] = []
  let checkpoints: [FoundCheckpoint]
  /// Whether a bound ended the walk.
  private(set) var isCut: Bool
  private var entries = 0

  init(in root: String) {
    let search = CheckpointSearch(below: root)
    checkpoints = search.found
    isCut = search.isCut
    walk(root, "", depth: 0)
    tables.sort { $0.naturallyPrecedes($1) }
    arrays.sort { $0.naturallyPrecedes($1) }
  }

  private mutating func walk(_ root: String, _ relative: String, depth: Int) {
    guard let names = try? Paths.entries(of: relative.isEmpty ? root : Paths.join(root, relative)) else { return }
    for name in names.sorted() where !name.hasPrefix(".") {
      entries += 1
      guard entries <= Self.mostEntries, depth <= Self.depth else {
        isCut = true
        return
      }
      let path = relative.isEmpty ? name : relative + "/" + name
      if checkpoints.contains(where: { $0.path == path }) { continue }
      let full = Paths.join(root, path)
      if Paths.isFolderItself(full) {
        walk(root, path, depth: depth + 1)
      } else if Paths.isFile(full) {
        sort(path, Packing.unpackedName(name).lowercased())
      }
    }
  }

  private mutating func sort(_ path: String, _ name: String) {
    if Self.tableEndings.contains(where: name.hasSuffix) { tables.append(path) }
    guard let ending = Self.stateEndings.first(where: name.hasSuffix) else { return }
    let stem = name.dropLast(ending.count)
    let isCompanion = Self.companions.contains { stem == $0 || stem.hasSuffix("." + $0) || stem.hasSuffix("_" + $0) }
    if !isCompanion { arrays.append(path) }
  }
}
