import Datasets
import Files
import Findings

/// What a merged file was joined from: a file beside it, since the merged one has the bytes of one run.
struct PartsList: Encodable {
  static let ending = ".parts.json"

  let run: FeaturePart.Run
  let shards: [FeaturePart.Piece]
  let files: [File]

  struct File: Encodable {
    let name: String
    let bytes: Int
    let sha256: String
  }

  /// Reads the parts once more for their digests.
  init(_ merged: FeatureParts.Merged) throws {
    run = merged.part.run
    shards = merged.part.pieces
    files = try merged.paths.map { path in
      let content = try MappedFile(path)
      return File(
        name: Paths.name(of: path), bytes: content.count, sha256: content.withBytes { SHA256Digest.hex(of: $0) })
    }
  }

  func write(to path: String) throws { try FileSink.replace(path, try FindingsJSON.encode(self)) }
}
