import Files
import SparseAutoencoders

/// What `inspect` says of a folder that is no checkpoint but holds some.
struct FolderInspection: Inspection {
  struct Item: Encodable {
    var path: String
    var family: String
  }

  var path: String
  let kind = "folder"
  var checkpoints: [Item]
  /// Whether the search ended at a bound.
  var isCut: Bool

  /// nil where no checkpoint lies below.
  init?(_ path: String) {
    guard Paths.isFolder(path) else { return nil }
    let search = CheckpointSearch(below: path)
    guard !search.found.isEmpty else { return nil }
    self.path = path
    isCut = search.isCut
    let folder = Paths.withoutTrailingSlash(path)
    checkpoints = search.found.map { Item(path: Paths.join(folder, $0.path), family: $0.family) }
  }

  var text: String {
    let more = isCut ? " at least" : ""
    return
      ([path, "  folder        no checkpoint itself; inside are\(more) \(checkpoints.count), inspect one of them:"]
      + checkpoints.map { "  checkpoint    \($0.path) (\($0.family))" }).joined(separator: "\n")
  }
}
