import Diagnostics
import Files

/// `SHA256SUMS` of a results folder: one line for each of its files, as `sha256sum` writes and checks them.
///
/// Not listed are the file itself, `data/timings.json`, which differs from run to run and carries its own digest, and hidden
/// files.
struct Checksums: Sendable {
  static let name = "SHA256SUMS"

  /// Path → digest.
  private let digests: [String: String]

  static func bytes(of files: [InputFile]) -> [UInt8] {
    bytes(files.filter { $0.path != DataFiles.timings }.map { ($0.path, $0.sha256) })
  }

  private static func bytes(_ lines: [(path: String, digest: String)]) -> [UInt8] {
    Array(lines.map { "\($0.digest)  \($0.path)\n" }.joined().utf8)
  }

  /// - Throws: `AtlasError` where there is no such file, or it is not as this tool writes it.
  init(ofFolder folder: String) throws {
    let path = Paths.join(folder, Checksums.name)
    guard Paths.isFile(path) else {
      throw AtlasError(
        path: folder, "the results have no \(Checksums.name): they were copied in part, or an older version made them",
        hint: "run `feature-atlas analyze` again")
    }
    let content = try MappedFile.content(of: path)
    let lines = String(decoding: content, as: UTF8.self).split(separator: "\n").map { line in
      (path: String(line.dropFirst(66)), digest: String(line.prefix(64)))
    }
    let paths = lines.map(\.path)
    let isSorted = zip(paths, paths.dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard isSorted, Checksums.bytes(lines) == content else {
      throw AtlasError(
        path: path, "this is no list of checksums as it was written", hint: "run `feature-atlas analyze` again")
    }
    digests = Dictionary(lines.map { ($0.path, $0.digest) }, uniquingKeysWith: { first, _ in first })
  }

  /// Sorted.
  var paths: [String] { digests.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

  /// Whether the files of the folder are those listed.
  ///
  /// - Throws: `AtlasError` that names the first file that is missing, or that nothing is known of.
  func checkFiles(ofFolder folder: String) throws {
    let found = Set(
      try Paths.files(under: folder).filter { path in
        path != Checksums.name && path != DataFiles.timings && !Paths.name(of: path).hasPrefix(".")
      })
    if let missing = paths.first(where: { !found.contains($0) }) {
      throw AtlasError(
        path: Paths.join(folder, missing), "this file of the results is missing",
        hint: "run `feature-atlas analyze` again")
    }
    if let stray = found.subtracting(digests.keys).min() {
      throw AtlasError(
        path: Paths.join(folder, stray), "this file is not part of the results: \(Checksums.name) does not list it",
        hint: "remove it")
    }
  }

  /// - Throws: `AtlasError` where the content is not that of the file when it was written.
  func check(_ file: MappedFile, _ path: String) throws {
    let digest = file.withBytes { SHA256Digest.hex(of: $0) }
    guard digests[path] == digest else {
      throw AtlasError(
        path: file.path,
        "this file was changed or cut off since it was written: its SHA-256 is not the one in "
          + Checksums.name, hint: "copy it again, or run `feature-atlas analyze` again")
    }
  }
}
